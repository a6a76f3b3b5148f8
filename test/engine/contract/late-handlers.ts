import { expect } from "chai";
import type { RunOptions, Stop } from "../../../verify/engine/engine.js";
import { Random } from "../../../verify/random.js";
import type { Machine, NewMachine } from "../machine.js";
import { dataAt, dataEnd, nothingAt, stackAt } from "../machine.js";

/** What handlers were told, in order, and how the run ended. */
interface Told {
  readonly events: readonly string[];
  readonly stop: Stop;
}

class Broken extends Error {}

/** `instruction` and `access` where they may be called later. */
export function describeLateHandlers(machine: NewMachine): void {
  describe("handlers that may be called late", () => {
    it("are told the same, in the same order, before each system call and before the run ends", () => {
      const m = machine();
      let calls = 0;
      let faults = 0;
      for (let seed = 1; seed <= 60; seed += 1) {
        const code = randomCode(new Random(seed, "late handlers"));
        const now = told(m, code, seed, false);
        const late = told(m, code, seed, true);
        expect(late, `seed ${String(seed)}`).to.deep.equal(now);
        calls += now.events.filter((event) => event === "system call").length;
        faults += now.stop.kind === "fault" ? 1 : 0;
      }
      expect(calls, "system calls").to.be.above(20);
      expect(faults, "faults").to.be.above(10);
    });

    it("are told of more than any buffer holds", () => {
      const m = machine();
      const count = 3000n;
      // again: mov %rbx,%rcx; mov %rdx,%rdi; rep stosb; sub $1,%rsi; jne again
      const code = [0x48, 0x89, 0xd9, 0x48, 0x89, 0xd7, 0xf3, 0xaa, 0x48, 0x83, 0xee, 0x01, 0x75, 0xf2];
      let instructions = 0;
      const stores: bigint[] = [];
      m.run(code, { BX: count, DX: dataAt, SI: 20n }, 1_000_000, {
        late: true,
        instruction: () => void (instructions += 1),
        access: (_kind, address) => void stores.push(address),
      });
      // The last step of REP finds CX used up; the INT3 behind ends the run.
      expect(instructions).to.equal(20 * (Number(count) + 5) + 1);
      expect(stores).to.have.lengthOf(20 * Number(count));
      expect(stores.every((address, index) => address === dataAt + (BigInt(index) % count))).to.equal(true);
    });

    it("that throw end the run at the latest with what they were told of", () => {
      const m = machine();
      const instruction = (): void => {
        throw new Broken("late");
      };
      expect(() => m.run([0x90, 0x90], {}, 2, { late: true, instruction })).to.throw(Broken, "late");
      expect(m.run([0x90, 0x90], {}, 2, { late: true }), "the engine works").to.deep.equal({ kind: "limit" });
    });
  });
}

/** Runs code from the same state as ever. */
function told(m: Machine, code: readonly number[], seed: number, late: boolean): Told {
  const events: string[] = [];
  const random = new Random(seed, "state");
  m.engine.write(stackAt & ~0xfffn, random.bytes(0x1000));
  m.engine.write(dataAt, random.bytes(Number(dataEnd - dataAt)));
  const options: Omit<RunOptions, "limit"> = {
    late,
    instruction: (address) => void events.push(`instruction ${String(address)}`),
    access: (kind, address, size, value) =>
      void events.push(`${kind} ${String(address)} ${String(size)} ${String(value)}`),
    systemCall: (state) => {
      events.push("system call");
      state.registers[0] = random.uint64();
      return random.below(8) === 0 ? "stop" : "go-on";
    },
  };
  // Here and there an access reaches into the next page, or behind the last.
  const anywhere = (): bigint =>
    random.below(4) === 0
      ? random.pick([dataAt + 0xffdn, dataEnd - 5n, nothingAt])
      : dataAt + BigInt(random.below(0x800));
  const registers = { AX: dataAt, BX: anywhere(), CX: BigInt(random.below(9)), DX: random.uint64() };
  const stop = m.run(code, { ...registers, SI: anywhere(), DI: anywhere(), flags: 2n }, 60, options);
  return { events, stop };
}

const pieces: readonly (readonly number[])[] = [
  [0x48, 0x8b, 0x13], // mov (%rbx),%rdx
  [0x48, 0x89, 0x13], // mov %rdx,(%rbx)
  [0x88, 0x16], // mov %dl,(%rsi)
  [0x66, 0x8b, 0x16], // mov (%rsi),%dx
  [0x52], // push %rdx
  [0x5a], // pop %rdx
  [0xff, 0x33], // push (%rbx)
  [0x48, 0x01, 0x17], // add %rdx,(%rdi)
  [0xf0, 0x48, 0x0f, 0xc1, 0x16], // lock xadd %rdx,(%rsi)
  [0x48, 0xa5], // movsq
  [0xf3, 0xaa], // rep stosb
  [0xa6], // cmpsb
  [0x0f, 0x05], // syscall
  [0x75, 0x01], // jne over the next byte
  [0x90], // nop
  [0x48, 0x8d, 0x15, 0x10, 0, 0, 0], // lea 16(%rip),%rdx
  [0xe8, 0, 0, 0, 0], // call what follows
];

/** Instructions in a row; some end by going where nothing is. */
function randomCode(random: Random): readonly number[] {
  const code = Array.from({ length: 5 + random.below(25) }, () => random.pick(pieces)).flat();
  // A jump to 0x8000 bytes behind the code, or back to its beginning.
  const back = -(code.length + 2);
  return random.below(2) === 0 || back < -128 ? [...code, 0xe9, 0, 0x80, 0, 0] : [...code, 0xeb, back & 0xff];
}
