import { expect } from "chai";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import type { CpuState, Engine, RunOptions, Stop } from "../../verify/engine/engine.js";
import { EngineError, registerNumber } from "../../verify/engine/engine.js";

const everything = { read: true, write: true, execute: true };
const codeAt = 0x40_0000n;
const stackAt = 0x2_1000n;

/** Machine code as a listing has it: bytes in hexadecimal, with spaces. */
function bytesOf(listing: string): Uint8Array {
  return Uint8Array.from(Buffer.from(listing.replaceAll(" ", ""), "hex"));
}

describe("builtin", () => {
  let engine: Engine;

  beforeEach(() => {
    engine = createBuiltinEngine();
    engine.map(codeAt, 0x2000n, everything);
    engine.map(stackAt - 0x1000n, 0x1000n, everything);
  });

  /** Runs code from its start, with some registers set. */
  function run(
    listing: string,
    registers: Readonly<Partial<Record<keyof typeof registerNumber, bigint>>> = {},
    options: Partial<RunOptions> = {},
  ): { readonly stop: Stop; readonly state: CpuState } {
    engine.write(codeAt, bytesOf(listing));
    const state = engine.state();
    state.rip = codeAt;
    state.registers[registerNumber.SP] = stackAt - 64n;
    for (const [name, number] of Object.entries(registerNumber)) {
      const value = new Map(Object.entries(registers)).get(name);
      if (value !== undefined) state.registers[number] = value;
    }
    engine.setState(state);
    const stop = engine.run({ limit: 1000, ...options });
    return { stop, state: engine.state() };
  }

  const register = ({ registers }: CpuState, name: keyof typeof registerNumber) => registers[registerNumber[name]];

  describe("memory", () => {
    it("of 64 GiB costs nothing until it is written to", () => {
      const size = 64n << 30n;
      const start = 0x10_0000_0000n;
      const before = process.memoryUsage().arrayBuffers;
      engine.map(start, size, everything);
      // mov (%rsi),%rax; mov %rdi,(%rdi); int3
      for (let offset = 0n; offset < size; offset += size / 64n) {
        run("48 8b 06 48 89 3f cc", { SI: start + offset + 0x1000n, DI: start + offset });
      }
      expect(process.memoryUsage().arrayBuffers - before).to.be.below(64 * 4096 * 2);
      expect(engine.read(start + size - 8n, 8)).to.deep.equal(new Uint8Array(8));
      engine.unmap(start, size);
      expect(() => engine.read(start, 1)).to.throw(EngineError, "not all of them are mapped");
    });

    it("wraps around at the end of the address space", () => {
      engine.map(0xffff_ffff_ffff_f000n, 0x1000n, everything);
      engine.map(0n, 0x1000n, everything);
      engine.write(0xffff_ffff_ffff_fffcn, bytesOf("01 02 03 04"));
      engine.write(0n, bytesOf("05 06 07 08"));
      // mov -4(%rsi),%rax; mov 0x10(%rdi),%rbx; int3
      const { stop, state } = run("48 8b 46 fc 48 8b 5f 10 cc", { SI: 0n, DI: 0xffff_ffff_ffff_fff0n });
      expect(stop).to.deep.equal({ kind: "exception", vector: 3 });
      expect(register(state, "AX")).to.equal(0x0807_0605_0403_0201n);
      expect(register(state, "BX")).to.equal(0x0807_0605n);
    });

    it("may be mapped anew and is zero then", () => {
      engine.write(stackAt - 8n, bytesOf("11 22 33 44"));
      engine.unmap(stackAt - 0x1000n, 0x1000n);
      engine.map(stackAt - 0x1000n, 0x1000n, everything);
      expect(engine.read(stackAt - 8n, 4)).to.deep.equal(new Uint8Array(4));
    });
  });

  describe("code that changes", () => {
    it("is decoded anew when the program writes it", () => {
      // 1: mov $1,%eax; cmp $2,%eax; je 2f; movb $2,1b+1(%rip); jmp 1b; 2: int3
      const { stop, state } = run("b8 01 00 00 00 83 f8 02 74 09 c6 05 f0 ff ff ff 02 eb ed cc");
      expect(stop).to.deep.equal({ kind: "exception", vector: 3 });
      expect(register(state, "AX")).to.equal(2n);
    });

    it("is decoded anew when the instruction that is written is the next one", () => {
      // movb $7,0f+1(%rip); 0: mov $1,%eax; int3
      const { state } = run("c6 05 01 00 00 00 07 b8 01 00 00 00 cc");
      expect(register(state, "AX")).to.equal(7n);
    });

    it("is decoded anew in the middle of an instruction that crosses a page, and when the engine writes it", () => {
      const border = codeAt + 0x1000n;
      engine.write(border - 2n, bytesOf("b8 01 00 00 00 cc"));
      const from = (): bigint | undefined => {
        engine.setState({ ...engine.state(), rip: border - 2n });
        engine.run({ limit: 10 });
        return register(engine.state(), "AX");
      };
      expect(from()).to.equal(1n);
      engine.write(border, bytesOf("02"));
      expect(from()).to.equal(0x201n);
    });

    it("is not run from memory that is not to be executed any more", () => {
      run("90 90 cc");
      engine.protect(codeAt, 0x1000n, { read: true, write: true, execute: false });
      expect(run("90 90 cc").stop).to.deep.equal({ kind: "fault", access: "fetch", address: codeAt });
    });
  });

  describe("an instruction that it does not model", () => {
    const foreign: readonly (readonly [bytes: string, text: RegExp])[] = [
      ["0f 53 c1", /^rcpps /],
      ["f2 0f d0 c1", /^addsubps /],
      ["62 f1 7c 48 58 c1", /^vaddps /],
      ["0f 20 c0", /^mov /],
      ["8e d8", /^mov /],
      ["d9 e8", /^fld1/],
      ["0f fc c8", /^paddb /],
      ["0f c7 f0", /^rdrand/],
      ["0f ae 30", /^xsaveopt/],
      ["66 0f c8", /^bswap /],
      ["48 cf", /^iretq/],
    ];

    for (const [bytes, text] of foreign) {
      it(`is named: ${text.source.slice(1).trim()} (${bytes})`, () => {
        const { stop, state } = run(bytes);
        expect(stop.kind).to.equal("not-modelled");
        expect(stop.kind === "not-modelled" ? stop.instruction : "").to.match(text);
        expect(state.rip).to.equal(codeAt);
      });
    }

    it("is POPFQ where it sets the trap flag, and nothing has changed", () => {
      // push $0x100; popfq
      const { stop, state } = run("68 00 01 00 00 9d");
      expect(stop.kind).to.equal("not-modelled");
      expect(state.rip).to.equal(codeAt + 5n);
      expect(register(state, "SP")).to.equal(stackAt - 72n);
      expect(() => {
        engine.setState({ ...state, flags: 0x102n });
      }).to.throw(EngineError, "trap flag");
    });
  });

  it("raises what the processor raises for bytes that are no instruction", () => {
    const invalidOpcode = { kind: "exception", vector: 6 };
    expect(run("06").stop, "push %es").to.deep.equal(invalidOpcode);
    expect(run("f0 01 c0").stop, "lock add %eax,%eax").to.deep.equal(invalidOpcode);
    expect(run("f0 8b 06").stop, "lock mov (%rsi),%eax").to.deep.equal(invalidOpcode);
    expect(run(`${"66 ".repeat(15)}90`).stop, "sixteen bytes").to.deep.equal({ kind: "exception", vector: 13 });
  });

  it("keeps from programs the flags that are the kernel's", () => {
    // push %rax; popfq; int3
    const { state } = run("50 9d cc", { AX: 0x27_7ed5n });
    // All but TF and VM are popped. CF, PF, AF, ZF, SF, DF, OF, NT, AC, ID were set; IF, IOPL, RF and VM were not.
    expect(state.flags.toString(16)).to.equal("244cd7");
  });

  it("answers CPUID, RDTSC, RDTSCP and XGETBV the same in every engine", () => {
    // cpuid; mov %rbx,%r8; rdtsc; mov %rax,%r9; rdtscp; mov %rax,%r10; xor %ecx,%ecx; xgetbv; int3
    const listing = "0f a2 49 89 d8 0f 31 49 89 c1 0f 01 f9 49 89 c2 31 c9 0f 01 d0 cc";
    const first = run(listing, { AX: 0n, CX: 0n }).state;
    engine = createBuiltinEngine();
    engine.map(codeAt, 0x2000n, everything);
    expect(run(listing, { AX: 0n, CX: 0n }).state).to.deep.equal(first);
    expect((register(first, "R10") ?? 0n) > (register(first, "R9") ?? 0n), "the clock goes on").to.equal(true);
    expect(register(first, "AX"), "x87 and SSE").to.equal(3n);
  });

  it("runs more than a million instructions in a second", function () {
    // 1: mov 8(%rsi),%rax; add %rax,%rbx; mov %eax,16(%rsi); lea 3(%rbx,%rax,2),%rdx; push %rax; call 2f; pop %r8;
    // shl $3,%r8; and $0xff,%r8d; movzbl (%rsi,%r8),%r9d; dec %rcx; jne 1b; int3; 2: cmp %edx,%eax; ret
    const listing =
      "48 8b 46 08 48 01 c3 89 46 10 48 8d 54 43 03 50 e8 18 00 00 00 41 58 49 c1 e0 03 41 81 e0 ff 00 00 00 46 0f b6 " +
      "0c 06 48 ff c9 75 d4 cc 39 d0 c3";
    const rounds = 50_000n;
    const start = performance.now();
    const { stop } = run(listing, { CX: rounds, SI: stackAt - 0x1000n }, { limit: 100_000_000 });
    const rate = (Number(rounds) * 14) / (performance.now() - start) / 1000;
    expect(stop).to.deep.equal({ kind: "exception", vector: 3 });
    expect(rate).to.be.above(1);
    if (this.test !== undefined) this.test.title += `: ${rate.toFixed(1)} million`;
  });
});
