import { GoObjectBytes, GoObjectError } from "./go-object-bytes.js";
import type { GoAbi, GoObject, GoRelocation, GoRoutine, GoSymbol, LineRange } from "./go-object.js";

// The format, with its names: cmd/internal/goobj/objfile.go and funcinfo.go of Go 1.19.

const magic = "\0go118ld";

/** The blocks behind the header, in order: each begins where the header says, and ends where the next begins. */
const blocks = [
  "autolib",
  "packages",
  "files",
  "definitions",
  "shortHashedDefinitions",
  "hashedDefinitions",
  "namedDefinitions",
  "namedReferences",
  "referenceFlags",
  "shortHashes",
  "hashes",
  "relocationIndex",
  "auxiliaryIndex",
  "dataIndex",
  "relocations",
  "auxiliaries",
  "data",
  "referenceNames",
  "end",
] as const;

type Block = (typeof blocks)[number];

/** Bytes of an entry. */
const entrySize = { symbol: 21, relocation: 23, auxiliary: 9, referenceName: 16, string: 8 };

/** The packages of a reference that are no index of another package. */
const referredPackage = {
  named: 0x7fff_ffff,
  shortHashed: 0x7fff_fffe,
  hashed: 0x7fff_fffd,
  builtin: 0x7fff_fffc,
  self: 0x7fff_fffb,
};

const auxiliaryType = { functionInfo: 1, functionData: 2, stackDepth: 7, lines: 9, programCounterData: 11 };

/** From SDWARFCUINFO to SDWARFLINES: about the program, not of it. */
const debuggingTypes = { first: 8, last: 16 };

interface Reference {
  readonly package: number;
  readonly index: number;
}

/** Reads what `go tool asm` writes. Every offset and index is checked. */
export function readGoObject(file: Uint8Array): GoObject {
  const { system, object } = behindHeaderLine(file);
  return new Reader(object, system).read();
}

/** An object begins with a line of text, `go object linux amd64 go1.19.8 ...`, and perhaps others, up to `!`. */
function behindHeaderLine(file: Uint8Array): { readonly system: string; readonly object: GoObjectBytes } {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const end = buffer.indexOf("\n!\n");
  const [, system] = /^go object (\S+) \S+ \S+/.exec(buffer.toString("latin1", 0, Math.max(end, 0))) ?? [];
  if (system === undefined) {
    throw new GoObjectError("this is no object of Go: it should begin with the line `go object ...`");
  }
  const object = file.subarray(end + 3);
  if (Buffer.from(object.subarray(0, magic.length)).toString("latin1") !== magic) {
    throw new GoObjectError("this is no object of Go 1.18 or 1.19: `go118ld` should stand behind its first lines");
  }
  return { system, object: new GoObjectBytes(object) };
}

class Reader {
  readonly #bytes: GoObjectBytes;
  readonly #system: string;
  readonly #starts: ReadonlyMap<Block, number>;
  /** How many symbols there are of each kind, in the order in which the indices count them. */
  readonly #counts: Readonly<Record<"self" | "shortHashed" | "hashed" | "named", number>>;
  readonly #foreignNames: ReadonlyMap<string, string>;

  constructor(bytes: GoObjectBytes, system: string) {
    this.#bytes = bytes;
    this.#system = system;
    const header = magic.length + 8 + 4;
    this.#starts = new Map(blocks.map((block, index) => [block, bytes.u32(header + 4 * index)]));
    this.#counts = {
      self: this.#count("definitions", entrySize.symbol),
      shortHashed: this.#count("shortHashedDefinitions", entrySize.symbol),
      hashed: this.#count("hashedDefinitions", entrySize.symbol),
      named: this.#count("namedDefinitions", entrySize.symbol),
    };
    this.#foreignNames = new Map(
      Array.from({ length: this.#count("referenceNames", entrySize.referenceName) }, (_, index) => {
        const at = this.#start("referenceNames") + index * entrySize.referenceName;
        return [referenceKey(this.#reference(at)), bytes.string(at + 8)];
      }),
    );
  }

  read(): GoObject {
    const { self, shortHashed, hashed, named } = this.#counts;
    const symbols: GoSymbol[] = [];
    for (let index = 0; index < self + shortHashed + hashed + named; index++) {
      const symbol = this.#symbol(index);
      // What has no name is part of a routine, and read with that.
      if (symbol.name !== "" && (symbol.type < debuggingTypes.first || symbol.type > debuggingTypes.last)) {
        symbols.push(symbol);
      }
    }
    return { system: this.#system, symbols };
  }

  #start(block: Block): number {
    return this.#starts.get(block) ?? 0;
  }

