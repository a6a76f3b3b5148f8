import type { MachineInstruction, MachineOperand, MachineRoutine } from "../../dsl/lowering/machine.js";
import { effectsOf, mayOverlap } from "./effects.js";
import type { Mutant } from "./mutants.js";

/**
 * Why a mutant does the same as the original, where that follows from the instructions alone: undefined where it does
 * not, and a person has to judge.
 */
export function provenEquivalent(original: MachineRoutine, mutant: Mutant): string | undefined {
  const before = original.instructions[mutant.index];
  const after = mutant.routine.instructions[mutant.index];
  if (before === undefined || after === undefined) {
    return undefined;
  }
  switch (mutant.kind) {
    case "doubling":
      return isIdempotent(before) ? "doing it twice is doing it once" : undefined;
    case "swap":
      return areIndependent(before, after) && !isBranchTarget(original, mutant.index + 1)
        ? "neither reads or writes what the other writes"
        : undefined;
    case "width":
      return sameRegisterAfter(before, after) ? "the whole register holds the same afterwards" : undefined;
    default:
      return undefined;
  }
}

/** Twice in a row is the same as once, or the second is never reached. */
function isIdempotent(instruction: MachineInstruction): boolean {
  const { mnemonic } = instruction.form;
  if (
    mnemonic === "RET" ||
    mnemonic.startsWith("J") ||
    clearsRegister(instruction) ||
    masksRegister(instruction) ||
    extendsRegister(instruction)
  ) {
    return true;
  }
  const effects = effectsOf(instruction);
  return (
    !effects.transfersControl &&
    disjoint(effects.writes, effects.reads) &&
    !effects.stores.some((store) => effects.loads.some((load) => mayOverlap(store, load)))
  );
}

/** XOR of a register with itself reads nothing that matters. */
function clearsRegister({ form, operands: [source, destination] }: MachineInstruction): boolean {
  if (/^(?:PXOR|XORP[SD])$/.test(form.mnemonic)) {
    return (
      source?.kind === "vector-register" && source.name === (destination?.kind === source.kind ? destination.name : "")
    );
  }
  return /^XOR[LQ]$/.test(form.mnemonic) && destination !== undefined && isSameRegister(source, destination);
}

/** AND and OR with a number give the same bits and the same flags when done again. */
function masksRegister({ form, operands: [source, destination] }: MachineInstruction): boolean {
  return /^(?:AND|OR)[BWLQ]$/.test(form.mnemonic) && source?.kind === "immediate" && destination?.kind === "register";
}

/** A register extended in place is extended already. */
function extendsRegister({ form, operands: [source, destination] }: MachineInstruction): boolean {
  return /^MOV[BWL][WLQ][SZ]X$/.test(form.mnemonic) && destination !== undefined && isSameRegister(source, destination);
}

function areIndependent(one: MachineInstruction, other: MachineInstruction): boolean {
  const [a, b] = [effectsOf(one), effectsOf(other)];
  return (
    !a.transfersControl &&
    !b.transfersControl &&
    disjoint(a.writes, b.reads) &&
    disjoint(a.writes, b.writes) &&
    disjoint(b.writes, a.reads) &&
    !a.stores.some((store) => [...b.loads, ...b.stores].some((place) => mayOverlap(store, place))) &&
    !b.stores.some((store) => a.loads.some((place) => mayOverlap(store, place)))
  );
}

/** A branch between the two would see only one of them done. */
function isBranchTarget(routine: MachineRoutine, index: number): boolean {
  return routine.instructions.some(({ operands }) =>
    operands.some((operand) => operand.kind === "branch" && operand.target === index),
  );
}

/** A small number moved with 32 or with 64 bits, or a register cleared with either. */
function sameRegisterAfter(before: MachineInstruction, after: MachineInstruction): boolean {
  const mnemonics = [before.form.mnemonic, after.form.mnemonic].toSorted().join(" ");
  const [source, destination] = before.operands;
  if (destination?.kind !== "register") {
    return false;
  }
  switch (mnemonics) {
    case "MOVL MOVQ":
      return source?.kind === "immediate" && source.value >= 0n && source.value < 0x8000_0000n;
    case "XORL XORQ":
      return clearsRegister(before);
    default:
      return false;
  }
}

function isSameRegister(one: MachineOperand | undefined, other: MachineOperand): boolean {
  return one?.kind === "register" && other.kind === "register" && one.name === other.name;
}

function disjoint(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].every((item) => !other.has(item));
}
