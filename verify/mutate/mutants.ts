import type { Form } from "../../dsl/instructions/form.js";
import { attInstruction, gnuSpelling } from "../../dsl/lowering/att.js";
import type { MachineInstruction, MachineMemory, MachineOperand, MachineRoutine } from "../../dsl/lowering/machine.js";
import { operationWidth } from "../../dsl/lowering/select-form.js";
import { registers, xmmRegisters, ymmRegisters } from "../../dsl/operands/register.js";
import type { VectorRegisterName } from "../../dsl/operands/operand-class.js";
import type { SourceSite } from "../../dsl/source-site.js";
import { inverseOf } from "./conditions.js";
import { withOperands } from "./match-form.js";

/** What is changed in a mutant. */
export const mutationKinds = [
  "register",
  "displacement",
  "width",
  "immediate",
  "condition",
  "deletion",
  "doubling",
  "swap",
  "branch",
  "exchange",
] as const;

export type MutationKind = (typeof mutationKinds)[number];

/** What was changed of a routine. */
export interface Change {
  readonly kind: MutationKind;
  /** Which instruction, counted from 0, the frame's included. */
  readonly index: number;
  /** The instruction, and what became of it: `movl 8(%rsp), %edi -> movl 8(%rsp), %esi`. */
  readonly change: string;
  /** Where in the description the instruction comes from. */
  readonly site: SourceSite;
}

/** A routine with one thing changed. */
export interface Mutant extends Change {
  readonly routine: MachineRoutine;
}

/** Every mutant of a routine, in the order of its instructions. */
export function* mutantsOf(routine: MachineRoutine): Generator<Mutant> {
  for (const [index, instruction] of routine.instructions.entries()) {
    const { site } = instruction;
    for (const { kind, changed } of changesOf(instruction, routine.instructions.length)) {
      yield {
        kind,
        index,
        change: `${spell(instruction)} -> ${spell(changed)}`,
        site,
        routine: { ...routine, instructions: routine.instructions.with(index, changed) },
      };
    }
    // Without its only instruction a routine is no code at all.
    if (routine.instructions.length > 1) {
      yield {
        kind: "deletion",
        index,
        change: `${spell(instruction)} -> nothing`,
        site,
        routine: without(routine, index),
      };
    }
    yield {
      kind: "doubling",
      index,
      change: `${spell(instruction)} -> the same twice`,
      site,
      routine: doubled(routine, index),
    };
    const next = routine.instructions[index + 1];
    if (next !== undefined) {
      yield {
        kind: "swap",
        index,
        change: `${spell(instruction)}; ${spell(next)} -> the other way round`,
        site,
        routine: { ...routine, instructions: routine.instructions.with(index, next).with(index + 1, instruction) },
      };
    }
  }
}

interface ChangedInstruction {
  readonly kind: MutationKind;
  readonly changed: MachineInstruction;
}

function* changesOf(instruction: MachineInstruction, count: number): Generator<ChangedInstruction> {
  const { form, operands } = instruction;
  for (const [position, operand] of operands.entries()) {
    for (const { kind, replacement } of replacements(operand, form, count)) {
      const changed = withOperands(instruction, form.mnemonic, operands.with(position, replacement));
      if (changed !== undefined) {
        yield { kind, changed };
      }
    }
  }
  yield* otherMnemonics(instruction, "width", siblings(form));
  yield* otherMnemonics(instruction, "condition", [inverseOf(form.mnemonic)].flat());
  if (operands.length === 2) {
    yield* otherMnemonics({ ...instruction, operands: operands.toReversed() }, "exchange", [form.mnemonic]);
  }
}

function* otherMnemonics(
  instruction: MachineInstruction,
  kind: MutationKind,
  mnemonics: readonly string[],
): Generator<ChangedInstruction> {
  for (const mnemonic of mnemonics) {
    const changed = withOperands(instruction, mnemonic, instruction.operands);
    if (changed !== undefined) {
      yield { kind, changed };
    }
  }
}

/** Plan 9's letters for 8, 16, 32 and 64 bits. */
const widthSuffixes: readonly string[] = ["B", "W", "L", "Q"];

