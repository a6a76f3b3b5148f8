import type { Contract } from "../contracts/contract.js";
import { callsRoutine, inOrder, preserving, returns, returnsNothing } from "../contracts/contract.js";
import type { EquivalentMutants } from "../contracts/equivalent-mutants.js";
import { calledResult, promoted } from "../contracts/value.js";
import type { ScalarType } from "../ctypes/ctype.js";
import { alignUp, uint64, voidType } from "../ctypes/ctype.js";
import type { Prototype } from "../ctypes/prototype.js";
import { instruction } from "../instructions/instruction.js";
import type { Argument } from "../operands/argument.js";
import type { Label, SymbolReference } from "../operands/code.js";
import { cSymbol, external } from "../operands/code.js";
import { at } from "../operands/memory.js";
import type { Operand } from "../operands/operand.js";
import type { RegisterName } from "../operands/operand-class.js";
import { AX, SP } from "../operands/register.js";
import { none } from "../routines/frame.js";
import type { BodyItem } from "../routines/node.js";
import { makeRoutine } from "../routines/routine.js";
import { captureSite } from "../source-site.js";
import type { Bridge } from "./bridge.js";
import { bridgedSignature } from "./bridge.js";
import { cArguments, cPreserved, cStackAlignment, cStackSlot, promotingMove } from "./passing.js";

/**
 * Lets Plan 9 code call a function written in C: takes the arguments from the stack, puts them where C looks for them,
 * aligns SP, and calls. It defines `target` as objects spell it, with a full stop; the C function is the prototype's.
 * Registers that C functions keep are kept here too.
 *
 * @example
 * bridgeToC(external("runtime·stackcheck"), prototype("runtime·stackcheck", voidType))
 */
export function bridgeToC(target: SymbolReference, declared: Prototype): Bridge {
  const { parameters, result, faults } = bridgedSignature(declared, target.name);
  const callee = external(cSymbol(declared.name));
  return Object.freeze({
    kind: "bridge",
    direction: "to-c",
    prototype: declared,
    routine: {
      ...makeRoutine(
        target.name,
        {
          doc: `${target.name} is written in C: its arguments go from the stack to where C functions look for them,\nand SP is aligned as they want it.`,
          args: Object.fromEntries(parameters.map(({ name, type }) => [name, type])),
          returns: result ?? voidType,
          frame: none,
          labels: ["unaligned"],
          ...(faults.length > 0
            ? {}
            : { contract: (args: Arguments) => contractOf(callee, Object.values(args), result) }),
        },
        // What cannot be bridged has no code that could have mistakes of its own.
        (args: Arguments, { unaligned }) =>
          faults.length > 0 ? [node("RET", [])] : bodyOf(callee, Object.values(args), unaligned),
        captureSite(bridgeToC),
      ),
      faults,
    },
    equivalentMutants: equivalentMutants(target.name, parameters.length),
  });
}

type BridgedArgument = Argument & { readonly type: ScalarType };

type Arguments = Readonly<Record<string, BridgedArgument>>;

function contractOf(
  callee: SymbolReference,
  args: readonly BridgedArgument[],
  result: ScalarType | undefined,
): Contract {
  const registers: Partial<Record<RegisterName, ReturnType<typeof promoted>>> = {};
  args.slice(0, cArguments.length).forEach((argument, index) => {
    const register = cArguments[index];
    if (register !== undefined) {
      registers[register.class] = promoted(argument, argument.type);
    }
  });
  return preserving(
    cPreserved,
    inOrder(
      callsRoutine(callee, {
        registers,
        stack: args.slice(cArguments.length).map((argument, index) => ({
          offset: cStackSlot * index,
          // All of the slot, for what clang makes of a narrow argument is as wide as in a register.
          type: uint64,
          value: promoted(argument, argument.type),
        })),
        preserves: cPreserved,
        stackAlignment: cStackAlignment,
      }),
      result === undefined ? returnsNothing : returns(calledResult(0)),
    ),
  );
}

/**
 * Plan 9 code keeps SP a multiple of 8 only, so there are two ways through, each with SP moved by a number that is
 * known: debuggers find the caller on both, which they could not where SP is masked.
 */
function bodyOf(callee: SymbolReference, args: readonly BridgedArgument[], unaligned: Label): readonly BodyItem[] {
  const onStack = args.slice(cArguments.length);
  const { room, shifted } = roomFor(onStack.length);
  return [
    args.slice(0, cArguments.length).map((argument, index) => {
      const register = cArguments[index];
      return register === undefined ? [] : node(promotingMove(argument.type), [argument, register]);
    }),
    node("TESTB", [cStackSlot, SP]),
    node("JNE", [unaligned]),
    callWith(callee, onStack, room),
    unaligned,
    callWith(callee, onStack, shifted),
  ];
}

/** Bytes to take from SP for arguments on the stack, where it is a multiple of 16 and where it is shifted by 8. */
function roomFor(slots: number): { readonly room: number; readonly shifted: number } {
  const room = alignUp(cStackSlot * slots, cStackAlignment);
  return { room, shifted: room - cStackSlot >= cStackSlot * slots ? room - cStackSlot : room + cStackSlot };
}

/** Changes that make no difference where SP is a multiple of 8. */
function equivalentMutants(routine: string, parameters: number): readonly EquivalentMutants[] {
  const { shifted } = roomFor(Math.max(0, parameters - cArguments.length));
  const test = `testb $${cStackSlot}, %spl`;
  return [
    {
      routine,
      changes: [9, 10, 12].map((mask) => `${test} -> testb $${mask}, %spl`),
      reason: "SP is a multiple of 8, so its lowest three bits are 0.",
    },
    {
      routine,
      changes: ["testw $8, %sp", "testl $8, %esp", "testq $8, %rsp"].map((wider) => `${test} -> ${wider}`),
      reason: "The bit that is looked at lies in the lowest byte.",
    },
    ...(shifted === cStackSlot
      ? [
          {
            routine,
            changes: ["subb $8, %spl", "subw $8, %sp"].map((narrower) => `subq $8, %rsp -> ${narrower}`),
            reason: "On this way bit 3 of SP is set: taking 8 away borrows nothing.",
          },
          {
            routine,
            changes: ["addb $8, %spl", "addw $8, %sp"].map((narrower) => `addq $8, %rsp -> ${narrower}`),
            reason: "SP is a multiple of 16 here: adding 8 carries nothing.",
          },
        ]
      : []),
  ];
}

function callWith(callee: SymbolReference, onStack: readonly BridgedArgument[], room: number): readonly BodyItem[] {
  return [
    room === 0 ? [] : node("SUBQ", [room, SP]),
    onStack.map((argument, index) => [
      // Not by its name: assemblers do not follow SP once it has been moved by hand.
      node(promotingMove(argument.type), [at(SP, room + cStackSlot + argument.offset), AX]),
      node("MOVQ", [AX, at(SP, cStackSlot * index)]),
    ]),
    node("CALL", [callee]),
    room === 0 ? [] : node("ADDQ", [room, SP]),
    node("RET", []),
  ];
}

function node(mnemonic: string, operands: readonly Operand[]): BodyItem {
  return instruction(mnemonic, operands, bridgeToC);
}
