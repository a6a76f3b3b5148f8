import { expect } from "chai";
import { declarationsOf, findingsOf, headers2011, warningsOf, type Headers } from "./imported.js";

const routine = (...lines: readonly string[]): string =>
  ["TEXT ·f(SB), 7, $0", ...lines.map((line) => `\t${line}`), ""].join("\n");

/** The body of the one routine of a source, a line each. */
function bodyOf(source: string, headers: Headers = {}): readonly string[] {
  const [, body = ""] = /=> \[\n?([\s\S]*?)\n?\s*\][,)]/.exec(declarationsOf(source, headers)) ?? [];
  return body
    .split(/,\s*(?![^(]*\))/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

describe("import plan9: branches that count instructions", () => {
  it("go to labels, forwards and backwards, and to themselves", () => {
    expect(bodyOf(routine("JEQ 3(PC)", "MOVL $1, AX", "JNE -1(PC)", "JMP 0(PC)"))).to.deep.equal([
      "JEQ(forever)",
      "after_jeq",
      "MOVL(1, AX)",
      "JNE(after_jeq)",
      "forever",
      "JMP(forever)",
    ]);
  });

  it("take a label that is there already, and number the names that are taken", () => {
    expect(bodyOf(routine("JEQ 2(PC)", "INCL AX", "after_incl:", "JNE 2(PC)", "INCL AX", "RET"))).to.deep.equal([
      "JEQ(after_incl)",
      "INCL(AX)",
      "after_incl",
      "JNE(after_incl2)",
      "INCL(AX)",
      "after_incl2",
      "RET()",
    ]);
  });

  it("count bytes, annotations and what makes no bytes, and no labels and comments", () => {
    const source = routine(
      "JEQ 5(PC)",
      "BYTE $1",
      "here: // a label",
      "NOP",
      "// a comment",
      "PCDATA $1, $0",
      "INCL AX",
      "RET",
    );
    expect(bodyOf(source).slice(-2)).to.deep.equal(["after_incl", "RET()"]);
    expect(warningsOf(source)).to.deep.equal([]);
  });

  it("count what the headers make of a macro: nothing in 2011, one instruction today", () => {
    const body = routine("JEQ 2(PC)", "get_tls(CX)", "INCL AX", "RET");
    expect(bodyOf(`#include "go_tls.h"\n${body}`)).to.deep.equal([
      "JEQ(after_get_tls)",
      "get_tls(CX)",
      "after_get_tls",
      "INCL(AX)",
      "RET()",
    ]);
    expect(bodyOf(`#include "amd64/asm.h"\n${body}`, headers2011)).to.deep.equal([
      "JEQ(after_incl)",
      "get_tls(CX)",
      "INCL(AX)",
      "after_incl",
      "RET()",
    ]);
  });

  for (const [what, source, warning] of [
    [
      "into a macro",
      `#define TWO INCL AX; INCL BX\n${routine("JEQ 2(PC)", "TWO", "RET")}`,
      "3:6: JEQ 2(PC): it goes into the middle of the macro TWO",
    ],
    [
      "into a row of bytes",
      routine("JEQ 2(PC)", "BYTE $0x0f", "BYTE $0x0b", "RET"),
      "2:6: JEQ 2(PC): it goes into the middle of a row of BYTE, which may be the middle of an instruction",
    ],
    [
      "to an annotation",
      routine("JEQ 2(PC)", "INCL AX", "PCDATA $1, $0", "RET"),
      "2:6: JEQ 2(PC): it goes to a PCDATA, which is no instruction but counts as one",
    ],
  ] as const) {
    it(`that go ${what} are doubtful`, () => {
      expect(warningsOf(source)).to.deep.equal([warning]);
    });
  }

  it("inside one use of a macro are not doubtful", () => {
    expect(warningsOf(`#define SKIP JEQ 2(PC); INCL BX; INCL CX\n${routine("SKIP", "RET")}`)).to.deep.equal([]);
  });

  it("that leave the routine are refused", () => {
    expect(findingsOf(routine("JEQ 9(PC)", "JNE -3(PC)", "JMP 1(PC)"))).to.deep.equal([
      "2:6: JEQ 9(PC) goes behind the end of the routine",
      "3:6: JNE -3(PC) goes before the beginning of the routine",
      "4:6: JMP 1(PC) goes behind the end of the routine",
    ]);
  });
});
