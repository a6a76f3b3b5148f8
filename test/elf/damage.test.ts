import { expect } from "chai";
import { recordSize, relocationType, sectionFlag, sectionType } from "../../elf/constants.js";
import { ElfError } from "../../elf/elf-error.js";
import { readObject } from "../../elf/read-object.js";
import { writeObject } from "../../elf/write-object.js";

/** A call of something undefined. */
function sample(): Uint8Array {
  return writeObject({
    name: "sample.o",
    sections: [
      {
        name: ".text",
        type: sectionType.progbits,
        flags: sectionFlag.alloc | sectionFlag.execinstr,
        alignment: 1,
        size: 5,
        bytes: Uint8Array.of(0xe8, 0, 0, 0, 0),
        entrySize: 0,
        relocations: [{ offset: 1, type: relocationType.R_X86_64_PLT32, symbol: 0, addend: -4n }],
      },
    ],
    symbols: [
      {
        name: "other",
        binding: "global",
        type: "none",
        visibility: "default",
        place: { kind: "undefined" },
        value: 0n,
        size: 0n,
      },
    ],
  });
}

/** The field at an offset in the header of the first section of a type. */
function header(view: DataView, type: number): number {
  const headers = Number(view.getBigUint64(40, true));
  const count = view.getUint16(60, true);
  const indices = Array.from({ length: count }, (_, index) => headers + index * recordSize.sectionHeader);
  return indices.find((at) => view.getUint32(at + 4, true) === type) ?? 0;
}

function content(view: DataView, type: number): number {
  return Number(view.getBigUint64(header(view, type) + 24, true));
}

describe("an object with one thing wrong", () => {
  const { progbits, symtab, rela, rel } = sectionType;
  const cases: Readonly<Record<string, readonly [change: (view: DataView) => void, message: string]>> = {
    "a name outside of its table": [
      (view) => {
        view.setUint32(content(view, symtab) + recordSize.symbol, 999, true);
      },
      "the name of symbol 1 is at offset 999 of the table of symbol names, which has 7 bytes",
    ],
    "a symbol in a section that is not there": [
      (view) => {
        view.setUint16(content(view, symtab) + recordSize.symbol + 6, 77, true);
      },
      "symbol 1 (other) is in section 77, but there are 6",
    ],
    "a local symbol among the global ones": [
      (view) => {
        view.setUint8(content(view, symtab) + recordSize.symbol + 4, 0);
      },
      "symbol 1 (other) is local, but the first 1 symbols are local, and no others",
    ],
    "an indirect function": [
      (view) => {
        view.setUint8(content(view, symtab) + recordSize.symbol + 4, 0x1a);
      },
      "symbol 1 (other) is an indirect function (STT_GNU_IFUNC), which portwright does not link",
    ],
    "a field that is not all in its section": [
      (view) => {
        view.setBigUint64(content(view, rela), 2n, true);
      },
      "relocation 0 of section 2 (.rela.text), R_X86_64_PLT32 at offset 2, is outside of .text, which has 5 bytes",
    ],
    "a relocation about a symbol that is not there": [
      (view) => {
        view.setUint32(content(view, rela) + 12, 5, true);
      },
      "relocation 0 of section 2 (.rela.text) is about symbol 5, which is not there",
    ],
    "relocations without addends": [
      (view) => {
        view.setUint32(header(view, rela) + 4, rel, true);
      },
      "section 2 (.rela.text) has relocations without addends (SHT_REL), which x86-64 does not have",
    ],
    "an alignment that is no power of two": [
      (view) => {
        view.setBigUint64(header(view, progbits) + 48, 12n, true);
      },
      "the alignment of section 1 (.text) is 12, which is no power of two",
    ],
    "a compressed section": [
      (view) => {
        view.setBigUint64(header(view, progbits) + 8, sectionFlag.compressed, true);
      },
      "section 1 (.text) is compressed: compile with -gz=none, or run objcopy --decompress-debug-sections",
    ],
    "a section that ends behind the file": [
      (view) => {
        view.setBigUint64(header(view, progbits) + 32, 1n << 60n, true);
      },
      `section 1 (.text) ends at byte ${(1n << 60n) + 64n} (offset 64, size ${1n << 60n}), but the file has ${sample().length} bytes`,
    ],
  };
  for (const [title, [change, message]] of Object.entries(cases)) {
    it(title, () => {
      const bytes = sample();
      change(new DataView(bytes.buffer, bytes.byteOffset));
      expect(() => readObject(bytes, "sample.o")).to.throw(ElfError, message);
    });
  }

  it("and none", () => {
    expect(readObject(sample(), "sample.o").symbols.map(({ name }) => name)).to.deep.equal(["other"]);
  });
});
