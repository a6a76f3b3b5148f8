import { expect } from "chai";
import { readPlan9 } from "../../../../gen/import/plan9/read/read-plan9.js";
import { findingsOf, readText, type Given } from "./read-text.js";

/** What is wrong with a text, and what is said of it. */
type Mistake = readonly [what: string, text: string, findings: readonly string[], given?: Given];

const head = "TEXT f(SB), 0, $0\n";

const preprocessor: readonly Mistake[] = [
  ["an unknown directive", "#foo\n", ["1:1: #foo is no directive"]],
  ["a conditional without end", `#ifdef A\n#ifdef B\n#endif\n${head}`, ["1:1: this conditional has no #endif"]],
  [
    "a conditional of a header without end",
    `#include "a.h"\n${head}`,
    ["a.h:2:1: this conditional has no #endif"],
    { files: { "a.h": "// a\n#ifdef A\n" } },
  ],
  ["#endif alone", "#endif\n", ["1:1: #endif without an #if"]],
  ["#else alone", "#else\n", ["1:1: #else without an #if"]],
  ["two #else", "#ifdef A\n#else\n#else\n#endif\n", ["3:1: #else after #else"]],
  ["#ifdef of nothing", "#ifdef\n#endif\n", ["1:1: #ifdef names no macro"]],
  [
    "#if of a macro that is no number",
    "#define A x y\n#if A\n#endif\n",
    ["2:1: whether this condition holds cannot be said"],
  ],
  ["#error", "#error no such system\n", ["1:1: #error no such system"]],
  [
    "a macro that is itself",
    `#define A A\n${head}\tMOVQ $A, AX\n\tMOVQ A, BX\n`,
    ["3:8: the macro A expands to itself (A → A)", "4:7: the macro A expands to itself (A → A)"],
  ],
  [
    "macros that are each other",
    `#define A(x) B(x)\n#define B(x) A(x)+A(x)\n${head}\tMOVQ $A(1), AX\n`,
    ["4:8: the macro A expands to itself (A → B → A)"],
  ],
  [
    "macros that make too much",
    `#define D(x) x x\n#define E(x) D(D(D(D(x))))\n${head}\tE(E(E(E(E(E(NOP;))))))\n#ifdef OPEN\n`,
    [
      "4:2: the macro E and those before it make more than 1000000 words and signs of this file: it is not read further",
    ],
  ],
  [
    "too few and too many arguments",
    `#define F(a, b) MOVQ a, b\n#define NONE() NOP\n${head}\tF(AX)\n\tF(AX, BX, CX)\n\tNONE(AX)\n`,
    [
      "4:2: the macro F takes 2 arguments, and is given 1 argument",
      "5:2: the macro F takes 2 arguments, and is given 3 arguments",
      "6:2: the macro NONE takes 0 arguments, and is given 1 argument",
    ],
  ],
  [
    "arguments without end",
    `#define F(a, b) MOVQ a, b\n${head}\tF(AX,\n\tBX)\n`,
    [
      "3:2: the arguments of the macro F have no end: expected ) in the same line",
      "4:4: expected a number instead of )",
    ],
  ],
  ["parameters without end", "#define F( a\n", ["1:10: the parameters of F make no sense: expected F(a, b)"]],
  ["parameters that are none", "#define F(a, 1) x\n", ["1:14: the parameters of F make no sense: expected F(a, b)"]],
  ["two parameters of one name", "#define F(a, a) x\n", ["1:14: F has two parameters named a"]],
  [
    "a macro without a name",
    "#define 3 x\n#undef 3\n",
    ["1:9: #define names no macro: expected #define NAME", "2:8: #undef names no macro: expected #undef NAME"],
  ],
  [
    "a backslash in a definition",
    "#define A a \\ b\n",
    ["1:13: expected the end of the line behind \\ in the definition of A instead of b"],
  ],
  ["two definitions", "#define A 1\n#define A 1\n#define A 2\n", ["3:9: A is defined already, as something else"]],
  [
    "a definition of what -D defines",
    "#define A 2\n",
    ["1:9: A is defined already, as something else"],
    { defines: { A: "1" } },
  ],
  [
    "a header that is missing; what only it explains is not said",
    `#include "none.h"\n${head}\tMOVQ $X, AX\n\tMOVQ g_m(R14), AX\n\tJMP X\n\tMOVQ (, AX\n`,
    ["1:10: there is no none.h: searched in /source, /source/include", "6:8: expected a number instead of ,"],
    { includeFolders: ["include"] },
  ],
  [
    "an include of nothing",
    "#include\n#include none.h\n",
    [
      `1:2: #include names no file: expected #include "file.h"`,
      `2:10: #include names no file: expected #include "file.h"`,
    ],
  ],
  [
    "a header that includes itself",
    `#include "a.h"\n${head}`,
    ["b.h:1:10: a.h includes itself (/source/a.h → /source/b.h → /source/a.h)"],
    { files: { "a.h": '#include "b.h"\n', "b.h": '#include "a.h"\n' } },
  ],
  ["# in a line", `${head}\tNOP # x\n`, ["2:6: expected a number instead of #"]],
  ["a comment without end", `${head}\tNOP /* x\n\tRET\n`, ["2:6: this comment has no end: expected */"]],
  ["#line without a file", "#line 12\n", [`1:7: expected #line 12 "file"`]],
];

