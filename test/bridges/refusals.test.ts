import { expect } from "chai";
import { addressForC } from "../../dsl/bridges/address-for-c.js";
import type { Bridge } from "../../dsl/bridges/bridge.js";
import { bridgeFromC } from "../../dsl/bridges/bridge-from-c.js";
import { bridgeToC } from "../../dsl/bridges/bridge-to-c.js";
import { int32, int64, pointer, struct, typedef, voidType } from "../../dsl/ctypes/ctype.js";
import { prototype } from "../../dsl/ctypes/prototype.js";
import { RET } from "../../dsl/instructions/generated/index.js";
import { startInC } from "../../dsl/bridges/start-in-c.js";
import { external } from "../../dsl/operands/code.js";
import { assemblyUnit } from "../../dsl/port/assembly-unit.js";
import { checkPort } from "../../dsl/port/check-port.js";
import { port } from "../../dsl/port/port.js";
import { none } from "../../dsl/routines/frame.js";
import { routine } from "../../dsl/routines/routine.js";
import { inOrder, returns, returnsNothing } from "../../dsl/contracts/contract.js";
import { calledResult } from "../../dsl/contracts/value.js";

const Pair = struct("Pair", { first: int64, second: int64 });

const take = routine(
  "test·take",
  { args: { a: int32, b: int64 }, returns: int32, frame: none, contract: () => inOrder(returnsNothing) },
  () => [RET()],
);

/** What is wrong with a port of these bridges, and of the routine that they call. */
function complaints(...bridges: readonly Bridge[]): readonly string[] {
  const unit = assemblyUnit({ includes: [], routines: [take, ...bridges.map((bridge) => bridge.routine)] });
  const described = port({
    name: "refused",
    title: "bridges that cannot be",
    errata: [],
    outputs: [
      { kind: "gnu-assembly", path: "bridges.s", unit },
      { kind: "bridge-header", path: "port.h", bridges },
    ],
  });
  return checkPort(described, "corrected").map(({ code, message }) => `${code}: ${message}`);
}

describe("a contract", () => {
  it("speaks of the result of a routine only behind the call of it", () => {
    const early = routine(
      "test·early",
      { returns: int32, frame: none, contract: () => inOrder(returns(calledResult(0))) },
      () => [RET()],
    );
    const unit = assemblyUnit({ includes: [], routines: [early] });
    const outputs = [{ kind: "gnu-assembly", path: "a.s", unit }] as const;
    const found = checkPort(port({ name: "early", title: "a result", errata: [], outputs }), "corrected");
    expect(found.map(({ message }) => message)).to.deep.equal([
      "test·early: the contract speaks of called routine 0 before it is made; they are counted from 0",
    ]);
  });
});

describe("a bridge is refused", () => {
  it("not where nothing is wrong", () => {
    expect(
      complaints(bridgeFromC(take), bridgeToC(external("test·give"), prototype("test·give", int32))),
    ).to.deep.equal([]);
  });

  const cases: readonly (readonly [string, Bridge, readonly string[]])[] = [
    [
      "where C code passes a struct",
      bridgeFromC(external("test·f"), { prototype: prototype("test·f", voidType, { n: int32, pair: Pair }) }),
      ['bridge-type: "test·f": the argument pair is a struct: a bridge passes integers and pointers'],
    ],
    [
      "where a C function takes a struct by another name",
      bridgeToC(external("test·f"), prototype("test·f", voidType, { pair: typedef("Two", Pair) })),
      ["bridge-type: test·f: the argument pair is a struct: a bridge passes integers and pointers"],
    ],
    [
      "where a struct is returned",
      bridgeToC(external("test·f"), prototype("test·f", Pair)),
      ["bridge-type: test·f: the result is a struct: a bridge passes integers and pointers"],
    ],
    [
      "where both sides have the same symbol",
      bridgeToC(external("start"), prototype("start", voidType)),
      ["bridge-name: start: start is the same symbol in both conventions: it has no middle dot"],
    ],
    [
      "where the dot is not the middle one",
      bridgeToC(external("test·f"), prototype("test.g", voidType)),
      [
        'c-name: test·f: a function is called "test.g": a package-qualified name is written with the middle dot, U+00B7',
      ],
    ],
    [
      "where the prototype has an argument too few",
      bridgeFromC(take, { prototype: prototype("test·take", int32, { a: int32 }) }),
      ['bridge-prototype: "test·take": the prototype has no argument for b of test·take'],
    ],
    [
      "where it has one of another width",
      bridgeFromC(take, { prototype: prototype("test·take", int32, { a: int64, b: int64 }) }),
      ['bridge-prototype: "test·take": the argument a has 64 bits at 0, where test·take has a of 32 bits at 0'],
    ],
    [
      "where it promises another result",
      bridgeFromC(take, { prototype: prototype("test·take", pointer(voidType), { a: int32, b: int64 }) }),
      ['bridge-prototype: "test·take": the prototype returns 64 bits, test·take returns 32'],
    ],
    [
      "where an option names no argument",
      bridgeFromC(take, { stacksForC: ["c"] }),
      ['bridge-option: "test·take": test·take has no argument c'],
    ],
    [
      "where a stack is no address",
      bridgeFromC(take, { stacksForC: ["a"] }),
      ['bridge-option: "test·take": the argument a is not passed in a register of 64 bits'],
    ],
    [
      "where the program's start is to return something",
      startInC(external("start"), prototype("test·start", int32)),
      ["bridge-start: start: nobody takes the result: it does not come back"],
    ],
    [
      "where a name is C's own",
      addressForC(take, prototype("test·address", voidType, { int: int32 })),
      ['c-name: "test·address": a parameter of test·address is called int, which is a keyword of C'],
    ],
  ];
  for (const [when, bridge, expected] of cases) {
    it(when, () => {
      expect(complaints(bridge)).to.deep.equal(expected);
    });
  }

  it("where it is to be written as Plan 9 assembly", () => {
    const unit = assemblyUnit({ includes: [], routines: [take, bridgeFromC(take).routine] });
    const described = port({
      name: "refused",
      title: "bridges that cannot be",
      errata: [],
      outputs: [{ kind: "plan9-assembly", path: "bridges.s", unit }],
    });
    expect(checkPort(described, "corrected").map(({ message, hint }) => `${message}. ${hint ?? ""}`)).to.deep.equal([
      '"test·take" defines or names a symbol of C\'s, which Plan 9 assembly has no spelling for. Leave it out of bridges.s: bridges are for the GNU assembly.',
    ]);
  });

  it("where two have the same name in C, or the same symbol as a routine", () => {
    const twice = bridgeFromC(take);
    expect(complaints(twice, bridgeFromC(take))).to.deep.equal([
      'routine-twice: "test·take" is described twice in this port',
      "definition-twice: test·take is declared twice in one header of bridges",
    ]);
    expect(complaints(bridgeToC(external("test·take"), prototype("test·other", voidType)))).to.deep.equal([
      "routine-twice: test·take is described twice in this port",
    ]);
  });
});
