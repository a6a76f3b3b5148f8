import { expect } from "chai";
import { findingsOf, importedFrom } from "./imported.js";

const routine = (...lines: readonly string[]): string =>
  ["TEXT ·f(SB), 7, $0", ...lines.map((line) => `\t${line}`), "\tRET", ""].join("\n");

/** Sources that descriptions cannot say exactly, and what is said of them. */
const refused: readonly (readonly [what: string, source: string, findings: readonly string[]])[] = [
  [
    "unknown mnemonics, all of them at once",
    routine("FROB AX", "MOVQ AX, BX", "VFROB X0, X1"),
    ["2:2: FROB is not in the instruction table", "4:2: VFROB is not in the instruction table"],
  ],
  ["memory to memory", routine("MOVQ (AX), (BX)"), ["2:2: MOVQ has no form from memory to memory: 0(AX), 0(BX)"]],
  [
    "a number that does not fit",
    routine("MOVL $0x100000000, AX"),
    ["2:2: MOVL does not take $4294967296 as operand 1"],
  ],
  ["a wrong number of operands", routine("RET $1, $2"), ["2:2: RET takes 0 operands, 2 given"]],
  [
    "floating-point numbers",
    routine("MOVSD $1.5, X0"),
    ["2:8: MOVSD: descriptions have no floating-point constants such as 1.5"],
  ],
  ["strings", routine('MOVQ $"abc", AX'), ["2:7: MOVQ: a string is no operand of an instruction"]],
  [
    "registers that there are not",
    routine("MOVQ CR0, AX", "MOVB AH, BX"),
    [
      "2:7: MOVQ: the register CR0 has no counterpart in descriptions",
      "3:7: MOVB: the register AH has no counterpart in descriptions",
    ],
  ],
  [
    "byte registers where the assembler chooses another encoding, or the instruction takes more of them",
    routine("ADDB $1, AL", "MOVL AL, BX"),
    [
      "2:11: ADDB: the byte register AL has no counterpart here",
      "3:7: MOVL: the byte register AL has no counterpart here",
    ],
  ],
  ["jumps into the middle of a symbol", routine("JMP ·x+8(SB)"), ["2:6: JMP: it goes into the middle of ·x"]],
  ["a symbol with an index", routine("MOVQ ·x(SB)(AX*8), BX"), ["2:7: MOVQ: ·x(SB) has an index"]],
  [
    "displacements that no instruction has",
    routine("MOVQ 0x100000000(AX), BX"),
    ["2:7: MOVQ: the displacement 4294967296 does not fit a signed number of 32 bits"],
  ],
  [
    "get_tls of what is no general register",
    `#include "go_tls.h"\n${routine("get_tls(GS)", "get_tls(X0)", "MOVQ TLS, GS", "get_tls(CX)")}`,
    [
      "3:2: get_tls takes a general register, not GS",
      "4:2: get_tls takes a general register, not X0",
      "5:7: MOVQ: the register TLS has no counterpart in descriptions",
      "5:12: MOVQ: the register GS has no counterpart in descriptions",
    ],
  ],
  ["alignment of code", routine("PCALIGN $16"), ["2:2: PCALIGN of this form cannot be said in a description"]],
  ["numbers that are no bytes", routine("BYTE $256"), ["2:2: BYTE: 256 does not fit"]],
  ["addresses as bytes", routine("QUAD $·x(SB)"), ["2:2: QUAD: it takes a number"]],
  [
    "flags of TEXT that there are not",
    "TEXT ·f(SB), 8|7, $0\n\tRET\n",
    ["1:1: TEXT: the flags 15 of ·f are not among those that descriptions know"],
  ],
  ["frames that are no multiple of 8", "TEXT ·f(SB), 7, $12\n\tRET\n", ["1:1: TEXT: ·f has a frame of 12 bytes"]],
  ["data without GLOBL", "DATA ·x+0(SB)/8, $1\n", ["1:1: DATA: ·x has no GLOBL, which says how long it is"]],
  [
    "data outside of its variable, and data twice",
    "DATA ·x+8(SB)/8, $1\nDATA ·x+0(SB)/4, $1\nDATA ·x+2(SB)/4, $1\nGLOBL ·x(SB), $8\n",
    [
      "3:1: DATA: ·x+2/4 gives bytes that another DATA has given",
      "1:1: DATA: ·x+8/8 lies outside of the 8 bytes of ·x",
    ],
  ],
  [
    "an address that is no word",
    "DATA ·x+0(SB)/4, $·y(SB)\nGLOBL ·x(SB), $8\n",
    ["1:1: DATA: ·x holds an address of 4 bytes, which descriptions cannot say"],
  ],
  ["variables of nothing", "GLOBL ·x(SB), $0\n", ["1:1: GLOBL: ·x has 0 bytes"]],
  ["a variable twice", "GLOBL ·x(SB), $8\nGLOBL ·x(SB), $8\n", ["2:1: GLOBL: ·x is there already"]],
  [
    "flags of GLOBL that there are not",
    "GLOBL ·x(SB), 4, $8\n",
    ["1:1: GLOBL: the flags 4 of ·x are not among those that descriptions know"],
  ],
];

describe("import plan9: what descriptions cannot say is refused", () => {
  for (const [what, source, findings] of refused) {
    it(what, () => {
      expect(findingsOf(source)).to.have.members(findings);
    });
  }

  it("with the forms that an instruction has", () => {
    const made = importedFrom(routine("IMULQ $5, (AX)"));
    const [finding] = made.kind === "broken" ? made.findings : [];
    expect(finding?.message).to.match(/^IMULQ does not take /);
    expect(finding?.hint).to.match(/^IMULQ takes \(.*\)/);
    expect(finding?.position).to.deep.equal({ file: "/in/sample.s", line: 2, column: 2 });
  });
});