const literals: readonly Mistake[] = [
  [
    "a string without end",
    `${head}\tDATA x(SB)/8, $"abc\n\tRET\n`,
    [`2:17: this string has no end: expected " in the same line`],
  ],
  [
    "a character without end",
    `${head}\tMOVQ $'a, AX\n`,
    ["2:8: this character has no end: expected ' in the same line"],
  ],
  [
    "characters that are none",
    `${head}\tMOVQ $'', AX\n\tMOVQ $'ab', AX\n\tMOVQ $'\\x80', AX\n`,
    [
      "2:8: '' is no character: expected one between the quotation marks",
      "3:8: 'ab' is no character: expected one between the quotation marks",
      "4:8: '\\x80' is no character: expected one in UTF-8",
    ],
  ],
  [
    "an escape that is none",
    `DATA x(SB)/8, $"a\\q"\nDATA y(SB)/8, $"\\777"\n`,
    ['"a\\q"', '"\\777"'].map(
      (text, index) =>
        `${String(index + 1)}:16: ${text} has an escape that is none: expected \\n, \\t, \\\\, \\", \\x41, \\101 and the like`,
    ),
  ],
  [
    "numbers that are none",
    `${head}\tMOVQ $0x10000000000000000, AX\n\tMOVQ $08, AX\n\tMOVQ $0b12, AX\n\tMOVQ $1__0, AX\n\tMOVSD $1.0e400, X0\n`,
    [
      "2:8: the number 0x10000000000000000 is too large: expected one of 64 bits",
      "3:8: 08 is no octal number",
      "4:8: 0b12 is no binary number",
      "5:8: 1__0 is no number",
      "6:9: 1.0e400 is no number that a double can hold",
    ],
  ],
  [
    "a number of ten thousand digits",
    `${head}\tMOVQ $${"9".repeat(10_000)}, AX\n`,
    [`2:8: the number ${"9".repeat(40)}… is too large: expected one of 64 bits`],
  ],
  [
    "a character that no assembly has",
    `${head}\tMOVQ €, AX\n`,
    [`2:7: the character "€" does not belong into assembly`],
  ],
];

