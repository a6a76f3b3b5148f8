import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { assembleWithGo, type Assembled } from "../../../corpus/assemble-with-go.js";
import { compareObjects } from "../../../corpus/compare-objects.js";
import { findGo, type GoTools } from "../../../corpus/go-tools.js";
import { skipForWant } from "../../../peers.js";
import { generator } from "../../../elf/mutations.js";
import { emitted, importedFrom, moduleText, type Headers } from "./imported.js";
import { randomInstructions } from "./random-instructions.js";
import { samples } from "./samples.js";

/** Instructions whose bytes could come out differently, by number, register or place. */
const delicate = `#include "textflag.h"
TEXT ·numbers(SB), NOSPLIT, $0
	ANDL	$0xfffffff0, AX
	ANDL	$-16, AX
	ADDL	$0xffffff80, BX
	CMPL	AX, $0xffffffff
	CMPL	AX, $-1
	CMPB	AX, $0xff
	CMPB	BX, $-1
	CMPB	CX, $200
	MOVB	$0xff, (AX)
	MOVB	$-1, (AX)
	MOVB	$255, BX
	MOVW	$0xffff, BX
	MOVW	$-1, (BX)
	ADDW	$0xfff0, CX
	ADDW	$200, CX
	MOVL	$0x80000000, AX
	MOVQ	$0x80000000, AX
	MOVQ	$0xffffffff, AX
	MOVQ	$0x7fffffff, AX
	MOVQ	$-0x80000000, AX
	MOVQ	$0x100000000, AX
	MOVQ	$-0x80000001, AX
	MOVQ	$0x8000000000000000, AX
	MOVQ	$0xfffffffffffffff0, AX
	MOVQ	$-1, (AX)
	MOVQ	$0, AX
	MOVQ	$0, R9
	MOVL	$0, AX
	ADDQ	$128, AX
	ADDQ	$-128, AX
	ORQ	$0x7fffffff, BX
	TESTB	$1, AX
	TESTB	$0x80, (AX)
	TESTL	$0x80000000, AX
	TESTQ	$1, BX
	SHLL	$31, AX
	SHLL	$1, AX
	SHLQ	$63, AX
	BTL	$5, AX
	BTQ	$33, BX
	IMULQ	$5, AX
	IMULL	$1000, BX
	PUSHQ	$5
	PUSHQ	$-1
	PUSHQ	$0x12345678
	POPQ	AX
	POPQ	AX
	POPQ	AX
	LEAL	0x90abcdef(AX)(BX*1), CX
	RET

TEXT ·registers(SB), NOSPLIT, $0
	MOVB	AL, BL
	MOVB	CL, (DX)
	MOVB	(R9), R10B
	SHLQ	CL, AX
	SARL	CX, AX
	SETEQ	AL
	MOVBLZX	AL, BX
	CMPXCHGB	BL, (CX)
	MOVQ	AX, X0
	MOVQ	X0, AX
	MOVL	X0, AX
	MOVL	AX, X0
	MOVD	AX, X1
	MOVQ	X0, X1
	MOVQ	(AX), X1
	MOVQ	X1, (AX)
	MOVOA	X0, X1
	PSLLDQ	$4, X0
	RET

TEXT ·places(SB), $24-16
	MOVQ	x+0(FP), AX
	MOVL	x+4(FP), BX
	MOVQ	AX, y-8(SP)
	MOVQ	AX, y-16(SP)
	MOVQ	AX, (SP)
	PUSHQ	AX
	MOVQ	x+8(FP), AX
	POPQ	AX
	CALL	·registers(SB)
	RET
`;

/** A file, its own headers beside it, through Go's assembler; with the flags that the runtime's files have. */
async function assembled(go: GoTools, folder: string, text: string, headers: Headers): Promise<Assembled> {
  for (const [name, content] of Object.entries({ ...headers, "sample.s": text })) {
    writeFileSync(join(folder, name), content);
  }
  const includes = ["-I", join(go.root, "pkg", "include"), "-I", join(go.root, "src", "runtime")];
  const words = ["-p", "runtime", "-compiling-runtime", ...includes, "-D", "GOARCH_amd64", "-D", "GOOS_linux"];
  return await assembleWithGo(go, { path: join(folder, "sample.s"), system: "linux", words }, join(folder, "sample.o"));
}

describe("import plan9: Go's assembler makes the same of a file and of what comes back of it", () => {
  let go: GoTools;
  let folder: string;
  before(function () {
    const found = findGo();
    if (typeof found === "string") {
      skipForWant(this, found);
      return;
    }
    go = found;
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "portwright-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Compares the two objects; how many instructions there are. */
  async function sameObjects(source: string, headers: Headers): Promise<number> {
    const original = await assembled(go, folder, source, headers);
    const text = await emitted(moduleText(source, headers), "go");
    const again = await assembled(go, folder, text, headers);
    if (original.kind === "refused" || again.kind === "refused") {
      const message = (one: Assembled): string => (one.kind === "refused" ? one.message : "");
      expect.fail(`${message(original)}${message(again)}`);
    }
    const compared = compareObjects(original.object, again.object);
    const differences = compared.flatMap((symbol) => symbol.differences.map((one) => `${symbol.name}: ${one}`));
    expect(differences).to.deep.equal([]);
    return compared.reduce((sum, { instructions }) => sum + instructions, 0);
  }

  for (const { name, source, headers = {} } of [...samples, { name: "delicate encodings", source: delicate }]) {
    it(name, async () => {
      await sameObjects(source, headers);
    });
  }

  it("instructions at random, those that are not refused", async function () {
    this.timeout(60_000);
    const inRoutine = (lines: readonly string[]): string =>
      ['#include "textflag.h"', "TEXT ·f(SB), NOSPLIT, $32-16", ...lines, "\tRET", ""].join("\n");
    const lines = randomInstructions(5000, generator(11)).filter(
      (line) => importedFrom(inRoutine([line])).kind === "module",
    );
    expect(lines.length).to.be.at.least(800);
    // NOP makes no bytes.
    expect(await sameObjects(inRoutine(lines), {})).to.be.at.least(lines.length * 0.98);
  });
});
