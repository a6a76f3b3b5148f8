import { expect } from "chai";
import type { BodyItem, Contract, Data, Step } from "../../dsl/index.js";
import {
  ADDL,
  AX,
  CALL,
  CX,
  DI,
  DX,
  INCQ,
  JMP,
  MOVB,
  MOVL,
  MOVQ,
  RET,
  SI,
  SYSCALL,
  addressOf,
  at,
  byte,
  calls,
  callsRoutine,
  cannotFail,
  data,
  external,
  global,
  inOrder,
  int32,
  jumpsTo,
  integers,
  none,
  onError,
  plus,
  pointee,
  pointer,
  processEntry,
  returns,
  returnsNothing,
  resultOf,
  routine,
  stores,
  systemCall,
  systemCalls,
  text,
  uint64,
  uint8,
  unequal,
  zeros,
} from "../../dsl/index.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import { verifyAll } from "../../verify/verify-port.js";
import { subjectOf } from "../verify/subject-of.js";

const sys = systemCalls({
  write: systemCall(4, uint64, { fd: int32, buf: pointer(byte), nbyte: uint64 }, { errors: [] }),
  now: systemCall(5, int32, { time: pointer(uint64) }, { errors: [], writes: { time: 8 } }),
});
const never = onError(cannotFail("for the test"));

const other = external("runtime·other");
const greeting = data("main·greeting", { access: "read-only" }, text("hello\n"));
const farewell = data("main·farewell", { access: "read-only" }, text("bye\n"));
const table = data(
  "main·table",
  { access: "read-only" },
  addressOf(greeting, 1),
  addressOf(other),
  integers(uint64, 7),
);
const counter = data("main·counter", { access: "read-write" }, zeros(8));
const five = data("main·five", { access: "read-write" }, integers(uint64, 5));
const all: readonly Data[] = [greeting, farewell, table, counter, five];

/** What is found in a routine whose program has these variables. */
async function found(
  contract: Contract | Step,
  body: readonly BodyItem<never>[],
  returned: "number" | "nothing" = "nothing",
): Promise<readonly string[]> {
  const described =
    returned === "number"
      ? routine("main·x", { frame: none, returns: uint64, contract: () => contract }, () => body)
      : routine("main·x", { frame: none, contract: () => contract }, () => body);
  const subject = await subjectOf(described, 0, all);
  return [...verifyAll([{ subject }], { seed: 1, states: 40, engines: [createBuiltinEngine()] })].flatMap(
    ({ findings }) => findings.map(({ code, message }) => `${code}: ${message}`),
  );
}

describe("verify, of data", () => {
  const writes = inOrder(
    calls(sys.write, { fd: 1, buf: addressOf(greeting), nbyte: greeting.size }, never),
    returnsNothing,
  );
  const write = (item: Data, addend = 0): readonly BodyItem<never>[] => [
    MOVL(1, DI),
    MOVQ(addressOf(item, addend), SI),
    MOVL(greeting.size, DX),
    MOVL(sys.write, AX),
    SYSCALL(),
    RET(),
  ];

  it("knows the address that a contract names, and no other", async () => {
    expect(await found(writes, write(greeting))).to.deep.equal([]);
    for (const body of [write(farewell), write(greeting, 1)]) {
      expect(await found(writes, body)).to.deep.equal(["system-call-argument: buf of write(2) is wrong"]);
    }
  });

  it("finds the contents in memory, with the addresses in them", async () => {
    const load = (item: Data, offset: number) => [MOVQ(global(item, uint64, offset), AX), RET()];
    const step = (value: Parameters<typeof returns>[0]) => inOrder(returns(value));
    expect(await found(step(7), load(table, 16), "number")).to.deep.equal([]);
    expect(await found(step(8), load(table, 16), "number")).to.deep.equal(["result: the result in AX is wrong"]);
    expect(await found(step(plus(addressOf(greeting), 1)), load(table, 0), "number")).to.deep.equal([]);
    expect(await found(step(addressOf(other)), load(table, 8), "number")).to.deep.equal([]);
    expect(await found(step(pointee(addressOf(table), 16)), load(table, 16), "number")).to.deep.equal([]);
    const byPointer = [MOVQ(global(table, uint64), CX), MOVL(0, AX), MOVB(at(CX), AX), RET()];
    expect(await found(step(0x65), byPointer, "number")).to.deep.equal([]);
  });

  it("lets nobody write to what is read-only, nor beside a variable", async () => {
    expect(await found(inOrder(returnsNothing), [MOVB(1, global(greeting, uint8)), RET()])).to.include(
      "access-fault: writes to main.greeting, which is read-only",
    );
    const [stray = "nothing"] = await found(inOrder(returnsNothing), [MOVQ(1, global(counter, uint64)), RET()]);
    expect(stray).to.match(/^write-outside: /);
    const [beside = "nothing"] = await found(inOrder(returnsNothing), [MOVQ(global(greeting, uint64), AX), RET()]);
    expect(beside).to.match(/^read-outside: /);
  });

  it("lets a contract speak of what a variable holds, which is anything", async () => {
    const counts = inOrder(stores(addressOf(counter), uint64, plus(pointee(addressOf(counter), 0), 1)), returnsNothing);
    expect(await found(counts, [INCQ(global(counter, uint64)), RET()])).to.deep.equal([]);
    const sets = await found(counts, [MOVQ(1, global(counter, uint64)), RET()]);
    expect(await found(inOrder(returns(pointee(addressOf(counter), 0))), [MOVL(0, AX), RET()], "number")).to.deep.equal(
      ["result: the result in AX is wrong"],
    );
    expect(sets.map((text) => text.split(":")[0])).to.deep.equal(["memory-not-stored"]);
  });

  it("starts every run of a process with the contents that are described", async () => {
    const goes = (value: number) =>
      processEntry(
        calls(sys.write, { fd: 1, buf: addressOf(five), nbyte: value }, never),
        calls(sys.now, { time: addressOf(five) }, never),
        calls(sys.write, { fd: 1, buf: addressOf(five), nbyte: value }, never),
        callsRoutine(other, { registers: { DI: pointee(addressOf(five), 0) } }),
        jumpsTo(other, {}),
      );
    const write5 = [MOVL(1, DI), MOVQ(addressOf(five), SI), MOVL(sys.write, AX), SYSCALL()];
    const body = [
      MOVQ(global(five, uint64), DX),
      ...write5,
      MOVQ(addressOf(five), DI),
      MOVL(sys.now, AX),
      SYSCALL(),
      ...write5,
      MOVL(5, DI),
      CALL(other),
      JMP(other),
    ];
    const codes = (texts: readonly string[]) => texts.filter((line) => line.startsWith("system-call-argument"));
    expect(codes(await found(goes(5), body))).to.deep.equal([]);
    expect(codes(await found(goes(6), body))).not.to.deep.equal([]);
  });

  it("knows whether two values differ", async () => {
    const contract = inOrder(
      calls(sys.write, { fd: 1, buf: addressOf(greeting), nbyte: greeting.size }, never),
      returns(unequal(resultOf(0), resultOf(0))),
    );
    const zero = [...write(greeting).slice(0, -1), MOVL(0, AX), RET()];
    expect(await found(contract, zero, "number")).to.deep.equal([]);
    const one = [...write(greeting).slice(0, -1), MOVL(0, AX), ADDL(1, AX), RET()];
    expect(await found(contract, one, "number")).to.deep.equal(["result: the result in AX is wrong"]);
  });
});
