import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { workspace } from "../gen/workspace.js";
import { skipForWant } from "../peers.js";
import { assembleWithGo } from "./assemble-with-go.js";
import { compareObjects } from "./compare-objects.js";
import { GoObjectError } from "./go-object-bytes.js";
import type { GoObject } from "./go-object.js";
import { findGo, goEnvironment, type GoTools } from "./go-tools.js";
import { readGoObject } from "./read-go-object.js";

/** A file with everything that a difference can be in. */
const text = `#include "textflag.h"
#include "funcdata.h"

TEXT ·first(SB), NOSPLIT, $16-24
	NO_LOCAL_POINTERS
	MOVQ	a+0(FP), AX
	PCDATA	$1, $2
	ADDQ	$5, AX
	PUSHQ	AX
	POPQ	AX
	CALL	·second(SB)
	MOVQ	·numbers+8(SB), BX
	MOVQ	AX, ret+16(FP)
	RET

TEXT ·second(SB), NOSPLIT, $0
	RET

DATA ·numbers+0(SB)/8, $1
DATA ·numbers+8(SB)/8, $·second(SB)
GLOBL ·numbers(SB), NOPTR, $16
`;

/** Changes of the file, each in one thing, and what has to be said about the symbol that it is in. */
const changes: readonly {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly symbol: string;
  readonly said: RegExp;
}[] = [
  { what: "an immediate", from: "$5, AX", to: "$6, AX", symbol: "test.first<ABI0>", said: /^code at \d+, from line 8/ },
  { what: "a register", from: "AX, ret", to: "BX, ret", symbol: "test.first<ABI0>", said: /^code at / },
  { what: "a called routine", from: "CALL	·second", to: "CALL	·third", symbol: "test.first<ABI0>", said: /^relocation/ },
  {
    what: "a calling convention",
    from: "CALL	·second(SB)",
    to: "CALL	·second<ABIInternal>(SB)",
    symbol: "test.first<ABI0>",
    said: /^relocation .*second<ABIInternal>/,
  },
  {
    what: "an addend",
    from: "numbers+8(SB), BX",
    to: "numbers(SB), BX",
    symbol: "test.first<ABI0>",
    said: /^relocation/,
  },
  {
    what: "a flag of a routine",
    from: "·second(SB), NOSPLIT, $0",
    to: "·second(SB), NOSPLIT|DUPOK, $0",
    symbol: "test.second<ABI0>",
    said: /^flags of symbol/,
  },
  {
    what: "a flag for the runtime",
    from: "·second(SB), NOSPLIT, $0",
    to: "·second(SB), NOSPLIT|TOPFRAME, $0",
    symbol: "test.second<ABI0>",
    said: /^flags of the function/,
  },
  { what: "the size of arguments", from: "$16-24", to: "$16-32", symbol: "test.first<ABI0>", said: /^size of the arg/ },
  { what: "no size of arguments", from: "$16-24", to: "$16", symbol: "test.first<ABI0>", said: /^size of the arg/ },
  { what: "the frame", from: "$16-24", to: "$24-24", symbol: "test.first<ABI0>", said: /^size of the frame/ },
  {
    what: "the depth of the stack alone",
    from: "PUSHQ	AX\n	POPQ	AX",
    to: "BYTE	$0x50\n	BYTE	$0x58",
    symbol: "test.first<ABI0>",
    said: /^the depth of the stack/,
  },
  { what: "PCDATA", from: "PCDATA	$1, $2", to: "PCDATA	$1, $3", symbol: "test.first<ABI0>", said: /^PCDATA 1/ },
  { what: "FUNCDATA", from: "NO_LOCAL_POINTERS", to: "NOP", symbol: "test.first<ABI0>", said: /^FUNCDATA/ },
  { what: "a byte of data", from: "/8, $1", to: "/8, $2", symbol: "test.numbers<ABI0>", said: /^byte 0 of the data/ },
  { what: "an address in data", from: "$·second", to: "$·first", symbol: "test.numbers<ABI0>", said: /^relocation/ },
  { what: "a flag of data", from: "NOPTR, $16", to: "RODATA, $16", symbol: "test.numbers<ABI0>", said: /^type of sym/ },
  { what: "the size of data", from: "NOPTR, $16", to: "NOPTR, $24", symbol: "test.numbers<ABI0>", said: /^size is 24/ },
  { what: "a name", from: "TEXT ·second", to: "TEXT ·third", symbol: "test.second<ABI0>", said: /^is missing/ },
  { what: "a static name", from: "TEXT ·second", to: "TEXT second<>", symbol: "second<static>", said: /^is too much/ },
];

