import { jumpsTo, preserving, processEntry, stores } from "../contracts/contract.js";
import { alignedDown, entryRegister, plus } from "../contracts/value.js";
import { uint64 } from "../ctypes/ctype.js";
import type { Prototype } from "../ctypes/prototype.js";
import { instruction } from "../instructions/instruction.js";
import type { SymbolReference } from "../operands/code.js";
import { cSymbol, external } from "../operands/code.js";
import { SP, registers } from "../operands/register.js";
import { none } from "../routines/frame.js";
import type { RoutineFault } from "../routines/routine.js";
import { makeRoutine } from "../routines/routine.js";
import { captureSite } from "../source-site.js";
import type { Bridge } from "./bridge.js";
import { bridgedSignature } from "./bridge.js";
import { cArguments, cStackAlignment, cStackSlot } from "./passing.js";

/**
 * Lets a function written in C be what the process entry jumps to: nobody has called it, and it does not come back.
 * What the entry left in registers is where C looks for arguments; SP is aligned, and the return address is 0.
 *
 * @example
 * startInC(external("_rt0_amd64"), prototype("runtime·start", voidType, { arguments: pointer(voidType) }))
 */
export function startInC(target: SymbolReference, declared: Prototype): Bridge {
  const { faults, parameters, result } = bridgedSignature(declared, target.name);
  const callee = external(cSymbol(declared.name));
  const name = target.name;
  const stack = plus(alignedDown(entryRegister(SP), cStackAlignment), -cStackSlot);
  return Object.freeze({
    kind: "bridge",
    direction: "to-c",
    prototype: declared,
    routine: {
      ...makeRoutine(
        name,
        {
          doc: `${name} is written in C: it is jumped to, so SP is aligned as if it had been called, by nobody.`,
          frame: none,
          contract: () =>
            preserving(
              registers.filter((register) => register.class !== "SP"),
              processEntry(stores(stack, uint64, 0), jumpsTo(callee, {}, stack)),
            ),
        },
        () => [
          instruction("ANDB", [-cStackAlignment, SP], startInC),
          instruction("PUSHQ", [0], startInC),
          instruction("JMP", [callee], startInC),
        ],
        captureSite(startInC),
      ),
      faults: [...faults, ...startFaults(parameters.length, result !== undefined)],
    },
    equivalentMutants: [
      {
        routine: name,
        changes: [-15, -14, -12].map((mask) => `andb $-16, %spl -> andb $${mask}, %spl`),
        reason: "SP is a multiple of 8, so its lowest three bits are 0.",
      },
      {
        routine: name,
        changes: ["andw $-16, %sp", "andq $-16, %rsp"].map((wider) => `andb $-16, %spl -> ${wider}`),
        reason: "The mask clears bits of the lowest byte and keeps all others.",
      },
    ],
  });
}

function startFaults(parameters: number, returnsSomething: boolean): readonly RoutineFault[] {
  return [
    ...(parameters > cArguments.length
      ? [{ code: "bridge-start", message: `nobody has put more than ${cArguments.length} arguments anywhere` }]
      : []),
    ...(returnsSomething ? [{ code: "bridge-start", message: "nobody takes the result: it does not come back" }] : []),
  ];
}
