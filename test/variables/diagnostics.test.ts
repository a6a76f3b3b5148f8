import { expect } from "chai";
import type { Data, Routine } from "../../dsl/index.js";
import {
  AX,
  MOVQ,
  RET,
  addressOf,
  assemblyUnit,
  byte,
  calls,
  cSymbol,
  cannotFail,
  constants,
  data,
  external,
  global,
  inOrder,
  int32,
  int8,
  integers,
  none,
  onError,
  pointer,
  port,
  returnsNothing,
  routine,
  systemCall,
  systemCalls,
  text,
  uint16,
  uint32,
  uint64,
  uint8,
  zeros,
} from "../../dsl/index.js";
import { checkPort } from "../../dsl/port/check-port.js";
import { portwright } from "../gen/run-portwright.js";
import { workspace } from "../gen/workspace.js";

const readOnly = { access: "read-only" } as const;
const greeting = data("main·greeting", readOnly, text("hello\n"));

/** What is wrong with a unit, each as `code: message`. */
function faults(
  items: readonly Data[],
  routines: readonly Routine[] = [],
  kind: "plan9" | "gnu" = "gnu",
): readonly string[] {
  const unit = assemblyUnit({ includes: [], routines, data: items });
  const outputs = [{ kind: `${kind}-assembly`, path: "a.s", unit } as const];
  return checkPort(port({ name: "test", title: "", errata: [], outputs }), "corrected").map(
    ({ code, message }) => `${code}: ${message}`,
  );
}

function one(...parts: Parameters<typeof data>[2][]): readonly string[] {
  return faults([data("main·x", readOnly, ...parts)]);
}

/** A routine that loads from a variable. */
function loads(item: Data, addend = 0): Routine {
  return routine("main·r", { frame: none, contract: () => inOrder(returnsNothing) }, () => [
    MOVQ(global(item, uint64, addend), AX),
    RET(),
  ]);
}