/** The same operation at other widths, which Plan 9 tells apart by the last letter. */
function siblings({ mnemonic }: Form): readonly string[] {
  const suffix = mnemonic.slice(-1);
  return widthSuffixes.includes(suffix)
    ? widthSuffixes.filter((other) => other !== suffix).map((other) => mnemonic.slice(0, -1) + other)
    : [];
}

interface Replacement {
  readonly kind: MutationKind;
  readonly replacement: MachineOperand;
}

function replacements(operand: MachineOperand, form: Form, count: number): readonly Replacement[] {
  switch (operand.kind) {
    case "register":
      return otherRegisters(operand.name).map((name) => ({ kind: "register", replacement: { ...operand, name } }));
    case "vector-register":
      return otherVectorRegisters(operand.name).map((name) => ({
        kind: "register",
        replacement: { kind: "vector-register", name },
      }));
    case "memory":
      return [...memoryRegisters(operand), ...displacements(operand)];
    case "immediate":
      return immediates(operand.value, operationWidth(form)).map((value) => ({
        kind: "immediate",
        replacement: { kind: "immediate", value },
      }));
    case "branch":
      return [operand.target - 1, operand.target + 1]
        .filter((target) => target >= 0 && target < count)
        .map((target) => ({
          kind: "branch",
          replacement: { ...operand, target, label: `${operand.label}${target < operand.target ? "-1" : "+1"}` },
        }));
    case "symbol":
    case "symbol-memory":
    case "address":
    case "literal":
      return [];
  }
}

function otherRegisters(name: string): readonly MachineRegister[] {
  return registers.map((register) => register.class).filter((other) => other !== name);
}

/** The others of the same width. */
function otherVectorRegisters(name: VectorRegisterName): readonly VectorRegisterName[] {
  const ofItsWidth = name.startsWith("X") ? xmmRegisters : ymmRegisters;
  return ofItsWidth.map((register) => register.class).filter((other) => other !== name);
}

type MachineRegister = (typeof registers)[number]["class"];

function memoryRegisters(memory: MachineMemory): readonly Replacement[] {
  const { base, index } = memory;
  return [
    ...(base === undefined ? [] : otherRegisters(base).map((name) => ({ ...memory, base: name }))),
    ...(index === undefined
      ? []
      : otherRegisters(index.register)
          .filter((name) => name !== "SP")
          .map((register) => ({ ...memory, index: { ...index, register } }))),
  ].map((replacement) => ({ kind: "register", replacement }));
}

function displacements(memory: MachineMemory): readonly Replacement[] {
  return [-8, -4, -1, 1, 4, 8].map((by) => ({
    kind: "displacement",
    replacement: { ...memory, displacement: memory.displacement + by },
  }));
}

/** One more, one less, and every single bit the other way. */
function immediates(value: bigint, width: number): readonly bigint[] {
  const encoded = Math.min(width, 32);
  const flips = Array.from({ length: encoded }, (_, bit) => BigInt.asIntN(encoded, value ^ (1n << BigInt(bit))));
  return [...new Set([value + 1n, value - 1n, ...flips])];
}

/** Without instruction `index`; what went to it goes to the one behind it. */
function without(routine: MachineRoutine, index: number): MachineRoutine {
  return {
    ...routine,
    instructions: routine.instructions
      .filter((_, position) => position !== index)
      .map((instruction) => retarget(instruction, (target) => (target > index ? target - 1 : target))),
  };
}

function doubled(routine: MachineRoutine, index: number): MachineRoutine {
  return {
    ...routine,
    instructions: routine.instructions.flatMap((instruction, position) => {
      const moved = retarget(instruction, (target) => (target > index ? target + 1 : target));
      return position === index ? [moved, moved] : [moved];
    }),
  };
}

function retarget(instruction: MachineInstruction, move: (target: number) => number): MachineInstruction {
  return {
    ...instruction,
    operands: instruction.operands.map((operand) =>
      operand.kind === "branch" ? { ...operand, target: move(operand.target) } : operand,
    ),
  };
}

const spelling = gnuSpelling();

function spell(instruction: MachineInstruction): string {
  return attInstruction(instruction, spelling);
}