describe("objects of Go", () => {
  const work = workspace();
  let go: GoTools;

  before(function () {
    const found = findGo();
    if (typeof found === "string") {
      skipForWant(this, found);
    } else {
      go = found;
    }
  });

  after(() => {
    work.remove();
  });

  it("are the same for the same text, whatever its file and lines are called", async () => {
    const other = `// One line more.\n${text.replaceAll("\n", "\n\n")}`;
    const compared = compareObjects(await assembled(text), await assembled(other));
    expect(compared.filter(({ differences }) => differences.length > 0)).to.deep.equal([]);
    expect(compared.map(({ name }) => name)).to.include.members(["test.first<ABI0>", "test.numbers<ABI0>"]);
  });

  for (const { what, from, to, symbol, said } of changes) {
    it(`are different by ${what}`, async () => {
      expect(text).to.contain(from);
      const compared = compareObjects(await assembled(text), await assembled(text.replace(from, to)));
      const found = compared.find(({ name }) => name === symbol)?.differences ?? [];
      expect(
        found.some((difference) => said.test(difference)),
        found.join("\n") || "nothing",
      ).to.equal(true);
    });
  }

  it("are different by the order of their routines", async () => {
    const routine = "TEXT ·second(SB), NOSPLIT, $0\n\tRET\n";
    const moved = text.replace(routine, "").replace("TEXT ·first", `${routine}\nTEXT ·first`);
    const compared = compareObjects(await assembled(text), await assembled(moved));
    expect(compared.flatMap(({ differences }) => differences)).to.deep.equal([
      "test.second<ABI0> is at the place of test.first<ABI0>",
    ]);
  });

  it("have the symbols, sizes and code that Go's own tools read", async () => {
    work.write("listed.s", text);
    const object = work.path("listed.o");
    const tool = (...words: readonly string[]): string =>
      execFileSync("go", ["tool", ...words], { env: goEnvironment("linux"), encoding: "utf8" });
    tool("asm", "-p", "test", "-I", `${go.root}/pkg/include`, "-o", object, work.path("listed.s"));
    const listed = tool("nm", "-size", object)
      .split("\n")
      .flatMap((line) => [...(/^ +[0-9a-f]+ +(\d+) [A-TV-Z] (test\..+)$/.exec(line)?.slice(1) ?? [])].join(" ") || []);
    const { symbols } = await assembled(text);
    const ours = symbols.map(({ name, size }) => `${size} ${name}`).filter((line) => line.includes("test."));
    expect(ours.toSorted()).to.deep.equal(listed.toSorted());
    const code = [...tool("objdump", "-s", "test.first", object).matchAll(/^ +\S+\t+0x[0-9a-f]+\t+([0-9a-f]+)\t/gm)];
    const first = symbols.find(({ name }) => name === "test.first");
    expect(Buffer.from(first?.bytes ?? []).toString("hex")).to.equal(code.map(([, hex]) => hex).join(""));
  });

  it("are refused with a reason where they are cut off, at any place", () => {
    work.write("cut.s", text);
    const object = work.path("cut.o");
    const words = ["-p", "test", "-I", `${go.root}/pkg/include`, "-o", object, work.path("cut.s")];
    execFileSync("go", ["tool", "asm", ...words], { env: goEnvironment("linux") });
    const bytes = readFileSync(object);
    expect(readGoObject(bytes).symbols).not.to.be.empty;
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readGoObject(bytes.subarray(0, length)), `${length} bytes`).to.throw(GoObjectError);
    }
  });

  async function assembled(source: string): Promise<GoObject> {
    work.write("a.s", source);
    const words = ["-p", "test", "-compiling-runtime", "-I", `${go.root}/pkg/include`];
    const made = await assembleWithGo(go, { path: work.path("a.s"), system: "linux", words }, work.path("a.o"));
    if (made.kind === "refused") {
      throw new Error(made.message);
    }
    return made.object;
  }
});