describe("checks of data", () => {
  it("find nothing wrong with what is right", () => {
    expect(faults([greeting], [loads(data("main·word", readOnly, zeros(8)))])).to.deep.equal([
      "data-not-in-port: main·r: main·word is described, but no unit of the port contains it",
    ]);
    expect(one(integers(uint8, 0, 255), integers(int8, -128, 127), integers(uint64, 2n ** 64n - 1n))).to.deep.equal([]);
  });

  it("find numbers that do not fit", () => {
    const { BIG } = constants({ BIG: 70_000 });
    expect(one(integers(uint8, 256, -1), integers(int8, 128, -129), integers(uint16, BIG))).to.deep.equal([
      "data-integer: main·x: 256 does not fit uint8",
      "data-integer: main·x: -1 does not fit uint8",
      "data-integer: main·x: 128 does not fit int8",
      "data-integer: main·x: -129 does not fit int8",
      "data-integer: main·x: BIG (70000) does not fit uint16",
    ]);
    expect(one(integers(uint64, 2n ** 64n), integers(uint64, 2 ** 60, 0.5))).to.deep.equal([
      "data-integer: main·x: 18446744073709551616 does not fit uint64",
      "data-integer: main·x: 1152921504606847000 is no exact integer",
      "data-integer: main·x: 0.5 is no exact integer",
    ]);
  });

  it("find names, alignments and sizes that are none", () => {
    expect(faults([data("main x", readOnly, zeros(1))])).to.deep.equal(['symbol-name: main x: "main x" is no symbol']);
    expect(faults([data("main·x", { ...readOnly, alignment: 3 }, zeros(1))])).to.deep.equal([
      "data-alignment: main·x: it is aligned to 3",
    ]);
    expect(one(zeros(-1), zeros(2))).to.deep.equal(["data-size: main·x: it holds -1 zeros"]);
    expect(one(zeros(2 ** 31))).to.deep.equal(["data-size: main·x: it has 2147483648 bytes"]);
    expect(one()).to.deep.equal(["data-size: main·x: it holds nothing"]);
    expect(one(text("\ud800"))).to.deep.equal([
      'data-text: main·x: "\\ud800" holds half a character, which has no UTF-8',
    ]);
    expect(one(addressOf(external("a b")), addressOf(external("a"), 2 ** 31))).to.deep.equal([
      'symbol-name: main·x: "a b" is no symbol',
      "displacement-too-wide: main·x: 2147483648 bytes from a are no signed 32-bit number",
    ]);
  });

  it("find symbols that two things have", () => {
    const twice = data("main·greeting", readOnly, text("again"));
    expect(faults([greeting, twice])).to.deep.equal(["data-twice: main·greeting is described twice in this port"]);
    const code = routine("main·greeting", { frame: none, contract: () => inOrder(returnsNothing) }, () => [RET()]);
    expect(faults([greeting], [code])).to.deep.equal(["data-twice: main·greeting is described twice in this port"]);
  });

  it("find variables that the port does not contain, whoever names them", () => {
    const missing = (by: string) =>
      `data-not-in-port: ${by}: main·greeting is described, but no unit of the port contains it`;
    expect(one(addressOf(greeting))).to.deep.equal([missing("main·x")]);
    const sys = systemCalls({ write: systemCall(4, uint64, { buf: pointer(byte) }, { errors: [] }) });
    const policy = onError(cannotFail("for the test"));
    const named = routine(
      "main·r",
      { frame: none, contract: () => inOrder(calls(sys.write, { buf: addressOf(greeting) }, policy), returnsNothing) },
      () => [MOVQ(addressOf(greeting), AX), RET()],
    );
    expect(faults([], [named])).to.deep.equal([missing("main·r"), missing("main·r")]);
  });

  it("find accesses beside a variable", () => {
    const word = data("main·word", readOnly, zeros(12));
    expect(faults([word], [loads(word, 4)])).to.deep.equal([]);
    expect(faults([word], [loads(word, 5)])).to.deep.equal([
      "outside-data: main·r: 8 bytes at main·word+5 lies outside its 12 bytes",
    ]);
    expect(faults([word], [loads(word, -1)])).to.deep.equal([
      "outside-data: main·r: 8 bytes at main·word-1 lies outside its 12 bytes",
    ]);
  });

  it("say once what is wrong with a variable, not everywhere that it is used", () => {
    const nothing = data("main·nothing", { ...readOnly, alignment: 8 }, zeros(0));
    expect(faults([nothing], [loads(nothing)], "plan9")).to.deep.equal(["data-size: main·nothing: it holds nothing"]);
    const negative = data("main·negative", readOnly, zeros(-4));
    expect(faults([negative], [loads(negative)], "plan9")).to.deep.equal([
      "data-size: main·negative: it holds -4 zeros",
    ]);
    expect(faults([data("main·odd", { ...readOnly, alignment: 12 }, zeros(8))], [], "plan9")).to.deep.equal([
      "data-alignment: main·odd: it is aligned to 12",
    ]);
  });

  it("find what the kernel is told to write to", () => {
    const sys = systemCalls({
      now: systemCall(5, int32, { time: pointer(byte) }, { errors: [], writes: { time: 4 } }),
    });
    const policy = onError(cannotFail("for the test"));
    const asks = routine(
      "main·r",
      { frame: none, contract: () => inOrder(calls(sys.now, { time: addressOf(greeting) }, policy), returnsNothing) },
      () => [RET()],
    );
    expect(faults([greeting], [asks])).to.deep.equal([
      "system-call-argument: main·r: now(2): time is written by the kernel, and main·greeting is read-only",
    ]);
  });

  it("find what Plan 9 assembly cannot say", () => {
    expect(faults([data("main·x", { ...readOnly, alignment: 16 }, zeros(16))], [], "plan9")).to.deep.equal([
      "plan9-alignment: main·x: Plan 9's linkers do not align 16 bytes to 16",
    ]);
    const spelling = "plan9-symbol: main·x defines or names a symbol of C's, which Plan 9 assembly has no spelling for";
    const named = data("main·x", readOnly, addressOf(external(cSymbol("main·c"))));
    expect(faults([named], [], "plan9")).to.deep.equal([spelling]);
    expect(faults([named])).to.deep.equal([]);
    expect(faults([data("main·x", { ...readOnly, alignment: 4 }, integers(uint32, 1))], [], "plan9")).to.deep.equal([]);
  });

  it("name the place in the description", () => {
    const description = `import { assemblyUnit, data, integers, port, text, uint8 } from "portwright/dsl";

const table = data("main·table", { access: "read-only" },
  text("x"),
    integers(uint8, 1, 300),
);
const unit = assemblyUnit({ includes: [], routines: [], data: [table, data("main·table", { access: "read-only" })] });
export default port({ name: "x", title: "", errata: [], outputs: [{ kind: "gnu-assembly", path: "a.s", unit }] });
`;
    const work = workspace({ "port.ts": description });
    try {
      const { status, stderr, stdout } = portwright(["generate", "port.ts"], { cwd: work.folder });
      expect(status).to.equal(1);
      expect((stdout + stderr).split("\n")).to.include.members([
        "port.ts:5:5: error: main·table: 300 does not fit uint8 (data-integer)",
        "port.ts:7:71: error: main·table is described twice in this port (data-twice)",
        "port.ts:7:71: error: main·table: it holds nothing (data-size)",
      ]);
    } finally {
      work.remove();
    }
  });
});
