import { ByteList } from "../../assemble/object/byte-list.js";

/** Sections of a WebAssembly module by their numbers (WebAssembly core specification 2.0, 5.5.2). */
export const sectionId = {
  import: 2,
  function: 3,
  table: 4,
  global: 6,
  export: 7,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

/** What is imported or exported, by its number (5.5.5, 5.5.10). */
export const externalKind = { function: 0, table: 1, memory: 2, global: 3 } as const;

/** The instructions that portwright writes, or reads in the offset of a data segment (5.4). */
export const opcode = { unreachable: 0x00, end: 0x0b, globalSet: 0x24, i32Const: 0x41 } as const;

/** Types, as their bytes (5.3). */
export const typeCode = { i32: 0x7f, functionReference: 0x70 } as const;

/** A section as it stands in the module. */
export interface Section {
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** The magic number and the version. */
const header = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** The sections of a module, in order. */
export function readSections(module: Uint8Array): readonly Section[] {
  const reader = new WasmReader(module);
  if (Buffer.compare(reader.bytes(header.length), header) !== 0) {
    throw new Error("this is no WebAssembly module of version 1");
  }
  const sections: Section[] = [];
  while (!reader.atEnd) {
    sections.push({ id: reader.byte(), bytes: reader.bytes(reader.unsigned()) });
  }
  return sections;
}

/** The module that has these sections. */
export function writeSections(sections: readonly Section[]): Uint8Array {
  return Buffer.concat([
    header,
    ...sections.flatMap(({ id, bytes }) => [Uint8Array.of(id), unsigned(bytes.length), bytes]),
  ]);
}

/** What becomes of a section. */
export type SectionChange = (bytes: Uint8Array) => Uint8Array;

/** A module with some of its sections, by their numbers, written anew. */
export function changeSections(
  sections: readonly Section[],
  changes: ReadonlyMap<number, SectionChange>,
): readonly Section[] {
  for (const id of changes.keys()) {
    if (!sections.some((section) => section.id === id)) {
      throw new Error(`the WebAssembly module has no section ${id}`);
    }
  }
  return sections.map(({ id, bytes }) => ({ id, bytes: changes.get(id)?.(bytes) ?? bytes }));
}

/** The contents of a section; none where it is left out. */
export function sectionBytes(sections: readonly Section[], id: number): Uint8Array {
  return sections.find((section) => section.id === id)?.bytes ?? Uint8Array.of(0);
}

/** LEB128 (5.2.2). */
export function unsigned(value: number): Uint8Array {
  const list = new ByteList();
  list.uleb128(value);
  return list.bytes();
}

/** A vector: how many there are, and then each (5.1.3). */
export function vector(items: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([unsigned(items.length), ...items]);
}

/** A name, and whatever else is bytes behind their number. */
export function counted(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([unsigned(bytes.length), bytes]);
}

/** Reads what the sections are made of. */
export class WasmReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) {
      throw new Error("the WebAssembly module ends within a section");
    }
    this.#at += 1;
    return byte;
  }

  bytes(size: number): Uint8Array {
    if (this.#at + size > this.#bytes.length) {
      throw new Error("the WebAssembly module ends within a section");
    }
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#at);
  }

  /** LEB128 without a sign, of up to 32 bits. */
  unsigned(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      weight *= 0x80;
      if (byte < 0x80) {
        return value;
      }
    }
  }

  /** The items of a vector, each of which `read` reads. */
  vector<T>(read: () => T): readonly T[] {
    return Array.from({ length: this.unsigned() }, read);
  }

  /** The bytes that `read` goes over. */
  span(read: () => unknown): Uint8Array {
    const from = this.#at;
    read();
    return this.#bytes.subarray(from, this.#at);
  }

  name(): string {
    return Buffer.from(this.bytes(this.unsigned())).toString();
  }
}