  /** How many entries a block holds. */
  #count(block: Block, size: number): number {
    const next = blocks[blocks.indexOf(block) + 1] ?? "end";
    const bytes = this.#start(next) - this.#start(block);
    if (bytes < 0 || this.#start(next) > this.#bytes.length) {
      throw new GoObjectError(`the block of ${block} does not end inside the object: it is cut off or broken`);
    }
    return Math.floor(bytes / size);
  }

  /** Where the definition of a symbol is; the four kinds are blocks side by side. */
  #definition(index: number): number {
    return this.#start("definitions") + index * entrySize.symbol;
  }

  #symbol(index: number): GoSymbol {
    const bytes = this.#bytes;
    const at = this.#definition(index);
    const auxiliaries = this.#auxiliaries(index);
    return {
      name: bytes.string(at),
      abi: abiOf(bytes.u16(at + 8)),
      type: bytes.u8(at + 10),
      flags: bytes.u16(at + 11),
      size: bytes.u32(at + 13),
      alignment: bytes.u32(at + 17),
      bytes: this.#data(index),
      relocations: this.#relocations(index),
      routine: auxiliaries.length === 0 ? undefined : this.#routine(auxiliaries),
    };
  }

  /** The entries of a table that belong to a symbol: from its index to that of the next. */
  #range(block: "relocationIndex" | "auxiliaryIndex" | "dataIndex", index: number): readonly [number, number] {
    const at = this.#start(block) + 4 * index;
    return [this.#bytes.u32(at), this.#bytes.u32(at + 4)];
  }

  #data(index: number): Uint8Array {
    const [start, end] = this.#range("dataIndex", index);
    return this.#bytes.slice(this.#start("data") + start, end - start);
  }

  #relocations(index: number): readonly GoRelocation[] {
    const [start, end] = this.#range("relocationIndex", index);
    return this.#entries("relocations", entrySize.relocation, start, end).map((at) => ({
      offset: this.#bytes.i32(at),
      size: this.#bytes.u8(at + 4),
      type: this.#bytes.u16(at + 5),
      addend: this.#bytes.i64(at + 7),
      target: this.#nameOf(this.#reference(at + 15)),
    }));
  }

  #auxiliaries(index: number): readonly { readonly type: number; readonly of: Reference }[] {
    const [start, end] = this.#range("auxiliaryIndex", index);
    return this.#entries("auxiliaries", entrySize.auxiliary, start, end).map((at) => ({
      type: this.#bytes.u8(at),
      of: this.#reference(at + 1),
    }));
  }

  /** Where the entries from `first` up to `end` of a block are. */
  #entries(block: Block, size: number, first: number, end: number): readonly number[] {
    if (first > end || end > this.#count(block, size)) {
      throw new GoObjectError(`entries ${first} to ${end} of the ${block} are not in the object: it is broken`);
    }
    return Array.from({ length: end - first }, (_, index) => this.#start(block) + (first + index) * size);
  }

  #reference(at: number): Reference {
    return { package: this.#bytes.u32(at), index: this.#bytes.u32(at + 4) };
  }

  /** The index among all definitions; undefined for what is defined elsewhere. */
  #definedIndex({ package: from, index }: Reference): number | undefined {
    const { self, shortHashed, hashed, named } = this.#counts;
    switch (from) {
      case referredPackage.self:
        return index < self ? index : undefined;
      case referredPackage.shortHashed:
        return index < shortHashed ? self + index : undefined;
      case referredPackage.hashed:
        return index < hashed ? self + shortHashed + index : undefined;
      case referredPackage.named:
        return index < named ? self + shortHashed + hashed + index : undefined;
      default:
        return undefined;
    }
  }

  #nameOf(reference: Reference): string {
    const { package: from, index } = reference;
    if (from === 0 && index === 0) {
      return "";
    }
    if (from === referredPackage.builtin) {
      return `builtin ${index}`;
    }
    const { self, shortHashed, hashed } = this.#counts;
    // References by name are counted on behind the definitions by name, and are the next block.
    const defined =
      from === referredPackage.named ? self + shortHashed + hashed + index : this.#definedIndex(reference);
    if (defined !== undefined) {
      const at = this.#definition(defined);
      if (at + entrySize.symbol > this.#start("referenceFlags")) {
        throw new GoObjectError(`symbol ${index} is not in the object: it is broken`);
      }
      return `${this.#bytes.string(at)}<${abiOf(this.#bytes.u16(at + 8))}>`;
    }
    const name = this.#foreignNames.get(referenceKey(reference));
    if (name === undefined) {
      throw new GoObjectError(`symbol ${index} of package ${from} has no name: the object is broken`);
    }
    return name;
  }

  #routine(auxiliaries: readonly { readonly type: number; readonly of: Reference }[]): GoRoutine | undefined {
    const all = (type: number): readonly Reference[] =>
      auxiliaries.filter((one) => one.type === type).map(({ of }) => of);
    const content = (of: Reference | undefined): Uint8Array => {
      const index = of === undefined ? undefined : this.#definedIndex(of);
      return index === undefined ? new Uint8Array() : this.#data(index);
    };
    const [info] = all(auxiliaryType.functionInfo);
    if (info === undefined) {
      return undefined;
    }
    const fields = new GoObjectBytes(content(info));
    return {
      argumentBytes: fields.i32(0),
      frameBytes: fields.i32(4),
      id: fields.u8(8),
      flags: fields.u8(9),
      functionData: all(auxiliaryType.functionData).map((of) => this.#nameOf(of)),
      stackDepth: content(all(auxiliaryType.stackDepth)[0]),
      programCounterData: all(auxiliaryType.programCounterData).map(content),
      lines: lineRanges(content(all(auxiliaryType.lines)[0])),
    };
  }
}

function abiOf(abi: number): GoAbi {
  switch (abi) {
    case 0:
      return "ABI0";
    case 1:
      return "ABIInternal";
    case 0xffff:
      return "static";
    default:
      throw new GoObjectError(`a symbol has calling convention ${abi}, and Go has 0 and 1: the object is broken`);
  }
}

function referenceKey({ package: from, index }: Reference): string {
  return `${from}:${index}`;
}

/** Pairs of a signed difference of the value, zig-zag, and a distance, both as variable-length integers. */
function lineRanges(table: Uint8Array): readonly LineRange[] {
  const ranges: LineRange[] = [];
  let place = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; place < table.length && shift < 35; shift += 7) {
      const byte = table[place++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  let line = -1;
  let start = 0;
  while (place < table.length) {
    const coded = next();
    if (coded === 0 && ranges.length > 0) {
      break;
    }
    line += coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
    ranges.push({ start, line });
    start += next();
  }
  return ranges;
}
