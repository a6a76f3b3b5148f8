import { expect } from "chai";
import type { RunOptions } from "../../../verify/engine/engine.js";
import { flagBit } from "../../../verify/engine/engine.js";
import type { Machine, NewMachine } from "../machine.js";
import { codeAt, dataAt, dataEnd, nothingAt, readExecute, readOnly, stackAt } from "../machine.js";

class Broken extends Error {}

/** `instruction`, `access`, and what handlers throw. */
export function describeHandlers(machine: NewMachine): void {
  describe("handlers", () => {
    it("for instructions see each before it is executed, with its state", () => {
      const m = machine();
      const seen: (readonly [bigint, bigint | undefined, bigint])[] = [];
      const instruction = (address: bigint): void => {
        const { registers, rip, flags } = m.engine.state();
        expect(rip).to.equal(address);
        seen.push([address - codeAt, registers[3], flags & (flagBit.ZF | flagBit.CF)]);
      };
      // add $1,%rbx; stc; jb +1; nop; cmp %rbx,%rbx
      const code = [0x48, 0x83, 0xc3, 0x01, 0xf9, 0x72, 0x01, 0x90, 0x48, 0x39, 0xdb];
      m.run(code, { BX: -1n, flags: 0n }, 4, { instruction });
      const { ZF, CF } = flagBit;
      expect(seen).to.deep.equal([
        [0n, 0xffff_ffff_ffff_ffffn, 0n],
        [4n, 0n, ZF | CF],
        [5n, 0n, ZF | CF],
        [8n, 0n, ZF | CF],
      ]);
      expect(m.flags & (ZF | CF)).to.equal(ZF);
    });

    it("for instructions do not see one that cannot be fetched, and see one that faults", () => {
      const m = machine();
      const seen: bigint[] = [];
      const instruction = (address: bigint): void => void seen.push(address);
      m.run([0x90, 0xff, 0xe0], { AX: nothingAt }, 10, { instruction });
      expect(seen.splice(0)).to.deep.equal([codeAt, codeAt + 1n]);
      m.load([0x90, 0x48, 0xff], codeAt + 0xffdn);
      m.engine.run({ limit: 10, instruction });
      expect(seen.splice(0)).to.deep.equal([codeAt + 0xffdn]);
      m.run([0x48, 0x8b, 0x00], { AX: nothingAt }, 10, { instruction });
      expect(seen).to.deep.equal([codeAt]);
    });

    it("for instructions may map memory, which the next instruction sees", () => {
      const m = machine();
      const seen: bigint[] = [];
      const instruction = (address: bigint): void => {
        seen.push(address);
        if (address !== codeAt + 1n) return;
        m.engine.map(nothingAt, 0x1000n, readExecute);
        m.engine.write(nothingAt, Uint8Array.of(0x90, 0xff, 0xe1)); // nop; jmp *%rcx
      };
      // nop; jmp *%rax
      const stop = m.run([0x90, 0xff, 0xe0], { AX: nothingAt, CX: nothingAt + 0x1008n }, 10, { instruction });
      expect(stop).to.deep.equal({ kind: "fault", access: "fetch", address: nothingAt + 0x1008n });
      expect(seen).to.deep.equal([codeAt, codeAt + 1n, nothingAt, nothingAt + 1n]);
    });

    for (const [what, code, expected] of accesses) {
      it(`for accesses see those of ${what}`, () => {
        const m = machine();
        m.setWord(dataAt + 0x10n, codeAt);
        expect(accessesOf(m, code)).to.have.deep.members(expected);
      });
    }

    it("for accesses see the one that faults never", () => {
      const m = machine();
      m.engine.map(nothingAt, 0x1000n, readOnly);
      const seen: unknown[] = [];
      const access = (...what: unknown[]): void => void seen.push(what);
      for (const [code, address] of [
        [[0x48, 0x8b, 0x08], dataEnd],
        [[0x48, 0x8b, 0x08], dataEnd - 4n],
        [[0x48, 0x8b, 0x08], dataAt - 4n],
        [[0x48, 0x89, 0x08], dataEnd],
        [[0x48, 0x89, 0x08], dataEnd - 4n],
        [[0x48, 0x89, 0x08], dataAt - 4n],
        [[0x48, 0x89, 0x08], nothingAt],
      ] as const) {
        expect(m.run(code, { AX: address }, 1, { access }).kind).to.equal("fault");
      }
      expect(seen).to.deep.equal([]);
    });

    it("are asked only in the runs that have them", () => {
      const m = machine();
      const code = [0x48, 0x89, 0x08]; // mov %rcx,(%rax)
      for (let round = 0; round < 3; round += 1) {
        let calls = 0;
        const count = (): void => void (calls += 1);
        m.run(code, { AX: dataAt }, 1, { instruction: count });
        expect(calls).to.equal(1);
        m.run(code, { AX: dataAt }, 1, { access: count });
        expect(calls).to.equal(2);
        m.run(code, { AX: dataAt }, 1);
        expect(calls).to.equal(2);
        m.run(code, { AX: dataAt }, 1, { access: count, instruction: count });
        expect(calls).to.equal(4);
      }
    });

    for (const [what, thrower] of throwers) {
      it(`that throw end the run, and the exception comes out: ${what}`, () => {
        const m = machine();
        const error = new Broken(what);
        let calls = 0;
        const options = thrower(() => {
          calls += 1;
          throw error;
        });
        // mov %rcx,(%rax); syscall; jmp back
        const code = [0x48, 0x89, 0x08, 0x0f, 0x05, 0xeb, 0xf9];
        expect(() => m.run(code, { AX: dataAt }, 1000, options)).to.throw(Broken, what);
        expect(calls, "called no more").to.equal(1);
        const systemCall = (): "go-on" => "go-on";
        expect(m.run(code, { AX: dataAt, CX: 3n }, 5, { systemCall }), "the engine works").to.deep.equal({
          kind: "limit",
        });
        expect(m.word(dataAt)).to.equal(3n);
      });
    }

    it("that throw before an instruction leave it unexecuted", () => {
      const m = machine();
      const instruction = (address: bigint): void => {
        if (address === codeAt + 3n) throw new Broken();
      };
      const inc = [0x48, 0xff, 0xc3];
      expect(() => m.run([...inc, ...inc], { BX: 0n }, 2, { instruction })).to.throw(Broken);
      expect([m.get("BX"), m.offset]).to.deep.equal([1n, 3]);
    });
  });
}

