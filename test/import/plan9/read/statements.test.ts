import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { SourceOperand, Statement } from "../../../../gen/import/plan9/syntax.js";
import { packageFolder } from "../../../../gen/own-package.js";
import { bodyOf, fileOf, type Given } from "./read-text.js";

/** A statement without its places, for comparison. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(bare);
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    return value;
  }
  const kept = Object.entries(value).filter(
    ([name, field]) => name !== "place" && field !== false && field !== undefined,
  );
  return Object.fromEntries(kept.map(([name, field]) => [name, bare(field)]));
}

/** The operands of the instructions of a routine, without places. */
function operandsOf(body: string, given: Given = {}): readonly unknown[] {
  return bodyOf(body, given).flatMap((statement) =>
    statement.kind === "instruction" ? statement.operands.map((operand: SourceOperand) => bare(operand)) : [],
  );
}

/** `label l`, `comment text`, `NOP // text`, each with `^` where a gap precedes it. */
function shown(statements: readonly Statement[]): readonly string[] {
  return statements.map((statement) => {
    const gap = statement.blankBefore ? "^" : "";
    switch (statement.kind) {
      case "comment":
        return `${gap}comment ${statement.text}`;
      case "label":
        return `${gap}label ${statement.name}`;
      case "instruction":
        return `${gap}${statement.mnemonic}${statement.comment === undefined ? "" : ` // ${statement.comment}`}`;
      case "text":
        return `${gap}TEXT${statement.comment === undefined ? "" : ` // ${statement.comment}`}`;
      default:
        return gap + statement.kind;
    }
  });
}