const statements: readonly Mistake[] = [
  [
    "operands",
    `${head}${[
      "MOVQ AX BX",
      "MOVQ AX,",
      "MOVQ ,AX",
      "MOVQ (AX, BX",
      "MOVQ 8(AX)(BX), CX",
      "MOVQ 8(AX)(BX*3), CX",
      "MOVQ foo, AX",
      "MOVQ foo(AX), AX",
      "MOVQ $AX, BX",
      "MOVQ $, BX",
      "MOVQ $(1, AX",
      "MOVQ x<ABI9>(SB), AX",
      "MOVQ 8(SB), AX",
      "MOVQ 8(XX), AX",
      "MOVQ $1/0, AX",
      "MOVSD $1.5+1, X0",
      "MOVSD 1.5, X0",
      "MOVQ $-1>>1, AX",
      "MOVQ FP, AX",
      "MOVQ 2(PC), AX",
      "JMP *x(SB)",
      "FOO [X3-X0], AX",
      "FOO [X0-X3",
      "MOVQ x<>-8(SP), AX",
      "MOVQ g(CX), AX",
      "SHLQ $1, AX:BX:CX",
    ]
      .map((line) => `\t${line}\n`)
      .join("")}`,
    [
      "2:10: expected the end of the operand instead of BX",
      "3:10: an operand is missing here",
      "4:7: an operand is missing here",
      "5:10: expected ) instead of ,",
      "6:15: the index BX has no scale",
      "7:16: the scale 3 is none: expected 1, 2, 4 or 8",
      "8:7: foo is no register, and no place: expected foo(SB), foo+8(FP) or foo-8(SP)",
      "9:11: expected SB, FP or SP behind the name foo instead of AX",
      "10:8: $ before the register AX",
      "11:8: nothing stands behind $: expected a number, a string or an address",
      "12:10: expected ) instead of ,",
      "13:9: x<ABI9 makes no sense: expected <>, <ABI0> or <ABIInternal>",
      "14:9: SB is no register of the machine",
      "15:9: expected a register instead of XX",
      "16:9: division by zero",
      "17:12: expected the end of the operand instead of +",
      "18:8: 1.5 has no $: a constant is an immediate",
      "19:10: >> of a number whose highest bit is set",
      "20:7: FP is no register of the machine",
      "21:9: PC is no register of the machine",
      "22:6: * before a symbol jumps to where the symbol's word says, which is not supported",
      "23:6: [X3-X0] is no list of registers: expected one such as [X0-X3]",
      "24:12: the operand ends too early: expected ]",
      "25:7: x(SP) is no symbol: <> does not belong there",
      "26:7: g( is no macro here",
      "27:16: a second : in an operand: a pair of registers is AX:DX",
    ],
  ],
  [
    "what is no statement",
    `${head}\t.foo\n\t@\n\t\\\n\t8(AX)\n\tNOP.8\n`,
    [
      "2:2: expected an instruction, a directive or a label instead of .",
      "3:2: expected an instruction, a directive or a label instead of @",
      "4:2: expected an instruction, a directive or a label instead of \\",
      "5:2: expected an instruction, a directive or a label instead of 8",
      "6:5: .8 has no $: a constant is an immediate",
    ],
  ],
  [
    "an instruction outside of any routine",
    `\tNOP\nl:\n\tPCDATA $1, $2\n${head}\tRET\n`,
    [
      "1:2: NOP is outside of any routine",
      "2:1: the label l is outside of any routine",
      "3:2: PCDATA is outside of any routine",
    ],
  ],
  [
    "labels",
    `${head}l:\n\tNOP\nl:\n\tJMP l\n\tJMP m\n\tJMP e\ne:\nTEXT h(SB), 0, $0\n\tJMP l\nm:\n\tRET\n`,
    [
      "4:1: the label l is in f twice",
      "6:6: there is no label m in f",
      "7:6: the label e is at the end of f: no instruction follows it",
      "10:6: there is no label l in h",
    ],
  ],
  [
    "a routine that is there twice",
    `${head}\tRET\nTEXT f<>(SB), 0, $0\n\tRET\n${head}\tRET\n`,
    ["5:1: the routine f is defined twice"],
  ],
  [
    "TEXT",
    [
      "TEXT f(SB), 4",
      "TEXT f, 4, $0",
      "TEXT f+8(SB), 4, $0",
      "TEXT f(SB), NOSPLIT, $0",
      "TEXT f(SB), 4, 8",
      "TEXT f(SB), 4, $8-",
      "TEXT f(SB), 4, $x",
      "TEXT f(SB), $4, $8",
      "TEXT f(SB), 99999, $8",
      "TEXT f(SB)",
      "TEXT x+8(FP), 4, $0",
      "",
    ].join("\n"),
    [
      "1:13: expected the frame's size: $8, or $8-16 with that of the arguments instead of 4",
      "2:6: f is no register, and no place: expected f(SB), f+8(FP) or f-8(SP)",
      "3:6: the symbol of TEXT has no offset: expected f(SB)",
      "4:13: NOSPLIT is no number and no macro that is one",
      "5:16: expected the frame's size: $8, or $8-16 with that of the arguments instead of 8",
      "6:19: the operand ends too early: expected a number",
      "7:17: expected the frame's size: $8, or $8-16 with that of the arguments instead of x",
      "8:13: the flags of TEXT have no $",
      "9:13: 99999 are no flags: expected a sum of NOSPLIT and the like",
      "10:1: TEXT has 1 operand: expected TEXT name(SB), flags, $frame-arguments",
      "11:6: expected a symbol behind TEXT: name(SB)",
    ],
  ],
  [
    "GLOBL and DATA",
    [
      "GLOBL x(SB), 8",
      "GLOBL x(SB), $-8",
      "GLOBL x(SB), 8, $y(SB)",
      "DATA x(SB), $1",
      "DATA x(SB)/8, 1",
      "DATA x(SB)/0, $1",
      "DATA x(SB)/8, $8(SP)",
      "DATA x-8(SP)/8, $1",
      "DATA x(SB)/8",
      "",
    ].join("\n"),
    [
      "1:14: the size of GLOBL is no immediate: expected $ before it",
      "2:14: the size of a symbol is no number: expected $8 or the like",
      "3:17: the size of a symbol is no number: expected $8 or the like",
      "4:10: expected the width behind the place, as in DATA name+8(SB)/4",
      "5:15: the value of DATA is no immediate: expected $ before it",
      "6:12: expected the width behind the place, as in DATA name+8(SB)/4",
      "7:15: data holds no address of the stack or of a register: expected $name(SB)",
      "8:6: expected a symbol behind DATA: name(SB)",
      "9:1: DATA has 1 operand: expected DATA name+offset(SB)/width, $value",
    ],
  ],
  [
    "literals and annotations",
    `${head}\tBYTE 1\n\tBYTE $1, $2\n\tPCDATA $1, x(SB)\n\tFUNCDATA $1, $2\n\tPCALIGN AX\n`,
    [
      "2:7: the value of BYTE is no immediate: expected $ before it",
      "3:11: BYTE has 2 operands: expected BYTE $number",
      "4:13: an operand of PCDATA is no immediate: expected $ before it",
      "5:15: expected a symbol behind FUNCDATA: name(SB)",
      "6:10: an operand of PCALIGN is no immediate: expected $ before it",
    ],
  ],
  [
    "macros of the headers",
    `#include "funcdata.h"\n#include "go_tls.h"\n${head}\tNO_LOCAL_POINTERS AX\n\tget_tls(8)\n\tMOVQ g(8), AX\n`,
    [
      "4:20: NO_LOCAL_POINTERS has no operands",
      "5:10: expected a register: get_tls(CX)",
      "6:9: expected a register instead of 8",
    ],
  ],
];