type Access = readonly ["read" | "write", bigint, number, bigint];

function accessesOf(m: Machine, code: readonly number[]): readonly Access[] {
  const seen: Access[] = [];
  const access: RunOptions["access"] = (...what) => void seen.push(what);
  m.run(code, { AX: dataAt + 0x10n, CX: 0x1122_3344_5566_7788n, SI: dataAt, DI: dataAt + 0x20n }, 1, { access });
  return seen;
}

const at = dataAt + 0x10n;
const cx = 0x1122_3344_5566_7788n;

/** An instruction, and its accesses with AX = `at`, where codeAt is stored. */
const accesses: readonly (readonly [string, readonly number[], readonly Access[]])[] = [
  ["a load", [0x48, 0x8b, 0x18], [["read", at, 8, 0n]]],
  ["a load of a byte", [0x8a, 0x18], [["read", at, 1, 0n]]],
  ["a store", [0x48, 0x89, 0x08], [["write", at, 8, cx]]],
  ["a store of 32 bits", [0x89, 0x08], [["write", at, 4, 0x5566_7788n]]],
  ["a store of 16 bits", [0x66, 0x89, 0x08], [["write", at, 2, 0x7788n]]],
  ["a store of 8 bits", [0x88, 0x08], [["write", at, 1, 0x88n]]],
  [
    "a store of a negative constant",
    [0x48, 0xc7, 0x00, 0xfe, 0xff, 0xff, 0xff],
    [["write", at, 8, 0xffff_ffff_ffff_fffen]],
  ],
  ["a load across two pages", [0x48, 0x8b, 0x98, 0xec, 0x0f, 0, 0], [["read", dataAt + 0xffcn, 8, 0n]]],
  ["a load of 32 bits across two pages", [0x8b, 0x98, 0xed, 0x0f, 0, 0], [["read", dataAt + 0xffdn, 4, 0n]]],
  ["a load of 16 bits across two pages", [0x66, 0x8b, 0x98, 0xef, 0x0f, 0, 0], [["read", dataAt + 0xfffn, 2, 0n]]],
  ["a store across two pages", [0x48, 0x89, 0x88, 0xec, 0x0f, 0, 0], [["write", dataAt + 0xffcn, 8, cx]]],
  [
    "an addition to memory",
    [0x83, 0x00, 0x01],
    [
      ["read", at, 4, 0n],
      ["write", at, 4, codeAt + 1n],
    ],
  ],
  [
    "lock xadd",
    [0xf0, 0x48, 0x0f, 0xc1, 0x08],
    [
      ["read", at, 8, 0n],
      ["write", at, 8, codeAt + cx],
    ],
  ],
  [
    "xchg",
    [0x48, 0x87, 0x08],
    [
      ["read", at, 8, 0n],
      ["write", at, 8, cx],
    ],
  ],
  ["push", [0x51], [["write", stackAt - 8n, 8, cx]]],
  [
    "push from memory",
    [0xff, 0x30],
    [
      ["read", at, 8, 0n],
      ["write", stackAt - 8n, 8, codeAt],
    ],
  ],
  [
    "pop to memory",
    [0x8f, 0x00],
    [
      ["read", stackAt, 8, 0n],
      ["write", at, 8, 0n],
    ],
  ],
  ["call", [0xe8, 0, 0, 0, 0], [["write", stackAt - 8n, 8, codeAt + 5n]]],
  [
    "call through memory",
    [0xff, 0x10],
    [
      ["read", at, 8, 0n],
      ["write", stackAt - 8n, 8, codeAt + 2n],
    ],
  ],
  [
    "movsq",
    [0x48, 0xa5],
    [
      ["read", dataAt, 8, 0n],
      ["write", dataAt + 0x20n, 8, 0n],
    ],
  ],
  [
    "cmpsb",
    [0xa6],
    [
      ["read", dataAt, 1, 0n],
      ["read", dataAt + 0x20n, 1, 0n],
    ],
  ],
  ["lea, which are none", [0x48, 0x8d, 0x18], []],
  ["a jump, which are none", [0xeb, 0x00], []],
];

const throwers: readonly (readonly [string, (handle: () => never) => Omit<RunOptions, "limit">])[] = [
  ["instruction", (instruction) => ({ instruction })],
  ["access", (access) => ({ access })],
  ["system call", (systemCall) => ({ systemCall })],
];
