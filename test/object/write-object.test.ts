import { expect } from "chai";
import { relocationType, sectionFlag, sectionType } from "../../elf/constants.js";
import { ElfError } from "../../elf/elf-error.js";
import type { ElfObject, ObjectSection, ObjectSymbol } from "../../elf/object.js";
import { readObject } from "../../elf/read-object.js";
import { writeObject } from "../../elf/write-object.js";
import { needs } from "../peers.js";
import { contentTool, toolFolder, type ToolFolder } from "./object-files.js";

const text: ObjectSection = {
  name: ".text",
  type: sectionType.progbits,
  flags: sectionFlag.alloc | sectionFlag.execinstr,
  alignment: 16,
  size: 9,
  bytes: Uint8Array.of(0xe8, 0, 0, 0, 0, 0xe8, 0, 0, 0),
  entrySize: 0,
  relocations: [
    { offset: 1, type: relocationType.R_X86_64_PLT32, symbol: 3, addend: -4n },
    { offset: 5, type: relocationType.R_X86_64_PC32, symbol: 1, addend: 0x7fff_ffff_ffff_ffffn },
  ],
};

const data: ObjectSection = {
  name: ".data",
  type: sectionType.progbits,
  flags: sectionFlag.alloc | sectionFlag.write,
  alignment: 8,
  size: 8,
  bytes: new Uint8Array(8),
  entrySize: 0,
  relocations: [{ offset: 0, type: relocationType.R_X86_64_64, symbol: 0, addend: -(1n << 63n) }],
};

const bss: ObjectSection = {
  ...data,
  name: ".bss",
  type: sectionType.nobits,
  alignment: 4096,
  size: 0x1_0000_0000,
  bytes: new Uint8Array(),
  relocations: [],
};

function symbol(name: string, more: Partial<ObjectSymbol>): ObjectSymbol {
  return {
    name,
    binding: "global",
    type: "none",
    visibility: "default",
    place: { kind: "undefined" },
    value: 0n,
    size: 0n,
    ...more,
  };
}

/** With locals behind and between globals, which the format does not allow in a file. */
const object: ElfObject = {
  name: "test.o",
  sections: [text, data, bss],
  symbols: [
    symbol("begin", { type: "function", place: { kind: "section", index: 0 }, size: 5n }),
    symbol("", { binding: "local", type: "section", place: { kind: "section", index: 1 } }),
    symbol("maybe", { binding: "weak", visibility: "hidden" }),
    symbol("elsewhere", {}),
    symbol("inner", { binding: "local", type: "object", place: { kind: "section", index: 2 }, value: 8n, size: 16n }),
    symbol("number", { place: { kind: "absolute" }, value: 0xffff_ffff_ffff_fff0n }),
    symbol("room", { type: "object", place: { kind: "common" }, value: 32n, size: 100n }),
    symbol("file.c", { binding: "local", type: "file", place: { kind: "absolute" } }),
  ],
};

describe("the writer of objects", () => {
  it("writes what portwright's reader reads, with local symbols in front", () => {
    const read = readObject(writeObject(object), "test.o");
    expect(read.sections.map(({ name }) => name)).to.deep.equal([".text", ".data", ".bss"]);
    expect(read.symbols.map(({ name }) => name)).to.deep.equal([
      "",
      "inner",
      "file.c",
      "begin",
      "maybe",
      "elsewhere",
      "number",
      "room",
    ]);
    for (const [index, written] of object.sections.entries()) {
      const { bytes, relocations, ...rest } = written;
      const found = read.sections[index];
      expect(found).to.deep.include(rest);
      expect(Buffer.from(found?.bytes ?? []).equals(bytes)).to.equal(true);
      expect(found?.relocations.map((one) => ({ ...one, symbol: read.symbols[one.symbol] }))).to.deep.equal(
        relocations.map((one) => ({ ...one, symbol: object.symbols[one.symbol] })),
      );
    }
    expect(read.symbols).to.have.deep.members([...object.symbols]);
    expect(writeObject(read)).to.deep.equal(writeObject(readObject(writeObject(read), "test.o")));
  });

  describe("and binutils", () => {
    let folder: ToolFolder;
    before(function () {
      needs(this, "readelf", "binutils");
      folder = toolFolder();
    });
    after(() => {
      folder.remove();
    });

    it("agree about every kind of symbol and section", () => {
      const path = folder.write("test.o", writeObject(object));
      const symbols = contentTool("readelf", "-sW", path);
      for (const line of [
        /^ +2: 0000000000000008 +16 OBJECT +LOCAL +DEFAULT +3 inner$/m,
        /^ +3: 0{16} +0 FILE +LOCAL +DEFAULT +ABS file\.c$/m,
        /^ +4: 0{16} +5 FUNC +GLOBAL DEFAULT +1 begin$/m,
        /^ +5: 0{16} +0 NOTYPE +WEAK +HIDDEN +UND maybe$/m,
        /^ +7: fffffffffffffff0 +0 NOTYPE +GLOBAL DEFAULT +ABS number$/m,
        /^ +8: 0000000000000020 +100 OBJECT +GLOBAL DEFAULT +COM room$/m,
      ]) {
        expect(symbols).to.match(line);
      }
      const sections = contentTool("readelf", "-SW", path);
      expect(sections).to.match(/ \.text +PROGBITS +0{16} [0-9a-f]+ 000009 00 +AX +0 +0 16$/m);
      expect(sections).to.match(/ \.bss +NOBITS +0{16} [0-9a-f]+ 100000000 00 +WA +0 +0 4096$/m);
      expect(contentTool("readelf", "-rW", path)).to.contain("elsewhere - 4");
      contentTool("objdump", "-dr", path);
    });
  });

  it("refuses what would be no object", () => {
    const refused: readonly (readonly [Partial<ElfObject>, RegExp])[] = [
      [{ sections: [{ ...text, alignment: 12 }] }, /section \.text is aligned to 12, which is no power of two/],
      [{ sections: [{ ...text, size: 10 }] }, /section \.text has 9 bytes of content and a size of 10/],
      [{ sections: [{ ...text, type: sectionType.symtab }] }, /section \.text has type 2, which the writer/],
      [{ sections: [text] }, /the symbol .* lies in a section that there is not/],
      [{ symbols: [] }, /section \.text: the relocation at 1 lies outside, or names no symbol/],
    ];
    for (const [change, message] of refused) {
      expect(() => writeObject({ ...object, ...change })).to.throw(ElfError, message);
    }
  });
});
