import { readableNumber } from "../../dsl/lowering/att.js";
import type { MachineInstruction, MachineMemory, MachineOperand, MachineRoutine } from "../../dsl/lowering/machine.js";
import type { Argument } from "../../dsl/operands/argument.js";
import type { Routine } from "../../dsl/routines/routine.js";
import { none } from "../../dsl/routines/frame.js";
import { textFlagNumber } from "../../dsl/routines/text-flag.js";
import type { Mutant } from "../../verify/mutate/mutants.js";

/** Memory that is one of the routine's arguments: its name, and how far from the first argument it lies. */
interface NamedPlace {
  readonly name: string;
  readonly offset: number;
}

/** The places that are written as `name+offset(FP)`, by the operand itself: mutants share what they do not change. */
export type NamedPlaces = ReadonlyMap<MachineOperand, NamedPlace>;

/** The return address lies between a routine's SP at entry and its first argument. */
const returnAddressSize = 8;

/** 6l makes an access to FS at offset k-16 of one to GS at k. */
const threadLocalBias = 16;

/** Which operands of a lowered routine were arguments in the description. */
export function namedPlaces(routine: Routine, lowered: MachineRoutine): NamedPlaces {
  const places = lowered.instructions.flatMap(({ operands, stackDepth }) =>
    operands.flatMap((operand): readonly (readonly [MachineOperand, NamedPlace])[] => {
      const argument = argumentAt(routine.arguments, operand, stackDepth);
      return argument === undefined ? [] : [[operand, argument]];
    }),
  );
  return new Map(places);
}

function argumentAt(
  args: readonly Argument[],
  operand: MachineOperand,
  stackDepth: number | undefined,
): Argument | undefined {
  if (stackDepth === undefined || operand.kind !== "memory" || operand.base !== "SP" || operand.index !== undefined) {
    return undefined;
  }
  return args.find(({ offset }) => offset === operand.displacement - stackDepth - returnAddressSize);
}

/** The same for a mutant: an argument whose displacement is changed keeps its name. */
export function namedPlacesOf(mutant: Mutant, original: MachineRoutine, places: NamedPlaces): NamedPlaces {
  const before = original.instructions[mutant.index]?.operands ?? [];
  const after = mutant.routine.instructions[mutant.index]?.operands ?? [];
  const [moved] = mutant.kind === "displacement" ? after.filter((operand) => !before.includes(operand)) : [];
  const was = moved === undefined ? undefined : before[after.indexOf(moved)];
  const place = was === undefined ? undefined : places.get(was);
  if (place === undefined || moved?.kind !== "memory" || was?.kind !== "memory") {
    return places;
  }
  return new Map([...places, [moved, { ...place, offset: place.offset + moved.displacement - was.displacement }]]);
}

/**
 * Lowered instructions as Plan 9 assembly, one function by the name given. The frame is TEXT's where every instruction
 * that makes it or gives it back is where 6l puts it. Otherwise the instructions are written out, and SP is nobody's
 * business but theirs: `$-8`. Names of arguments would count from TEXT's frame, so there they are places above SP.
 */
export function plan9Text(
  name: string,
  routine: Routine,
  { instructions }: MachineRoutine,
  places: NamedPlaces,
  frame: FrameSpelling,
): readonly string[] {
  const inText = frame === "text";
  const size = inText && routine.frame !== none ? routine.frame : -8;
  const targets = new Set(instructions.flatMap(({ operands }) => operands.flatMap(targetOf)));
  const label = (index: number): readonly string[] => (targets.has(index) ? [`L${String(index)}:`] : []);
  // Vet wants the size without the padding behind the last argument.
  const last = routine.arguments.at(-1);
  const argumentsSize = last === undefined ? 0 : last.offset + last.type.size;
  return [
    `TEXT ·${name}(SB),${String(textFlagNumber(routine.flags))},$${String(size)}-${String(argumentsSize)}`,
    ...instructions.flatMap((instruction, index) => [
      ...label(index),
      ...(inText && isFramePart(instruction, size) ? [] : [`\t${spell(instruction, inText ? places : new Map())}`]),
    ]),
    // A label behind the last instruction would fall to the next function: Go's assembler knows none there.
  ];
}

