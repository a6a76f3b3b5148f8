import type { Data } from "../../dsl/data/data.js";
import { relocationType, sectionFlag, sectionType } from "../../elf/constants.js";
import type { ElfObject, ObjectRelocation, ObjectSection, ObjectSymbol } from "../../elf/object.js";
import type { AssembledRoutine, Relocation } from "../assembled-routine.js";
import { elfAddend } from "../assembled-routine.js";
import { dataSection, placeData } from "./data-section.js";
import { ehFrame, ehFrameAlignment } from "./eh-frame.js";

/** What an object is made of. */
export interface UnitCode {
  /** What messages call the object. */
  readonly name: string;
  /** The machine code of its routines, in order; several may share one. */
  readonly codes: readonly AssembledRoutine[];
  /** Their symbols as the object spells them. Default: those that the codes have. */
  readonly symbols?: readonly string[];
  /** Its variables. Default: none. */
  readonly data?: readonly Data[];
  /** What the object says of its origin, a string for each line. */
  readonly comment: readonly string[];
}

/** Which of the sections is the text. */
const textIndex = 1;

/**
 * The object of a unit: what an assembler makes of its GNU text, with the comment in front. The routines lie one behind
 * the other in the unit's order, and so do the variables of each section; what other units define are undefined symbols.
 */
export function unitObject(unit: UnitCode): ElfObject {
  const { name, codes, data = [], comment } = unit;
  const offsets = place(codes);
  const placedData = placeData(data, textIndex + 1);
  const values = offsets.map(BigInt);
  // Many may be one: its size is made once.
  const sizes = new Map(Array.from(new Set(codes), (code) => [code, BigInt(code.bytes.length)]));
  const sizeOf = (code: AssembledRoutine): bigint => sizes.get(code) ?? 0n;
  const symbols = new SymbolList(
    codes.map((code, index) =>
      routineSymbol(unit.symbols?.[index] ?? code.symbol, code, values[index] ?? 0n, sizeOf(code)),
    ),
    placedData.flatMap((one) => one.symbols),
  );
  const { bytes, fields } = ehFrame(codes);
  return {
    name,
    sections: [
      section(".comment", {
        flags: sectionFlag.merge | sectionFlag.strings,
        entrySize: 1,
        bytes: Buffer.from(comment.map((line) => `${line}\0`).join("")),
      }),
      section(".text", {
        flags: sectionFlag.alloc | sectionFlag.execinstr,
        bytes: joined(codes, offsets),
        relocations: relocationsOf(codes, offsets, symbols),
      }),
      ...placedData.map((one) => dataSection(one, (symbol) => symbols.indexOf(symbol))),
      section(".eh_frame", {
        flags: sectionFlag.alloc,
        alignment: ehFrameAlignment,
        bytes,
        relocations: fields.map((field, index) => ({
          offset: field,
          type: relocationType.R_X86_64_PC32,
          symbol: symbols.text,
          addend: values[index] ?? 0n,
        })),
      }),
      // Its being there says that the code wants no executable stack.
      section(".note.GNU-stack", {}),
    ],
    symbols: symbols.list,
  };
}

/** Where in the text section each lies, and where the last one ends. */
function place(codes: readonly AssembledRoutine[]): readonly number[] {
  const offsets = [0];
  let end = 0;
  for (const { bytes } of codes) {
    end += bytes.length;
    offsets.push(end);
  }
  return offsets;
}

function joined(codes: readonly AssembledRoutine[], offsets: readonly number[]): Uint8Array {
  const text = new Uint8Array(offsets.at(-1) ?? 0);
  codes.forEach(({ bytes }, index) => {
    text.set(bytes, offsets[index]);
  });
  return text;
}

function relocationsOf(
  codes: readonly AssembledRoutine[],
  offsets: readonly number[],
  symbols: SymbolList,
): readonly ObjectRelocation[] {
  const relocations: ObjectRelocation[] = [];
  codes.forEach((code, index) => {
    for (const relocation of code.relocations) {
      relocations.push({
        offset: (offsets[index] ?? 0) + relocation.offset,
        type: typeOf(code, relocation),
        symbol: symbols.indexOf(relocation.symbol),
        addend: BigInt(elfAddend(relocation)),
      });
    }
  });
  return relocations;
}

function section(
  name: string,
  {
    flags = 0n,
    alignment = 1,
    bytes = new Uint8Array(),
    entrySize = 0,
    relocations = [],
  }: {
    readonly flags?: bigint;
    readonly alignment?: number;
    readonly bytes?: Uint8Array;
    readonly entrySize?: number;
    readonly relocations?: readonly ObjectRelocation[];
  },
): ObjectSection {
  return { name, type: sectionType.progbits, flags, alignment, size: bytes.length, bytes, entrySize, relocations };
}

/**
 * The type of relocation for a field. A linker may send a call or jump through a linkage table, but not an access to
 * data; both are distances. An address in 32 bits is zero-extended: of a 64-bit register it leaves the upper half 0.
 */
function typeOf({ symbol, ranges }: AssembledRoutine, { kind, offset }: Relocation): number {
  if (kind === "abs32") {
    return relocationType.R_X86_64_32;
  }
  const range = ranges.find((one) => one.offset <= offset && offset < one.offset + one.length);
  if (range === undefined) {
    throw new Error(`${symbol}: the relocation at ${offset} lies in no instruction`);
  }
  return range.instruction.operands.some((operand) => operand.kind === "symbol")
    ? relocationType.R_X86_64_PLT32
    : relocationType.R_X86_64_PC32;
}

/** The symbols of an object: its text section, what it defines, and as they are asked for, what others define. */
class SymbolList {
  /** The index of the text section's symbol. */
  readonly text = 0;
  readonly #symbols: ObjectSymbol[];
  #indices: Map<string, number> | undefined;

  constructor(...defined: readonly (readonly ObjectSymbol[])[]) {
    this.#symbols = [textSection].concat(...defined);
  }

  get list(): readonly ObjectSymbol[] {
    return this.#symbols;
  }

  indexOf(name: string): number {
    this.#indices ??= new Map(this.#symbols.map((symbol, index) => [symbol.name, index]));
    const known = this.#indices.get(name);
    if (known !== undefined) {
      return known;
    }
    const index = this.#symbols.push(undefinedSymbol(name)) - 1;
    this.#indices.set(name, index);
    return index;
  }
}

const inText = Object.freeze({ kind: "section", index: textIndex });

const textSection: ObjectSymbol = Object.freeze({
  name: "",
  binding: "local",
  type: "section",
  visibility: "default",
  place: inText,
  value: 0n,
  size: 0n,
});

function routineSymbol(name: string, { isStatic }: AssembledRoutine, value: bigint, size: bigint): ObjectSymbol {
  return {
    name,
    binding: isStatic ? "local" : "global",
    type: "function",
    visibility: "default",
    place: inText,
    value,
    size,
  };
}

/** What it is, only the object that defines it can say. */
function undefinedSymbol(name: string): ObjectSymbol {
  return {
    name,
    binding: "global",
    type: "none",
    visibility: "default",
    place: { kind: "undefined" },
    value: 0n,
    size: 0n,
  };
}
