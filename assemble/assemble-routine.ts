import type { Diagnostic } from "../dsl/diagnostic.js";
import { attInstruction, gnuSpelling } from "../dsl/lowering/att.js";
import { literalBytes } from "../dsl/lowering/literal.js";
import type { MachineInstruction, MachineRoutine } from "../dsl/lowering/machine.js";
import { isStatic, objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { SourceSite } from "../dsl/source-site.js";
import { AssembleError } from "./assemble-error.js";
import type { AssembledRoutine, InstructionRange, Relocation } from "./assembled-routine.js";
import type { Encodable, Encoding } from "./encode-instruction.js";
import { encodeAhead, encodeInstruction } from "./encode-instruction.js";
import type { Encoder } from "./encoder.js";
import type { Layout, Piece } from "./layout.js";
import { layOut } from "./layout.js";
import { outOfRange } from "./operand-range.js";
import { sharedEncoder } from "./shared-encoder.js";

type Encoded = Extract<Encoding, { readonly kind: "encoded" }>;

/** Farther than eight bits reach, and than any routine is long. */
const farAway = 0x1000_0000;

/**
 * The machine code of a lowered routine. Throws an AssembleError with everything that is wrong with it: an operand out
 * of range, an instruction Keystone refuses, one that reads back as another.
 */
export async function assembleRoutine(
  routine: MachineRoutine,
  encoder: Encoder = sharedEncoder(),
): Promise<AssembledRoutine> {
  const findings = new Findings(routine);
  const pieces: Piece[] = [];
  const fixed = new Map<MachineInstruction, Encoded>();
  for (const instruction of routine.instructions) {
    const literal = literalBytes(instruction.operands);
    if (literal !== undefined) {
      fixed.set(instruction, { kind: "encoded", bytes: literal, relocations: [], short: false });
      pieces.push({ kind: "fixed", length: literal.length });
      continue;
    }
    const unencodable = outOfRange(instruction);
    if (unencodable.length > 0) {
      findings.add(instruction, "operand-range", unencodable);
      continue;
    }
    const target = branchTarget(instruction);
    if (target !== undefined) {
      pieces.push({
        kind: "branch",
        target,
        ...(await measureBranch(instruction, encoder, findings)),
      });
      continue;
    }
    const encoding = findings.keepEncoded(instruction, await encodeInstruction(instruction, encoder));
    if (encoding !== undefined) {
      fixed.set(instruction, encoding);
      pieces.push({ kind: "fixed", length: encoding.bytes.length });
    }
  }
  findings.throwIfAny();

  const layout = layOut(pieces);
  for (const index of layout.outOfReach) {
    const instruction = routine.instructions[index];
    if (instruction !== undefined) {
      findings.add(instruction, "branch-reach", [
        `${spellForPeople(instruction)}: the target is out of reach, or is no instruction of this routine`,
      ]);
    }
  }
  findings.throwIfAny();

  const encodings = await Promise.all(
    routine.instructions.map(
      async (instruction, index) =>
        fixed.get(instruction) ?? (await encodeBranch(instruction, index, layout, encoder, findings)),
    ),
  );
  findings.throwIfAny();
  return join(
    routine,
    layout,
    encodings.filter((encoding) => encoding !== undefined),
  );
}

/**
 * Encodes what of these routines can be encoded before their layout is known, all at once. What is wrong with it
 * `assembleRoutine` finds.
 */
export async function encodeRoutinesAhead(routines: readonly MachineRoutine[], encoder: Encoder): Promise<void> {
  await encodeAhead(routines.flatMap(({ instructions }) => instructions).flatMap(knownBeforeLayout), encoder);
}

function knownBeforeLayout(instruction: MachineInstruction): readonly Encodable[] {
  if (literalBytes(instruction.operands) !== undefined || outOfRange(instruction).length > 0) {
    return [];
  }
  return branchTarget(instruction) === undefined
    ? [{ instruction }]
    : [
        { instruction, distance: 0 },
        { instruction, distance: farAway },
      ];
}

function branchTarget({ operands }: MachineInstruction): number | undefined {
  return operands.find((operand) => operand.kind === "branch")?.target;
}

/** The lengths of a branch's encodings: of one to itself, and of one far away, which not every branch has. */
async function measureBranch(
  instruction: MachineInstruction,
  encoder: Encoder,
  findings: Findings,
): Promise<{ readonly short?: number; readonly long?: number }> {
  const near = findings.keepEncoded(instruction, await encodeInstruction(instruction, encoder, 0));
  if (near === undefined) {
    return {};
  }
  if (!near.short) {
    return { long: near.bytes.length };
  }
  const far = await encodeInstruction(instruction, encoder, farAway);
  return {
    short: near.bytes.length,
    ...(far.kind === "encoded" ? { long: far.bytes.length } : {}),
  };
}

/** The branch at `index`, encoded for its place; Keystone has to choose the length that layout counted on. */
async function encodeBranch(
  instruction: MachineInstruction,
  index: number,
  { offsets }: Layout,
  encoder: Encoder,
  findings: Findings,
): Promise<Encoded | undefined> {
  const start = offsets[index];
  const end = offsets[index + 1];
  const target = offsets[branchTarget(instruction) ?? -1];
  if (start === undefined || end === undefined || target === undefined) {
    findings.add(instruction, "branch-reach", [
      `${spellForPeople(instruction)}: the target is no instruction of this routine`,
    ]);
    return undefined;
  }
  const encoding = await encodeInstruction(instruction, encoder, target - start);
  const encoded = findings.keepEncoded(instruction, encoding);
  if (encoded !== undefined && encoded.bytes.length !== end - start) {
    findings.add(instruction, "assembler-mismatch", [
      `${spellForPeople(instruction)}: expected a length of ${String(end - start)}, got ${String(encoded.bytes.length)}`,
    ]);
  }
  return encoded;
}

function join(routine: MachineRoutine, { offsets }: Layout, encodings: readonly Encoded[]): AssembledRoutine {
  const bytes = new Uint8Array(offsets.at(-1) ?? 0);
  const relocations: Relocation[] = [];
  const ranges: InstructionRange[] = [];
  let offset = 0;
  for (const [index, encoding] of encodings.entries()) {
    const instruction = routine.instructions[index];
    if (instruction === undefined || offsets[index] !== offset) {
      throw new Error(`${routine.symbol}: instruction ${String(index)} is not where layout put it`);
    }
    bytes.set(encoding.bytes, offset);
    for (const relocation of encoding.relocations) {
      relocations.push(Object.freeze({ ...relocation, offset: offset + relocation.offset }));
    }
    ranges.push(new EncodedRange(offset, encoding.bytes.length, instruction));
    offset += encoding.bytes.length;
  }
  return Object.freeze({
    symbol: objectSymbol(routine.symbol),
    isStatic: isStatic(routine.symbol),
    entry: routine.entry,
    bytes,
    relocations: Object.freeze(relocations),
    ranges: Object.freeze(ranges),
  });
}

/** A range whose text is spelled when somebody wants to read it: most are only written to objects. */
class EncodedRange implements InstructionRange {
  readonly offset: number;
  readonly length: number;
  readonly instruction: MachineInstruction;

  constructor(offset: number, length: number, instruction: MachineInstruction) {
    this.offset = offset;
    this.length = length;
    this.instruction = instruction;
  }

  get site(): SourceSite {
    return this.instruction.site;
  }

  get text(): string {
    return spellForPeople(this.instruction);
  }
}

function spellForPeople(instruction: MachineInstruction): string {
  return attInstruction(instruction, gnuSpelling());
}

/** What was found wrong with a routine so far. */
class Findings {
  readonly #routine: MachineRoutine;
  readonly #diagnostics: Diagnostic[] = [];

  constructor(routine: MachineRoutine) {
    this.#routine = routine;
  }

  add(instruction: MachineInstruction, code: string, messages: readonly string[]): void {
    for (const message of messages) {
      this.#diagnostics.push({ code, message, site: instruction.site, routine: this.#routine.symbol });
    }
  }

  /** The encoding, or a finding. */
  keepEncoded(instruction: MachineInstruction, encoding: Encoding): Encoded | undefined {
    if (encoding.kind === "encoded") {
      return encoding;
    }
    const text = spellForPeople(instruction);
    this.add(
      instruction,
      encoding.code,
      encoding.reasons.map((reason) => `${text}: ${reason}`),
    );
    return undefined;
  }

  throwIfAny(): void {
    if (this.#diagnostics.length > 0) {
      throw new AssembleError(this.#diagnostics);
    }
  }
}