/** Is the frame in the TEXT line, or in instructions? */
export type FrameSpelling = "text" | "instructions";

/** How the frame of a routine, mutated or not, can be written. */
export function frameSpelling({ frameSize, instructions }: MachineRoutine): FrameSpelling {
  if (frameSize === 0) {
    return "text";
  }
  const targets = new Set(instructions.flatMap(({ operands }) => operands.flatMap(targetOf)));
  const isInText = instructions.every((instruction, index) => {
    const before = instructions[index - 1];
    const next = instructions[index + 1];
    if (isFramePart(instruction, frameSize)) {
      return instruction.form.mnemonic === "SUBQ"
        ? index === 0 && !targets.has(0)
        : next?.form.mnemonic === "RET" && !targets.has(index + 1);
    }
    return instruction.form.mnemonic !== "RET" || (before !== undefined && isFramePart(before, frameSize));
  });
  const first = instructions[0];
  return isInText && first !== undefined && isFramePart(first, frameSize) ? "text" : "instructions";
}

/** Does it make a frame of that size, or give it back? */
function isFramePart({ form, operands: [size, register] }: MachineInstruction, frameSize: number): boolean {
  return (
    frameSize > 0 &&
    (form.mnemonic === "SUBQ" || form.mnemonic === "ADDQ") &&
    size?.kind === "immediate" &&
    size.value === BigInt(frameSize) &&
    register?.kind === "register" &&
    register.name === "SP"
  );
}

function targetOf(operand: MachineOperand): readonly number[] {
  return operand.kind === "branch" ? [operand.target] : [];
}

function spell({ form, prefixes, operands }: MachineInstruction, places: NamedPlaces): string {
  const statement =
    operands.length === 0
      ? (form.plan9 ?? form.mnemonic)
      : `${form.mnemonic}\t${operands.map((operand) => spellOperand(operand, places)).join(", ")}`;
  return [...prefixes.map(({ mnemonic }) => mnemonic), statement].join("; ");
}

function spellOperand(operand: MachineOperand, places: NamedPlaces): string {
  const place = places.get(operand);
  if (place !== undefined) {
    return `${place.name}${place.offset < 0 ? "" : "+"}${String(place.offset)}(FP)`;
  }
  switch (operand.kind) {
    case "register":
    case "vector-register":
      return operand.name;
    case "memory":
      return spellMemory(operand);
    case "immediate":
      return `$${readableNumber(operand.value)}`;
    case "symbol-memory":
      return `${spellSymbol(operand.symbol, operand.addend)}(SB)`;
    case "symbol":
      return `${spellSymbol(operand.symbol, 0)}(SB)`;
    case "address":
      return `$${spellSymbol(operand.symbol, operand.addend)}(SB)`;
    case "branch":
      return `L${String(operand.target)}`;
    case "literal":
      throw new Error("vet does not read bytes");
  }
}

/** The displacement always stands there, 0 too: vet overlooks memory without one. */
function spellMemory({ segment, base, index, displacement }: MachineMemory): string {
  const scaled = index === undefined ? "" : `(${index.register}*${String(index.scale)})`;
  return segment === undefined
    ? `${String(displacement)}${base === undefined ? "" : `(${base})`}${scaled}`
    : `${String(displacement + threadLocalBias)}(GS)`;
}

/** Routines of the runtime are this package's own. */
function spellSymbol(symbol: string, addend: number): string {
  return `${symbol.replace(/^[^·]*·/, "·")}${addend === 0 ? "" : addend > 0 ? `+${String(addend)}` : String(addend)}`;
}
