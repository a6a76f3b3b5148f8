import { Mnemonic } from "iced-x86";
import { cpuid } from "../cpuid.js";
import { flag } from "./flags.js";
import { exception, vector } from "./halt.js";
import type { Processor, Step } from "./processor.js";
import type { SemanticTable, Semantics } from "./semantics.js";
import { withNone, withOne } from "./semantics.js";

const [ax, cx, dx, bx] = [0, 1, 2, 3];

/** Without a kernel to enter, SYSCALL is an invalid opcode, as where EFER.SCE is clear (Intel SDM vol. 2, SYSCALL). */
const systemCall: Step = (processor) => {
  if (processor.systemCall === undefined) throw exception(vector.invalidOpcode);
  const state = processor.state();
  const answer = processor.systemCall(state);
  processor.setState(state);
  if (answer === "stop") processor.stopped = { kind: "asked" };
};

/** INT n is a trap: the address behind it is what the kernel would return to. */
const interrupt: Semantics = ({ operands }) => {
  const [operand] = operands;
  if (operand?.kind !== "immediate") return undefined;
  const number = Number(operand.value);
  return (processor) => {
    processor.stopped = { kind: "interrupt", vector: number };
  };
};

/** INT3 is a trap as well. */
const breakpoint: Step = (processor) => {
  processor.stopped = { kind: "exception", vector: vector.breakpoint };
};

const nothing: Semantics = () => () => undefined;

function raise(number: number): Semantics {
  return () => () => {
    throw exception(number);
  };
}

function assignFlag(which: number, value: number): Semantics {
  return withNone(({ flags }) => {
    flags.assign(which, value);
  });
}

/** A number of 64 bits in EDX:EAX, with the upper halves clear. */
function answerInPair({ registers }: Processor, value: bigint): void {
  registers[ax] = value & 0xffff_ffffn;
  registers[dx] = value >> 32n;
}

const identify: Step = ({ registers }) => {
  const leaf = Number(BigInt.asUintN(32, registers[ax] ?? 0n));
  const { eax, ebx, ecx, edx } = cpuid(leaf);
  registers[ax] = BigInt(eax);
  registers[bx] = BigInt(ebx);
  registers[cx] = BigInt(ecx);
  registers[dx] = BigInt(edx);
};

/** The clock is the number of instructions begun: it goes on, and is the same in every run. */
const readClock: Step = (processor) => {
  answerInPair(processor, BigInt(processor.clock));
};

/** There is one processor, number 0. */
const readClockAndProcessor: Step = (processor) => {
  answerInPair(processor, BigInt(processor.clock));
  processor.registers[cx] = 0n;
};

/** XCR0: the x87 and SSE state is enabled. No other such register is there (Intel SDM vol. 2, XGETBV). */
const readControlRegister: Step = (processor) => {
  if (BigInt.asUintN(32, processor.registers[cx] ?? 0n) !== 0n) throw exception(vector.generalProtection);
  answerInPair(processor, 3n);
};

/** System calls, traps, the state of the processor, fences. */
export const system: SemanticTable = [
  [Mnemonic.Syscall, withNone(systemCall)],
  [Mnemonic.Int3, withNone(breakpoint)],
  [Mnemonic.Int, interrupt],
  [Mnemonic.Clc, assignFlag(flag.CF, 0)],
  [Mnemonic.Stc, assignFlag(flag.CF, flag.CF)],
  [
    Mnemonic.Cmc,
    withNone(({ flags }) => {
      flags.assign(flag.CF, flags.carry ? 0 : flag.CF);
    }),
  ],
  [Mnemonic.Cld, assignFlag(flag.DF, 0)],
  [Mnemonic.Std, assignFlag(flag.DF, flag.DF)],
  [Mnemonic.Cpuid, withNone(identify)],
  [Mnemonic.Rdtsc, withNone(readClock)],
  [Mnemonic.Rdtscp, withNone(readClockAndProcessor)],
  [Mnemonic.Xgetbv, withNone(readControlRegister)],
  [Mnemonic.Pause, nothing],
  // Nothing of caches is modelled, but what cannot be read cannot be flushed (Intel SDM vol. 2, CLFLUSH).
  [
    Mnemonic.Clflush,
    withOne(
      ({ read }) =>
        (processor) =>
          void read(processor),
    ),
  ],
  // Hints: no address is wrong (Intel SDM vol. 2, PREFETCHh).
  [Mnemonic.Prefetchnta, nothing],
  [Mnemonic.Prefetcht0, nothing],
  [Mnemonic.Prefetcht1, nothing],
  [Mnemonic.Prefetcht2, nothing],
  [Mnemonic.Prefetchw, nothing],
  [Mnemonic.Mfence, nothing],
  [Mnemonic.Lfence, nothing],
  [Mnemonic.Sfence, nothing],
  [Mnemonic.Nop, nothing],
  [Mnemonic.Endbr64, nothing],
  [Mnemonic.Ud2, raise(vector.invalidOpcode)],
  // Privileged: user programs may not wait for an interrupt (Intel SDM vol. 2, HLT).
  [Mnemonic.Hlt, raise(vector.generalProtection)],
];
