import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { importDefinitions } from "../../../gen/import/definitions/import-definitions.js";
import { blocksOf } from "../../docs/markdown.js";
import { read } from "../../docs/pages.js";
import { portwright } from "../../gen/run-portwright.js";
import { workspace, type Workspace } from "../../gen/workspace.js";
import { needs } from "../../peers.js";

/** Abbreviations: 1 unit, 2 typedef, 3 pointer, 4 struct, 5 member, 6 const, 7 array, 8 its dimension, 9 function, 10 parameter. */
const abbreviations = [
  [1, 0x11, 1, []],
  [2, 0x16, 0, [0x03, 0x08, 0x49, 0x13]],
  [3, 0x0f, 0, [0x49, 0x13]],
  [4, 0x13, 1, [0x03, 0x08, 0x0b, 0x0b]],
  [5, 0x0d, 0, [0x03, 0x08, 0x49, 0x13, 0x38, 0x0b]],
  [6, 0x26, 0, [0x49, 0x13]],
  [7, 0x01, 1, [0x49, 0x13]],
  [8, 0x21, 0, [0x37, 0x0b]],
  [9, 0x15, 1, [0x49, 0x13]],
  [10, 0x05, 0, [0x49, 0x13]],
] as const;

/** DWARF 4 that no compiler makes, for GNU's assembler. `@name` is a reference to the entry at the label `name`. */
function assembly(entries: readonly (readonly [label: string, ...bytes: (number | string)[]])[]): string {
  const table = abbreviations.map(
    ([code, tag, children, attributes]) => `.byte ${[code, tag, children, ...attributes, 0, 0].join(", ")}`,
  );
  const lines = entries.flatMap(([label, ...bytes]) => [
    `${label}:`,
    ...bytes.map((value) =>
      typeof value === "number"
        ? `.byte ${value}`
        : value.startsWith("@")
          ? `.long ${value.slice(1)} - start`
          : `.asciz "${value}"`,
    ),
  ]);
  return [
    `.section .debug_abbrev,"",@progbits`,
    ...table,
    `.byte 0`,
    `.section .debug_info,"",@progbits`,
    `start: .long end - begin`,
    `begin: .value 4`,
    `.long 0`,
    `.byte 8`,
    `.byte 1`,
    ...lines,
    `.byte 0`,
    `end:`,
    ``,
  ].join("\n");
}

const wide: readonly (readonly [string, ...(number | string)[]])[] = Array.from({ length: 40 }, (_, index) => {
  const next = `@function${index + 1}`;
  return [`function${index}`, 9, next, 10, next, 10, next, 0] as const;
});

const cases: Readonly<Record<string, readonly (readonly [string, ...(number | string)[]])[]>> = {
  "a typedef of itself": [["a", 2, "a", "@a"]],
  "two typedefs of each other": [
    ["a", 2, "a", "@b"],
    ["b", 2, "b", "@a"],
  ],
  "a const of itself": [
    ["a", 2, "a", "@b"],
    ["b", 6, "@b"],
  ],
  "a pointer to itself": [
    ["a", 2, "a", "@b"],
    ["b", 3, "@b"],
  ],
  "an array of itself": [
    ["a", 2, "a", "@b"],
    ["b", 7, "@b", 8, 2, 0],
  ],
  "a struct that holds itself": [["a", 4, "a", 8, 5, "m", "@a", 0, 0]],
  "two structs that hold each other": [
    ["a", 4, "a", 8, 5, "m", "@b", 0, 0],
    ["b", 4, "b", 8, 5, "m", "@a", 0, 0],
  ],
  "functions that take functions twice, forty times": [
    ["a", 2, "a", "@b"],
    ["b", 3, "@function0"],
    ...wide,
    ["function40", 9, "@b", 0],
  ],
  "a type that is no entry": [["a", 2, "a", "@begin"]],
  "a member outside of its struct": [
    ["a", 4, "a", 1, 5, "m", "@p", 4, 0],
    ["p", 3, "@a"],
  ],
  "a typedef of a member": [
    ["a", 2, "a", "@m"],
    ["s", 4, "s", 8],
    ["m", 5, "m", "@p", 0, 0],
    ["p", 3, "@s"],
  ],
};

