import { expect } from "chai";
import {
  ADDQ,
  ADJSP,
  AX,
  BYTE,
  CALL,
  FUNCDATA,
  GO_ARGS,
  JMP,
  LONG,
  MOVQ,
  MOVL,
  PAUSE,
  PCDATA,
  POPCNTQ,
  R14,
  RET,
  UNDEF,
  Y1,
  VMOVDQU,
  X1,
  MOVOU,
  AESENC,
  addressOf,
  argumentAt,
  assemblyUnit,
  at,
  cSymbol,
  data,
  external,
  get_tls,
  inOrder,
  int32,
  integers,
  local,
  localLabel,
  port,
  returnsNothing,
  routine,
  runtimeFields,
  threadLocalStorage,
  threadLocalWord,
  uint64,
} from "../../dsl/index.js";
import type { BodyItem, Data, Port, Routine, TextFlag } from "../../dsl/index.js";
import { checkPlan9 } from "../../dsl/lowering/check-plan9.js";
import type { Plan9Dialect } from "../../dsl/lowering/plan9-dialect.js";
import { checkPort } from "../../dsl/port/check-port.js";
import { emitFile } from "../../emit/emit-file.js";

function found(
  dialect: Plan9Dialect,
  routines: readonly Routine[],
  variables: readonly Data[] = [],
): readonly string[] {
  const unit = assemblyUnit({ includes: [], routines, data: variables });
  return checkPlan9(unit, "corrected", dialect).map(({ code, message }) => `${code}: ${message}`);
}

function bodyFound(dialect: Plan9Dialect, ...body: readonly BodyItem<"·f">[]): readonly string[] {
  return found(dialect, [routine("·f", { frame: 0 }, () => [...body, RET()])]);
}

describe("what a dialect of Plan 9 assembly does not know", () => {
  const newer: readonly (readonly [string, BodyItem<"·f">])[] = [
    ["POPCNTQ", POPCNTQ(AX, AX)],
    ["UNDEF", UNDEF()],
    ["VMOVDQU", VMOVDQU(at(AX), Y1)],
    ["AESENC", AESENC(X1, X1)],
    ["PCDATA", PCDATA(0, 0)],
    ["FUNCDATA", FUNCDATA(0, "·map")],
    ["GO_ARGS", GO_ARGS()],
  ];

  it("is told by 6a of what came after it, and taken by Go's assembler", () => {
    for (const [name, item] of newer) {
      expect(bodyFound("6a", item)).to.deep.equal([`dialect: ·f: 6a of 2011 does not know ${name}`]);
      expect(bodyFound("go", item)).to.deep.equal([]);
    }
  });

  it("is nothing of what 6a knew", () => {
    expect(
      bodyFound("6a", MOVOU(at(AX), X1), PAUSE(), ADJSP(8), ADJSP(-8), BYTE(0x90), CALL(external("·x<>"))),
    ).to.deep.equal([]);
  });

  it("is the register TLS, a convention in a symbol, and flags", () => {
    expect(bodyFound("6a", MOVQ(threadLocalStorage(0), R14))).to.deep.equal([
      "dialect: ·f: 6a of 2011 does not know the register TLS",
    ]);
    expect(bodyFound("6a", CALL(external("·g<ABIInternal>")), MOVQ(addressOf({ name: "·g<ABI0>" }), AX))).to.deep.equal(
      [
        "dialect: ·f: ·g<ABIInternal>: 6a of 2011 does not know <ABIInternal>",
        "dialect: ·f: ·g<ABI0>: 6a of 2011 does not know <ABI0>",
      ],
    );
    const flags: readonly TextFlag[] = ["NOSPLIT", "NOFRAME", "TOPFRAME"];
    const flagged = routine("·f<ABIInternal>", { frame: 0, flags }, () => [RET()]);
    const variable = data("·d", { access: "read-only", flags: ["DUPOK", "NOPTR"] }, integers(uint64, 1));
    expect(found("6a", [flagged], [variable])).to.deep.equal([
      "dialect: ·f<ABIInternal>: 6a of 2011 does not know the flag NOFRAME here",
      "dialect: ·f<ABIInternal>: 6a of 2011 does not know the flag TOPFRAME here",
      "dialect: ·f<ABIInternal>: ·f<ABIInternal>: 6a of 2011 does not know <ABIInternal>",
      "dialect: ·d: 6a of 2011 does not know the flag NOPTR here",
    ]);
    expect(found("go", [flagged], [variable])).to.deep.equal([]);
  });

  it("is a symbol of C's, to both", () => {
    for (const dialect of ["6a", "go"] as const) {
      expect(bodyFound(dialect, CALL(external(cSymbol("c·f"))))).to.deep.equal([
        "plan9-symbol: ·f defines or names a symbol of C's, which Plan 9 assembly has no spelling for",
      ]);
    }
  });
});

