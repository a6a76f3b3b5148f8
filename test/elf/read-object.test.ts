import { readFileSync } from "node:fs";
import { expect } from "chai";
import { sectionType } from "../../elf/constants.js";
import type { ElfObject, ObjectSymbol } from "../../elf/object.js";
import { readObject } from "../../elf/read-object.js";
import { relocationName } from "../../elf/relocation-names.js";
import { workshop, type Workshop } from "../link/build.js";
import { inlines, main, more } from "../link/sources.js";
import { needs } from "../peers.js";

/** Sections that are about the file; the object does not have them. */
const tables = /^(?:NULL|SYMTAB|STRTAB|RELA|GROUP|SYMTAB_SHNDX|LLVM_ADDRSIG|0x6fff4c03|LOOS\+0xfff4c03)$/;

describe("reading objects, beside readelf", function () {
  this.timeout(120_000);
  let work: Workshop;
  before(function () {
    work = workshop();
    needs(this, "gcc", "gcc");
    needs(this, "clang", "clang");
    needs(this, "readelf", "binutils");
  });
  after(() => {
    work.remove();
  });

  const compiled: Readonly<Record<string, readonly [source: string, ...compiler: readonly string[]]>> = {
    "gcc -O2": [main, "gcc", "-O2"],
    "gcc with debug information, a section for everything": [
      main,
      "gcc",
      "-g",
      "-ffunction-sections",
      "-fdata-sections",
    ],
    "gcc, position-independent": [more, "gcc", "-O2", "-fPIC", "-g3"],
    "clang -O2": [main, "clang", "-O2", "-g"],
    "clang, position-independent": [more, "clang", "-fPIC", "-ffunction-sections"],
    "g++ with COMDAT groups": [inlines("first", ""), "g++", "-O0", "-g", "-nostdlib"],
    "as, with nothing in it": ["", "as"],
    "as, with every kind of place": [
      `.globl f, weak, hidden
 .weak weak
 .hidden hidden
 .comm common, 40, 32
 .lcomm local, 8
 .set absolute, 0x123456789abcdef
 .globl absolute
 .tls_common shared, 8, 8
f: call elsewhere@PLT
 movq hidden@GOTPCREL(%rip), %rax
 movq %fs:thread@TPOFF, %rax
 .quad f + 0x1122334455, f - .
 .reloc ., R_X86_64_NONE
weak: .long absolute
hidden: ret
 .section .tbss, "awT", @nobits
thread: .skip 24
 .section .odd, "aMS", @progbits, 1
 .string "odd"
 .section .note.mine, "a", @note
 .long 4, 0, 1
 .ascii "abc"
 .byte 0
`.replace(/^ \.tls_common.*\n/m, ""),
      "as",
    ],
  };

  for (const [title, [source, ...compiler]] of Object.entries(compiled)) {
    it(title, () => {
      expectAsReadelf(work.compile("one", source, ...compiler));
    });
  }

  it("ld -r", () => {
    work.compile("a", main, "gcc", "-O2", "-g", "-ffunction-sections");
    work.compile("b", inlines("second", ""), "g++", "-O0", "-nostdlib");
    work.run("ld", "-r", "a.o", "b.o", "-o", "joined.o");
    expectAsReadelf("joined.o");
  });

  it("more sections than the file header can count", () => {
    const many = Array.from({ length: 66_000 }, (_, index) => ` .section .s${index}, "a"\n s${index}: .byte 1\n`).join(
      "",
    );
    work.compile("many", `${many} .globl last\nlast: .quad s65999, s1\n`, "as");
    const object = expectAsReadelf("many.o");
    expect(object.sections.length).to.be.at.least(66_000);
    const last = object.symbols.find(({ name }) => name === "last");
    expect(last?.place).to.deep.equal({
      kind: "section",
      index: object.sections.findIndex(({ name }) => name === ".s65999"),
    });
  });

  it("what is in COMDAT groups", () => {
    work.compile("groups", inlines("first", ""), "g++", "-O0", "-nostdlib");
    const { groups = [], sections } = read("groups.o");
    const listed = [
      ...work
        .run("readelf", "-gW", "groups.o")
        .matchAll(/^COMDAT group section .*\[(\S+)\] contains (\d+) sections:\n(?:.*\n)((?: {3}\[.*\n)*)/gm),
    ].map(([, signature, , members = ""]) => ({
      signature,
      sections: [...members.matchAll(/\] {3}(\S+)/g)].flatMap(([, name = ""]) =>
        name.startsWith(".rela") ? [] : [name],
      ),
    }));
    expect(listed.length).to.be.at.least(3);
    expect(
      groups.map(({ signature, sections: members }) => ({
        signature,
        sections: members.map((member) => sections[member]?.name),
      })),
    ).to.deep.equal(listed);
  });

  function read(name: string): ElfObject {
    return readObject(readFileSync(work.path(name)), name);
  }

  function expectAsReadelf(name: string): ElfObject {
    const object = read(name);
    const listing = work.run("readelf", "-SsrW", name);
    const [sections = "", ...others] = listing.split(/^(?=Relocation section|Symbol table|There are no relocations)/m);
    const listed = [
      ...sections.matchAll(
        /^ +\[ *(\d+)\] (\S*) +([A-Z_0-9a-z+]+) +[0-9a-f]{16} [0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+) +([A-Za-z]*) +(\d+) +(\d+) +(\d+)$/gm,
      ),
    ].filter(([, , , type = ""]) => !tables.test(type));
    expect(
      object.sections.map((section) => [
        section.name,
        section.size,
        section.entrySize,
        Math.max(section.alignment, 1),
        section.type === sectionType.nobits,
      ]),
    ).to.deep.equal(
      listed.map(([, , title, type, size = "", entry = "", , , , alignment]) => [
        title,
        parseInt(size, 16),
        parseInt(entry, 16),
        Math.max(Number(alignment), 1),
        type === "NOBITS",
      ]),
    );
    const indices = listed.map(([, index]) => index);
    const symbolLines = others.filter((part) => part.startsWith("Symbol table")).flatMap((part) => part.split("\n"));
    const shown = object.symbols.map((symbol) => symbolLine(symbol, indices));
    const expected = symbolLines.flatMap((line) => {
      const [, value, size = "", type, binding, visibility, section, title = ""] =
        /^ *[1-9]\d*: ([0-9a-f]{16}) +(\w+) (\w+) +(\w+) +(\w+) +(\w+) ?(.*)$/.exec(line) ?? [];
      return value === undefined
        ? []
        : [
            [
              value,
              Number(size),
              type,
              binding === "UNIQUE" ? "GLOBAL" : binding,
              visibility,
              // What names a group may lie in it, and a group is no section of the object.
              /^\d+$/.test(section ?? "") && !indices.includes(section ?? "") ? "UND" : section,
              type === "SECTION" ? "" : title.trim(),
            ],
          ];
    });
    // Relocations about no symbol bring one that is not in the file.
    expect(shown.slice(0, expected.length)).to.deep.equal(expected);
    expect(object.symbols.length - expected.length).to.be.within(0, 1);
    expectRelocations(object, others);
    return object;
  }
});