/** Bodies of .debug_macro of version 5, 4 bytes behind the header; what is wrong is in that section. */
const macros: Readonly<Record<string, string>> = {
  "macros that import themselves": ".byte 7\n.long macros - begin_macros\n.byte 0",
  "macros that import themselves twice": ".byte 7\n.long 0\n.byte 7\n.long 0\n.byte 0",
  "macros far away": ".byte 7\n.long 0x7fffffff\n.byte 0",
  "macros without an end": '.byte 1, 1\n.ascii "A 1"',
  "a macro that is nowhere": ".byte 5, 1\n.long 0x100000\n.byte 0",
  "a macro operation that nobody knows": ".byte 0x33\n.byte 0",
};

describe("import defs: debugging information with loops", () => {
  let work: Workspace;
  before(function () {
    work = workspace();
    needs(this, "as", "binutils");
  });
  after(() => {
    work.remove();
  });

  for (const [title, entries] of Object.entries(cases)) {
    it(`${title}: a message with the offset, at once`, () => {
      assemble(entries);
      const begun = performance.now();
      const imported = importDefinitions(readFileSync(work.path("defs.o")), "defs.o", {});
      expect(performance.now() - begun).to.be.below(2000);
      const faults = imported.kind === "broken" ? imported.faults : [];
      expect(faults.map(({ code }) => code)).to.deep.equal(["debug-information"]);
      expect(faults[0]?.message).to.match(/^\.debug_info\+0x[0-9a-f]+: [^\n]{10,}$/);
    });
  }

  for (const [title, body] of Object.entries(macros)) {
    it(`${title}: a message with the offset, at once`, () => {
      assembleText(`.section .debug_abbrev,"",@progbits
.byte 1, 0x11, 0, 0x79, 0x17, 0, 0, 0
.section .debug_info,"",@progbits
start: .long end - begin
begin: .value 5
.byte 1, 8
.long 0
.byte 1
.long 0
end:
.section .debug_macro,"",@progbits
begin_macros:
macros: .value 5
.byte 0
${body}
`);
      const begun = performance.now();
      const imported = importDefinitions(readFileSync(work.path("defs.o")), "defs.o", {});
      expect(performance.now() - begun).to.be.below(2000);
      const faults = imported.kind === "broken" ? imported.faults : [];
      expect(faults.map(({ code }) => code)).to.deep.equal(["debug-information"]);
      expect(faults[0]?.message).to.match(/^\.debug_(?:macro|str)\+0x[0-9a-f]+: [^\n]{10,}$/);
    });
  }

  it("says file and offset as the page about importing shows, with exit status 1, and writes nothing", () => {
    assemble(cases["a typedef of itself"] ?? []);
    const { status, stdout, stderr } = portwright(["import", "defs", "defs.o", "-o", "defs.ts"], { cwd: work.folder });
    const blocks = blocksOf(read("docs/import.md"));
    expect(stderr.trimEnd()).to.equal(blocks.find(({ note }) => note === "import defs: says")?.text);
    expect([status, stdout]).to.deep.equal([1, ""]);
    expect(Object.keys(work.files())).to.not.include("defs.ts");
  }).timeout(10_000);

  function assemble(entries: readonly (readonly [label: string, ...bytes: (number | string)[]])[]): void {
    assembleText(assembly(entries));
  }

  function assembleText(text: string): void {
    work.write("loop.s", text);
    const assembled = spawnSync("as", ["-o", "defs.o", "loop.s"], { cwd: work.folder, encoding: "utf8" });
    expect(assembled.status, assembled.stderr).to.equal(0);
  }
});
