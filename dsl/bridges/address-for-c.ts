import { inOrder, jumpsTo, preserving } from "../contracts/contract.js";
import type { Prototype } from "../ctypes/prototype.js";
import { instruction } from "../instructions/instruction.js";
import { cSymbol } from "../operands/code.js";
import { registers } from "../operands/register.js";
import { none } from "../routines/frame.js";
import type { Routine } from "../routines/routine.js";
import { makeRoutine } from "../routines/routine.js";
import { captureSite } from "../source-site.js";
import type { Bridge } from "./bridge.js";
import { bridgedSignature } from "./bridge.js";

/**
 * Gives C code the address of a routine that is not called by it but by somebody with a convention of his own: the
 * kernel, which enters a signal trampoline. Nothing is translated on the way: the C name leads to the routine with all
 * registers and the stack as they are.
 *
 * @example
 * addressForC(sigtramp, prototype("runtime·sigtramp", voidType))
 */
export function addressForC(target: Routine, declared: Prototype): Bridge {
  const { faults } = bridgedSignature(declared, target.name);
  return Object.freeze({
    kind: "bridge",
    direction: "address",
    prototype: declared,
    routine: {
      ...makeRoutine(
        cSymbol(declared.name),
        {
          doc: `${declared.name} for C code that hands its address on: leads to ${target.name} with everything as it is.`,
          frame: none,
          contract: () =>
            preserving(
              registers.filter((register) => register.class !== "SP"),
              inOrder(jumpsTo(target, {})),
            ),
        },
        () => [instruction("JMP", [target], addressForC)],
        captureSite(addressForC),
      ),
      faults,
    },
    equivalentMutants: [],
  });
}