describe("import plan9: mistakes in assembly", () => {
  for (const [what, text, findings, given] of [...preprocessor, ...literals, ...statements]) {
    it(what, () => {
      expect(findingsOf(text, given)).to.deep.equal(findings);
    });
  }

  it("hints say what to do, and where macros come from", () => {
    const text = `#include "go_asm.h"\n#define BODY(x) \\\n\tMOVQ x AX\n${head}\tBODY($1)\n`;
    const result = readText(text);
    expect(result.kind === "broken" ? result.findings.map(({ hint }) => hint) : []).to.deep.equal([
      "say where it is: -I FOLDER (Go's build makes it: go build -a -work PACKAGE keeps it, in b001 of the folder that it names)",
      "the macro BODY makes this; it is defined in /source/test.s:2",
    ]);
  });

  it("a file that is not there, and one that is no text", () => {
    const options = { includeFolders: [], defines: new Map<string, string>() };
    const missing = readPlan9("/nowhere/test.s", options);
    expect(missing.kind === "broken" && missing.findings.map(({ message }) => message)).to.deep.equal([
      "there is no such file, or it cannot be read",
    ]);
    const binary = readPlan9("/source/test.s", { ...options, readFile: () => "\x7fELF\0\0" });
    expect(binary.kind === "broken" && binary.findings.map(({ message }) => message)).to.deep.equal([
      "this is no text: expected Plan 9 assembly",
    ]);
  });

  it("what is nested too deeply, and included too often", () => {
    const deep = `${head}\tMOVQ $${"(".repeat(5000)}1${")".repeat(5000)}, AX\n\tMOVQ $${"-".repeat(5000)}1, AX\n`;
    expect(findingsOf(deep)).to.deep.equal([
      "2:208: this expression is nested too deeply",
      "3:208: this expression is nested too deeply",
    ]);
    expect(findingsOf("#ifdef A\n".repeat(5000))).to.deep.equal([
      "201:1: conditionals are nested more than 200 deep here",
    ]);
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        `h${String(index)}.h`,
        `#include "h${String(index + 1)}.h"\n`.repeat(2),
      ]),
    );
    expect(findingsOf('#include "h0.h"\n', { files: { ...files, "h20.h": "#undef X\n" } })).to.deep.equal([
      "h19.h:1:10: more than 10000 files are included: it is not read further",
    ]);
  });

  it("mistakes on every line: the first ones, and how many follow", () => {
    const findings = findingsOf(head + "\tMOVQ $, AX\n".repeat(500));
    expect(findings).to.have.lengthOf(51);
    expect(findings.at(-1)).to.match(/: 450 more mistakes like these follow$/);
  });
});
