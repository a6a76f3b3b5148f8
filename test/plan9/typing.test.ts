import { expect } from "chai";
import { checkLines } from "../instructions/type-check.js";

const preamble = [
  'import { AX, BX, BYTE, CX, FUNCDATA, LEAQ, MOVB, MOVL, MOVQ, SP, absolute, addressOf } from "../../dsl/index.js";',
  'import { argumentAt, at, data, global, globalAt, int32, integers, local, placed, retype } from "../../dsl/index.js";',
  'import { routine, scaled, segment, struct, threadLocalStorage, uint8, uint32, uint64 } from "../../dsl/index.js";',
  'const table = data("·table", { access: "read-only", flags: ["NOPTR"] }, integers(uint64, 1));',
  'const pair = struct("Pair", { a: uint64, b: uint64 });',
];

const right: readonly string[] = [
  "MOVL(local('x', -8), AX)",
  "MOVQ(AX, local('x', -8, CX, 8))",
  "MOVB(argumentAt('x', 8), AX)",
  "MOVL(absolute(0xf1), AX)",
  "MOVQ(scaled(AX, 8, 16), BX)",
  "MOVQ(segment('GS', 0x28), AX)",
  "MOVQ(threadLocalStorage(-8), AX)",
  "LEAQ(globalAt(table, 8), AX)",
  "MOVL(globalAt('·other'), AX)",
  "MOVL(retype(global(table, uint64), uint32, 4), AX)",
  "MOVL(retype(at(AX), uint32, 4), AX)",
  "MOVL(retype(local('x', -8), uint32), AX)",
  "routine('·f', { frame: 0, args: { n: int32, ret: placed(24, uint64) } }, ({ n, ret }) => [MOVL(n, AX), MOVQ(AX, ret), MOVB(retype(n, uint8, 1), AX), MOVL(retype(ret, uint32, 4), AX)])",
  "routine('·f<>', { frame: 0, argumentBytes: 8, flags: ['NOSPLIT', 'TOPFRAME'] }, () => [BYTE(1, 2n), FUNCDATA(0, table)])",
];

const wrong: readonly (readonly [line: string, message: string])[] = [
  [
    "routine('·f', { frame: 0, args: { n: int32, ret: placed(24, uint64) } }, ({ ret }) => [MOVL(AX, ret)])",
    "MOVL: the destination is 64 bits wide, MOVL takes 32",
  ],
  [
    "routine('·f', { frame: 0, args: { n: int32, ret: placed(24, uint64) } }, ({ n }) => [MOVQ(n, AX)])",
    "MOVQ: the source is 32 bits wide, MOVQ takes 64",
  ],
  ["MOVQ(retype(local('x', -8), uint32), AX)", "MOVQ: the source is 32 bits wide"],
  ["MOVQ(retype(global(table, uint64), uint32, 4), AX)", "MOVQ: the source is 32 bits wide"],
  ["MOVQ(local('x', -8), at(AX))", "both operands are memory"],
  ["local('x', -8, SP)", "Argument of type 'Register<\"SP\">' is not assignable"],
  ["scaled(AX, 3)", "Argument of type '3' is not assignable to parameter of type 'Scale'"],
  ["segment('CS', 0)", 'Argument of type \'"CS"\' is not assignable to parameter of type \'"FS" | "GS"\''],
  ["routine('·f', { frame: 0, flags: ['NOSPLITS'] }, () => [])", "Type '\"NOSPLITS\"' is not assignable to type"],
  ["routine('·f', { frame: 0, args: { p: placed(0, pair) } }, () => [])", "is not assignable to type"],
  ["data('·x', { access: 'read-only', flags: ['NOSPLIT'] })", "Type '\"NOSPLIT\"' is not assignable to type"],
  ["BYTE(addressOf(table))", "is not assignable to parameter of type 'IntegerValue'"],
];

describe("the types of Plan 9's operands and directives", function () {
  this.timeout(60_000);

  it("take what is right", () => {
    const found = checkLines(preamble, right);
    expect(right.map((line, index) => [line, found[index]?.messages])).to.deep.equal(right.map((line) => [line, []]));
  });

  it("say what is wrong", () => {
    const found = checkLines(
      preamble,
      wrong.map(([line]) => line),
    );
    for (const [index, [line, message]] of wrong.entries()) {
      expect(found[index]?.messages.join("\n"), line).to.include(message);
    }
  });
});
