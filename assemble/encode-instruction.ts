import type { AttSpelling } from "../dsl/lowering/att.js";
import { attInstruction } from "../dsl/lowering/att.js";
import type { MachineInstruction } from "../dsl/lowering/machine.js";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import { once } from "../dsl/lowering/once.js";
import type { Relocation } from "./assembled-routine.js";
import { compareEncoding } from "./compare-encoding.js";
import type { Decoded, Field } from "./decode.js";
import type { EncodedText, Encoder } from "./encoder.js";
import { instructionMeaning } from "./instruction-meaning.js";
import { origin, outsideTarget, symbolAddress, variableDisplacement } from "./placeholder.js";

/** The bytes of one instruction, relocated fields zeroed, or why there are none. */
export type Encoding =
  | {
      readonly kind: "encoded";
      readonly bytes: Uint8Array;
      /** Offsets from the start of the instruction. */
      readonly relocations: readonly Relocation[];
      /** The displacement of a branch has eight bits. */
      readonly short: boolean;
    }
  | {
      readonly kind: "failed";
      readonly code: string;
      readonly reasons: readonly string[];
    };

/** AT&T syntax as Keystone reads it right: hexadecimal numbers, no names. `branchTarget` is an address. */
export function keystoneSpelling(branchTarget: number | undefined): AttSpelling {
  return {
    number: hexadecimal,
    symbolMemory: () => hexadecimal(BigInt(variableDisplacement)),
    symbolTarget: () => hexadecimal(BigInt(outsideTarget)),
    symbolAddress: () => hexadecimal(BigInt(symbolAddress)),
    // Where there is no target there is no number either, and the text is refused.
    branchTarget: () => (branchTarget === undefined ? "" : hexadecimal(BigInt(branchTarget))),
    bareDisplacement: "riz",
  };
}

function hexadecimal(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** An instruction that was encoded and read back as what was meant. */
interface Checked {
  readonly kind: "checked";
  readonly bytes: Uint8Array;
  readonly decoded: Decoded;
}

/**
 * What has been checked, by what was meant, for each encoder. A hundred thousand stubs have some hundred different
 * instructions between them.
 */
const checkedBy = once<Encoder, Map<string, Checked>>(() => new Map());

/** An instruction to encode; `distance` is where a branch goes, in bytes from the start of the instruction. */
export interface Encodable {
  readonly instruction: MachineInstruction;
  readonly distance?: number;
}

/** Encodes what will be asked for, all at once. What cannot be encoded is told to who asks for it. */
export async function encodeAhead(all: Iterable<Encodable>, encoder: Encoder): Promise<void> {
  const known = checkedBy(encoder);
  const wanted = new Map<string, Encodable>();
  for (const one of all) {
    const meaning = instructionMeaning(one.instruction, one.distance);
    if (!known.has(meaning)) {
      wanted.set(meaning, one);
    }
  }
  const encoded = await encoder.encode([...wanted.values()].map(keystoneText));
  for (const [index, [meaning, one]] of [...wanted].entries()) {
    const answer = encoded[index];
    const found = answer === undefined ? undefined : check(one, answer);
    if (found?.kind === "checked") {
      known.set(meaning, found);
    }
  }
}

/** Encodes one instruction and reads the encoding back. */
export async function encodeInstruction(
  instruction: MachineInstruction,
  encoder: Encoder,
  distance?: number,
): Promise<Encoding> {
  const one: Encodable = { instruction, ...(distance === undefined ? {} : { distance }) };
  const known = checkedBy(encoder);
  const meaning = instructionMeaning(instruction, distance);
  const before = known.get(meaning);
  if (before !== undefined) {
    return withRelocations(instruction, before);
  }
  const found = await askOnce(meaning, one, encoder);
  if (found.kind === "failed") {
    return found;
  }
  known.set(meaning, found);
  return withRelocations(instruction, found);
}

type Verdict = Checked | (Encoding & { readonly kind: "failed" });

/** What is being asked of each encoder: routines are assembled at the same time, and many have the same branches. */
const askedOf = once<Encoder, Map<string, Promise<Verdict>>>(() => new Map());

function askOnce(meaning: string, one: Encodable, encoder: Encoder): Promise<Verdict> {
  const asked = askedOf(encoder);
  const before = asked.get(meaning);
  if (before !== undefined) {
    return before;
  }
  const verdict = ask(one, encoder).finally(() => asked.delete(meaning));
  asked.set(meaning, verdict);
  return verdict;
}

async function ask(one: Encodable, encoder: Encoder): Promise<Verdict> {
  const [answer] = await encoder.encode([keystoneText(one)]);
  if (answer === undefined) {
    throw new Error("the encoder does not answer");
  }
  return check(one, answer);
}

function keystoneText({ instruction, distance }: Encodable): string {
  return attInstruction(instruction, keystoneSpelling(targetOf(distance)));
}

function targetOf(distance: number | undefined): number | undefined {
  return distance === undefined ? undefined : origin + distance;
}

function check({ instruction, distance }: Encodable, answer: EncodedText): Verdict {
  if (answer.kind === "refused") {
    return { kind: "failed", code: "assembler-refused", reasons: [answer.reason] };
  }
  const { bytes, decoded } = answer;
  const reasons =
    decoded === undefined
      ? [`the bytes ${Buffer.from(bytes).toString("hex")} are no instruction`]
      : compareEncoding(instruction, decoded, bytes, origin + bytes.length, targetOf(distance));
  return decoded === undefined || reasons.length > 0
    ? { kind: "failed", code: "assembler-mismatch", reasons }
    : { kind: "checked", bytes, decoded };
}

/** The encoding for a file: fields that the linker fills in are zeros. */
function withRelocations(instruction: MachineInstruction, { bytes, decoded }: Checked): Encoding {
  const short = decoded.immediate?.size === 1;
  const relocations = relocationsOf(instruction, decoded);
  if (relocations === undefined) {
    return {
      kind: "failed",
      code: "assembler-mismatch",
      reasons: ["a relocated field of other than four bytes"],
    };
  }
  if (relocations.length === 0) {
    return { kind: "encoded", bytes, relocations, short };
  }
  const zeroed = Uint8Array.from(bytes);
  for (const { offset } of relocations) {
    zeroed.fill(0, offset, offset + relocatedSize);
  }
  return { kind: "encoded", bytes: zeroed, relocations, short };
}

const relocatedSize = 4;

/** The relocations of an instruction, whose fields are where iced-x86 found them; undefined where one has no such field. */
function relocationsOf({ operands }: MachineInstruction, decoded: Decoded): readonly Relocation[] | undefined {
  const relocations: Relocation[] = [];
  for (const operand of operands) {
    if (operand.kind !== "symbol" && operand.kind !== "symbol-memory" && operand.kind !== "address") {
      continue;
    }
    const field: Field | undefined = operand.kind === "symbol-memory" ? decoded.displacement : decoded.immediate;
    if (field?.size !== relocatedSize) {
      return undefined;
    }
    const kind = operand.kind === "address" ? "abs32" : "pc32";
    const addend = operand.kind === "symbol" ? 0 : operand.addend;
    const trailing = kind === "pc32" ? decoded.length - field.offset - relocatedSize : 0;
    relocations.push({
      offset: field.offset,
      symbol: objectSymbol(operand.symbol),
      kind,
      ...(addend === 0 ? {} : { addend }),
      ...(trailing === 0 ? {} : { trailing }),
    });
  }
  return relocations.toSorted((a, b) => a.offset - b.offset);
}