describe("import plan9: statements", () => {
  it("comments of whole lines and behind statements, gaps", () => {
    const text = [
      "// The head.",
      "//  indented",
      "",
      "// Documentation.",
      "TEXT f(SB), 4, $0 // the routine",
      "\t/* one line */",
      "\tNOP // no operation",
      "",
      "\tRET /* back */ // home",
      "l:\tNOP; RET // two",
      "/*",
      " * A block",
      " *   of lines.",
      " */",
      "\tNOP",
    ];
    expect(shown(fileOf(text.join("\n")).statements)).to.deep.equal([
      "comment The head.",
      "comment  indented",
      "^comment Documentation.",
      "TEXT // the routine",
      "comment one line",
      "NOP // no operation",
      "^RET // back home",
      "label l",
      "NOP",
      "RET // two",
      "comment A block",
      "comment   of lines.",
      "NOP",
    ]);
  });

  it("lines of the preprocessor part what stands around them; their comments are not kept", () => {
    const text = `// head\n#define N 1 // one\n// of f\n#ifdef X\n// left out\n#endif\nTEXT f(SB), 0, $0\n\tRET\n`;
    expect(shown(fileOf(text).statements)).to.deep.equal(["comment head", "^comment of f", "^TEXT", "RET"]);
  });

  it("a comment behind a macro belongs to its first statement; behind one that makes nothing, to itself", () => {
    const given = { files: { "m.h": "#define TWO \\\n\tNOP; \\\n\tRET\n#define NONE()\n" } };
    expect(
      shown(fileOf(`#include "m.h"\nTEXT f(SB), 0, $0\n\tTWO // both\n\tNONE() // none\n`, given).statements),
    ).to.deep.equal(["^TEXT", "NOP // both", "RET", "comment none"]);
  });

  it("comments of headers are kept where statements of the header follow", () => {
    const files = {
      "only.h": "// not this\n#define N 1\n// nor this\n",
      "body.h": "// this\n\tNOP // and this\n// not this\n",
    };
    const text = `#include "only.h"\n// mine\nTEXT f(SB), 0, $0\n#include "body.h"\n\tRET\n`;
    expect(shown(fileOf(text, { files }).statements)).to.deep.equal([
      "^comment mine",
      "TEXT",
      "^comment this",
      "NOP // and this",
      "^RET",
    ]);
  });

  it("TEXT with symbolic and numeric flags, with and without the arguments' size", () => {
    const text = `#include "textflag.h"
TEXT ·f<ABIInternal>(SB), NOSPLIT|NOFRAME, $16-24
TEXT runtime·write(SB),7,$-8
TEXT static<>(SB), $0
TEXT old+0(SB), (1|4), $-8-16
`;
    expect(bare(fileOf(text).statements)).to.deep.equal([
      {
        kind: "text",
        symbol: { name: "·f", abi: "ABIInternal" },
        flags: 516,
        frame: 16n,
        argumentBytes: 24n,
        blankBefore: true,
      },
      { kind: "text", symbol: { name: "runtime·write" }, flags: 7, frame: -8n },
      { kind: "text", symbol: { name: "static", isStatic: true }, flags: 0, frame: 0n },
      { kind: "text", symbol: { name: "old" }, flags: 5, frame: -8n, argumentBytes: 16n },
    ]);
  });

  it("DATA and GLOBL", () => {
    const text = `DATA x<>+0(SB)/8, $"a\\x00\\101\\z\\n"
DATA x<>+8(SB)/8, $1.5
DATA x<>+16(SB)/8, $main·f+4(SB)
DATA x<>+24(SB)/4, $-1
GLOBL x<>(SB), 8|16, $0x1c
GLOBL y(SB), $8
`;
    const x = { name: "x", isStatic: true };
    expect(bare(fileOf(text).statements)).to.deep.equal([
      {
        ...{ kind: "data", symbol: x, offset: 0n, width: 8 },
        value: { kind: "string", bytes: Uint8Array.of(97, 0, 65, 0, 10) },
      },
      { kind: "data", symbol: x, offset: 8n, width: 8, value: { kind: "float", value: 1.5 } },
      {
        ...{ kind: "data", symbol: x, offset: 16n, width: 8 },
        value: { kind: "address", of: { kind: "symbol", symbol: { name: "main·f" }, offset: 4n } },
      },
      { kind: "data", symbol: x, offset: 24n, width: 4, value: { kind: "number", value: -1n } },
      { kind: "globl", symbol: x, flags: 24, size: 28n },
      { kind: "globl", symbol: { name: "y" }, flags: 0, size: 8n },
    ]);
  });

  it("places: arguments, locals, the stack, threads, segments", () => {
    const given = {
      files: { "go_tls.h": "#define get_tls(r) MOVQ TLS, r\n#define g(r) 0(r)(TLS*1)\n#define m(r) 8(r)(TLS*1)\n" },
    };
    const body = `#include "go_tls.h"
	MOVQ x+8(FP), AX
	MOVQ 8(FP), AX
	LEAQ $x-8(SP), g
	MOVQ m(CX), g(DX)
	MOVQ 0(CX)(TLS*1), 8(CX)(TLS*1)
	MOVQ 0x28(GS), 16(CX)(TLS*1)
`;
    expect(operandsOf(body, given)).to.deep.equal([
      { kind: "frame", pseudo: "FP", name: "x", offset: 8n },
      { kind: "register", name: "AX" },
      { kind: "frame", pseudo: "FP", offset: 8n },
      { kind: "register", name: "AX" },
      { kind: "address", of: { kind: "frame", pseudo: "SP", name: "x", offset: -8n } },
      { kind: "register", name: "R14" },
      { kind: "thread-word", word: "m", register: "CX" },
      { kind: "thread-word", word: "g", register: "DX" },
      { kind: "thread-word", word: "g", register: "CX" },
      { kind: "thread-word", word: "m", register: "CX" },
      { kind: "memory", displacement: { value: 40n, written: "0x28" }, base: "GS" },
      { kind: "memory", displacement: { value: 16n, written: "16" }, base: "CX", index: { register: "TLS", scale: 1 } },
    ]);
  });

  it("numbers keep the name of the macro that is all of them, and how they are written", () => {
    const files = {
      "h.h":
        "#define N 4\n#define NEGATIVE -100\n#define OTHER N\n#define ID(x) x\n#define m_tls(r) 80(r)\n#define PAIR N, AX\n#define DOLLAR $8\n",
    };
    const body = `#include "h.h"
	FOO $N, $(N), $NEGATIVE, $OTHER, $N+1, $(N+1)
	FOO $ID(N), $0x10, N(AX), (N)(AX), m_tls(BX), m_tls(BX)(CX*2)
	MOVQ $PAIR
	FOO DOLLAR
`;
    const values = operandsOf(body, { files }).map((operand) => {
      const {
        value,
        name,
        written,
        displacement = { value, name, written },
      } = operand as {
        readonly value?: bigint;
        readonly name?: string;
        readonly written?: string;
        readonly displacement?: { readonly value?: bigint; readonly name?: string; readonly written?: string };
      };
      return [String(displacement.value ?? ""), displacement.name, displacement.written]
        .filter((one) => one !== undefined)
        .join(" ");
    });
    expect(values).to.deep.equal([
      ...["4 N", "4 N", "-100 NEGATIVE", "4 OTHER", "5", "5"],
      ...["4 N", "16 0x10", "4 N", "4 N", "80 m_tls", "80 m_tls"],
      ...["4 N", " AX"],
      "8",
    ]);
  });

  it("the constants of a file, and who defines them", () => {
    const files = { "a.h": '#include "b.h"\n', "b.h": "#define B 2\n#define UNUSED 3\n", "c.h": "#define C 4\n" };
    const text = `#include "a.h"
#include "c.h"
#define A 1
TEXT f(SB), 0, $0
	FOO $A, $B, $D, $B
#undef A
#define A 7
	FOO $A
`;
    const file = fileOf(text, { files, defines: { D: "5" } });
    expect(file.constants).to.deep.equal([
      { name: "A", value: 1n, from: "file" },
      { name: "B", value: 2n, from: "include", include: "a.h" },
      { name: "D", value: 5n, from: "command-line" },
      { name: "A", value: 7n, from: "file" },
    ]);
    expect(file.includes.map(({ path, used }) => [path, used])).to.deep.equal([
      ["a.h", true],
      ["c.h", false],
    ]);
  });

  it("an include is used where statements of it are part of the file", () => {
    const files = { "body.h": "#define EMPTY\n#define STOP NOP\n\tSTOP EMPTY\n", "none.h": "// nothing\n" };
    const { includes } = fileOf(`TEXT f(SB), 0, $0\n#include "body.h"\n#include "none.h"\n`, { files });
    expect(includes.map(({ used }) => used)).to.deep.equal([true, false]);
  });

  it("macros of Go's headers stay; those of the file itself are expanded", () => {
    const body = `#include "funcdata.h"\n#include "go_tls.h"\n\tNO_LOCAL_POINTERS\n\tGO_ARGS\n\tGO_RESULTS_INITIALIZED\n\tget_tls(CX)\n`;
    expect(bare(bodyOf(body))).to.deep.equal([
      { kind: "macro", macro: "NO_LOCAL_POINTERS", instructions: 1, blankBefore: true },
      { kind: "macro", macro: "GO_ARGS", instructions: 1 },
      { kind: "macro", macro: "GO_RESULTS_INITIALIZED", instructions: 1 },
      { kind: "macro", macro: "get_tls", register: "CX", instructions: 1 },
    ]);
    expect(shown(bodyOf("#define get_tls(r) \\\n\tNOP; \\\n\tNOP\n\tget_tls(CX)\n"))).to.deep.equal(["^NOP", "NOP"]);
  });

  it("which statements a macro makes", () => {
    const body = `#define LOOP(n, l) \\
	MOVQ $n, CX \\
l: \\
	BYTE $0x90 \\
	DECQ CX \\
	JNE l
#define BOTH() LOOP(1, a); LOOP(2, b)
	BOTH()
	LOOP(3, c)
	NOP
`;
    const made = bodyOf(body).map(({ kind, place, ...statement }) => {
      const from = "expandedFrom" in statement ? statement.expandedFrom : undefined;
      return `${kind} ${String(place.line)}${from === undefined ? "" : ` ${from.macro} ${String(from.index)}`}`;
    });
    expect(made).to.deep.equal([
      ...["instruction 9 BOTH 0", "label 9 BOTH 1", "literal 9 BOTH 1", "instruction 9 BOTH 2", "instruction 9 BOTH 3"],
      ...["instruction 9 BOTH 4", "label 9 BOTH 5", "literal 9 BOTH 5", "instruction 9 BOTH 6", "instruction 9 BOTH 7"],
      ...[
        "instruction 10 LOOP 0",
        "label 10 LOOP 1",
        "literal 10 LOOP 1",
        "instruction 10 LOOP 2",
        "instruction 10 LOOP 3",
      ],
      "instruction 11",
    ]);
  });

  it("branches to labels, n(PC), registers and symbols; pairs of registers", () => {
    expect(
      operandsOf("l:\tJMP l\n\tJEQ -2(PC)\n\tCALL *AX\n\tJMP 8(AX)\n\tCALL f(SB)\n\tSHLQ $1, DX:AX\n"),
    ).to.deep.equal([
      { kind: "label", name: "l" },
      { kind: "relative", distance: -2n },
      { kind: "register", name: "AX" },
      { kind: "memory", displacement: { value: 8n, written: "8" }, base: "AX" },
      { kind: "symbol", symbol: { name: "f" }, offset: 0n },
      { kind: "number", value: 1n, written: "1" },
      { kind: "register", name: "AX" },
      { kind: "register", name: "DX" },
    ]);
    expect(operandsOf("\tFOO [Z4-Z7], Z1\n")[0]).to.deep.equal({
      kind: "register-list",
      registers: ["Z4", "Z5", "Z6", "Z7"],
    });
  });

  it("#line: places are those of the file that it names, as Plan 9 counts", () => {
    const [statement] = bodyOf('#line 100 "sub/other.s"\n\tNOP\n');
    expect(statement?.place).to.deep.equal({ file: "/source/sub/other.s", line: 100, column: 2 });
  });

  it("headers: beside the file, then the folders of -I, then the ones that everybody knows", () => {
    const text =
      '#include "textflag.h"\n#include "sub/../../cmd/ld/funcdata.h"\nTEXT f(SB), NOSPLIT, $0\n\tFOO $N, $FUNCDATA_InlTree\n';
    const own = "#define NOSPLIT 64\n#define N 1\n";
    const other = "#define NOSPLIT 32\n#define N 2\n";
    const flagsOf = (given: Given): unknown => {
      const [first, second] = fileOf(text, given).statements;
      const operand = second?.kind === "instruction" ? second.operands[0] : undefined;
      return [first?.kind === "text" && first.flags, operand?.kind === "number" && operand.value];
    };
    expect(
      flagsOf({ files: { "textflag.h": own, "include/textflag.h": other }, includeFolders: ["include"] }),
    ).to.deep.equal([64, 1n]);
    expect(flagsOf({ files: { "include/textflag.h": other }, includeFolders: ["none", "include"] })).to.deep.equal([
      32,
      2n,
    ]);
    expect(flagsOf({ defines: { N: "3" } })).to.deep.equal([4, 3n]);
  });

  it("a macro with parameters is no macro without its arguments", () => {
    const body = "#define x(r) MOVQ r, AX\n\tMOVQ x+8(FP), BX\n\tx(CX)\nx:\tRET\n";
    expect(operandsOf(body)[0]).to.deep.equal({ kind: "frame", pseudo: "FP", name: "x", offset: 8n });
    expect(shown(bodyOf(body))).to.deep.equal(["^MOVQ", "MOVQ", "label x", "RET"]);
  });

  it("a conditional of C, where the compiler of another toolchain read the file", () => {
    const body = "#if defined(A) && B >= 2\n\tNOP\n#elif !defined(A)\n\tRET\n#else\n\tINT $3\n#endif\n";
    expect(shown(bodyOf(body, { defines: { A: "1", B: "2" } }))).to.deep.equal(["^NOP"]);
    expect(shown(bodyOf(body, { defines: { B: "2" } }))).to.deep.equal(["^RET"]);
    expect(shown(bodyOf(body, { defines: { A: "1", B: "1" } }))).to.deep.equal(["^INT"]);
  });

  it("the assembly of 2011: the port's own, with the header that its build made", () => {
    const header = ["procid 64", "gsignal 72", "tls 80"]
      .map((one) => `#define m_${one.replace(" ", "(r) ")}(r)\n`)
      .join("");
    const files = { "amd64/asm.h": `#define get_tls(r)\n#define g(r) 0(GS)\n#define m(r) 8(GS)\n${header}` };
    const path = join(packageFolder, "targets/openbsd-amd64/generated/openbsd/amd64/sys.s");
    const text = readFileSync(path, "utf8");
    const { statements } = fileOf(text, { files });
    const count = (shape: RegExp): number => text.match(shape)?.length ?? 0;
    expect(statements.filter(({ kind }) => kind === "text")).to.have.lengthOf(count(/^TEXT/gm));
    expect(statements.filter(({ kind }) => kind === "label")).to.have.lengthOf(count(/^\w+:/gm));
    const kept = statements.filter((statement) => statement.kind === "macro");
    expect(kept.map(({ macro, instructions }) => [macro, instructions])).to.deep.equal(
      Array.from({ length: count(/\tget_tls\(/g) }, () => ["get_tls", 0]),
    );
    const words = statements.flatMap((statement) => (statement.kind === "instruction" ? statement.operands : []));
    expect(words.filter(({ kind }) => kind === "thread-word")).to.have.lengthOf(count(/[ \t][gm]\([A-Z0-9]+\)/g));
  });

  it("line ends and tabs of other systems, a byte order mark, no end of the last line", () => {
    expect(shown(fileOf("\uFEFFTEXT f(SB), 0, $0\r\n\t// c\r\n\r\n\tNOP\t;\tRET").statements)).to.deep.equal([
      "TEXT",
      "comment c",
      "^NOP",
      "RET",
    ]);
  });
});