describe("what no Plan 9 assembler takes", () => {
  it("is a form that there is not, and an operand that nobody can spell", () => {
    expect(
      bodyFound("go", ADDQ(at(AX, 2 ** 31), AX), MOVL(external("not a symbol") as never, AX), CALL(external("a b"))),
    ).to.deep.equal([
      "displacement-too-wide: ·f: the displacement 2147483648 does not fit a signed 32-bit number",
      "operand-form: ·f: MOVL does not take the code not a symbol as operand 1",
      'symbol-name: ·f: "a b" is no symbol',
    ]);
  });

  it("is a number that a directive does not hold", () => {
    expect(
      bodyFound("go", BYTE(), BYTE(0x100), LONG(-0x8000_0001n), PCDATA(0, 1.5), ADJSP(0.5), FUNCDATA(0, "?")),
    ).to.deep.equal([
      "literal: ·f: BYTE without a number",
      "literal: ·f: 256 is no integer of 8 bits, which BYTE takes",
      "literal: ·f: -2147483649 is no integer of 32 bits, which LONG takes",
      "annotation: ·f: 1.5 is no integer of 32 bits, which PCDATA takes",
      "stack-adjustment: ·f: ADJSP by 0.5, which is no integer of 32 bits",
      'symbol-name: ·f: "?" is no symbol',
    ]);
    expect(bodyFound("go", BYTE(0xff, -0x80), LONG(0xffff_ffffn), PCDATA(0, -2))).to.deep.equal([]);
  });

  it("is a label that stands nowhere, twice, or in two routines", () => {
    const here = localLabel("here");
    expect(bodyFound("go", JMP(here))).to.deep.equal([
      "label-unplaced: ·f: JMP goes to the label here, which stands nowhere in the body",
    ]);
    expect(bodyFound("go", here, JMP(here), here)).to.deep.equal([
      "label-twice: ·f: the label here stands in two places",
    ]);
    const two = ["·f", "·g"].map((name) => routine(name, { frame: 0 }, () => [here, JMP(here)]));
    expect(found("go", two)).to.deep.equal(["label-in-two-routines: ·g: the label here stands in ·f too"]);
  });

  it("is a routine of a size that there is not, or of a name that another has", () => {
    const odd = routine("·f", { frame: 12, argumentBytes: -1 }, () => [RET()]);
    expect(found("go", [odd])).to.deep.equal([
      "frame-size: ·f: a frame of 12 bytes",
      "argument-bytes: ·f: arguments of -1 bytes",
    ]);
    const same = ["·f", "·f<>", "·f<ABIInternal>", "·f"].map((name) => routine(name, { frame: 0 }, () => [RET()]));
    expect(found("go", same)).to.deep.equal(["routine-twice: ·f is described twice in this unit"]);
  });

  it("is a macro where no header defines it", () => {
    const g = threadLocalWord("g", -8);
    const { g_m } = runtimeFields({ g_m: { offset: 48, type: uint64 } });
    const missing = (macro: string): string =>
      `no-include: ·f: ${macro} is a macro of a header, and the unit includes none`;
    expect(bodyFound("go", get_tls(AX), MOVQ(g(AX), AX), MOVQ(g_m(R14), AX))).to.deep.equal(
      ["get_tls", "g", "g_m"].map(missing),
    );
  });

  it("is a name of an argument or a local that is a register", () => {
    const named = routine("·f", { frame: 8, args: { AX: int32, g: int32, ADDQ: int32 } }, () => [
      MOVQ(local("R9B", -8), AX),
      MOVQ(argumentAt("ret·x", 8), AX),
      RET(),
    ]);
    const register = (what: string, name: string): string =>
      `argument-name: ·f: ${what} cannot be called ${name}, which is a register to an assembler`;
    expect(found("go", [named])).to.deep.equal([register("an argument", "AX"), register("a local", "R9B")]);
    // 6a knows mnemonics anywhere, and the macros of its headers.
    expect(found("6a", [named])).to.deep.equal([
      register("an argument", "AX"),
      "argument-name: ·f: an argument cannot be called g, which is a macro of the runtime's headers to an assembler",
      "argument-name: ·f: an argument cannot be called ADDQ, which is an instruction to an assembler",
      register("a local", "R9B"),
      "argument-name: ·f: an argument cannot be called ret·x, which is no name to an assembler",
    ]);
  });
});

describe("the dialect of an output", () => {
  const unit = assemblyUnit({
    includes: [],
    routines: [
      routine("·f", { frame: 0, contract: () => inOrder(returnsNothing) }, () => [POPCNTQ(AX, AX), RET()]),
      routine("·g", { frame: 0, contract: () => inOrder(returnsNothing) }, () => [UNDEF()]),
    ],
  });
  const portOf = (dialect?: Plan9Dialect): Port =>
    port({
      name: "p",
      title: "Newer than 6a",
      errata: [],
      outputs: [{ kind: "plan9-assembly", path: "p.s", unit, ...(dialect === undefined ? {} : { dialect }) }],
    });
  const messages = (dialect?: Plan9Dialect): readonly string[] =>
    checkPort(portOf(dialect), "corrected").map(({ message }) => message);

  it("is 6a's unless it is said, and then some integer instructions pass that Go's assembler has and 6a never had", () => {
    expect(messages()).to.deep.equal(["·f: 6a of 2011 does not know POPCNTQ"]);
    expect(messages("6a")).to.deep.equal([
      "·f: 6a of 2011 does not know POPCNTQ",
      "·g: 6a of 2011 does not know UNDEF",
    ]);
    expect(messages("go")).to.deep.equal([]);
  });

  it("is what is printed", () => {
    const [output] = portOf("go").outputs;
    const text = output?.kind === "plan9-assembly" ? emitFile(output, { portName: "p", errata: "corrected" }) : "";
    expect(text).to.include('#include "textflag.h"\n\nTEXT ·f(SB), NOPROF|DUPOK|NOSPLIT, $0\n\tPOPCNTQ\tAX, AX\n');
  });
});