function symbolLine(
  { value, size, type, binding, visibility, place, name }: ObjectSymbol,
  indices: readonly (string | undefined)[],
) {
  const places = { undefined: "UND", absolute: "ABS", common: "COM" };
  const types = { none: "NOTYPE", function: "FUNC" };
  return [
    value.toString(16).padStart(16, "0"),
    Number(size),
    type === "none" || type === "function" ? types[type] : type.toUpperCase(),
    binding.toUpperCase(),
    visibility.toUpperCase(),
    place.kind === "section" ? indices[place.index] : places[place.kind],
    type === "section" ? "" : name,
  ];
}

function expectRelocations(object: ElfObject, parts: readonly string[]): void {
  const tablesOf = parts.filter((part) => part.startsWith("Relocation section"));
  const listed = new Map(
    tablesOf.map((part) => [
      /^Relocation section '\.rela(.*)' at/.exec(part)?.[1],
      [...part.matchAll(/^([0-9a-f]{16}) +[0-9a-f]{16} (R_X86_64_\w+) +(?:[0-9a-f]{16} )?(.*)$/gm)].map(
        ([, offset = "", type, rest = ""]) => {
          const [, title = "", sign = "", addend = rest] = /^(.*?) ([+-]) ([0-9a-f]+)$/.exec(rest) ?? [];
          return `${parseInt(offset, 16)} ${type ?? ""} ${title} ${BigInt(`0x${addend.trim() || "0"}`) * (sign === "-" ? -1n : 1n)}`;
        },
      ),
    ]),
  );
  for (const [title, entries] of listed) {
    const matching = object.sections.filter(({ name }) => name === title);
    const found = matching.flatMap(({ relocations }) =>
      relocations.map(({ offset, type, symbol, addend }) => {
        const about = object.symbols[symbol];
        const shown =
          about?.type === "section" && about.place.kind === "section"
            ? object.sections[about.place.index]?.name
            : about?.name;
        return `${offset} ${relocationName(type)} ${shown ?? ""} ${addend}`;
      }),
    );
    const inOrder = (lines: readonly string[]): readonly string[] => lines.toSorted();
    if (matching.length === 1) {
      expect(inOrder(found)).to.deep.equal(inOrder(entries));
    } else {
      // Sections of one name, as in groups: all tables of that name together.
      expect(found).to.include.members(entries);
    }
  }
}
