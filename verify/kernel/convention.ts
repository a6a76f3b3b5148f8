import type { RegisterName } from "../../dsl/operands/operand-class.js";
import type { CpuState } from "../engine/engine.js";
import { flagBit, registerNumber } from "../engine/engine.js";

/**
 * How a program and a kernel talk: where the call's number and arguments are, how an error is told from a result, and
 * what the instruction destroys. Which calls there are is another matter: a port's table of system calls.
 */
export interface Convention {
  readonly number: RegisterName;
  /** Registers of the first arguments, in order. */
  readonly arguments: readonly RegisterName[];
  /** Where an argument beyond those lies, in bytes from SP; `index` counts all arguments from 0. */
  readonly stackArgument: (index: number) => number;
  /** What the instruction itself does to the state, before the kernel answers; `state.rip` is the next instruction. */
  readonly enter: (state: CpuState) => void;
  /** The call has worked: `result`, and a second one where a call gives two. */
  readonly succeed: (state: CpuState, result: bigint, second?: bigint) => void;
  /** The call has failed with a positive errno. */
  readonly fail: (state: CpuState, errno: number) => void;
}

/**
 * The BSDs on AMD64. The processor's SYSCALL leaves the return address in RCX and the flags in R11 (Intel SDM vol. 2,
 * SYSCALL); the kernel reads the seventh argument above the slot of a libc stub's return address and reports an error
 * by the carry flag (OpenBSD sys/arch/amd64/amd64/trap.c, syscall()).
 */
export const bsdAmd64: Convention = {
  number: "AX",
  arguments: ["DI", "SI", "DX", "R10", "R8", "R9"],
  stackArgument: (index) => 8 * (index - 6) + 8,
  enter: (state) => {
    state.registers[registerNumber.CX] = state.rip;
    state.registers[registerNumber.R11] = state.flags;
  },
  succeed: (state, result, second) => {
    state.registers[registerNumber.AX] = BigInt.asUintN(64, result);
    if (second !== undefined) {
      state.registers[registerNumber.DX] = BigInt.asUintN(64, second);
    }
    state.flags &= ~flagBit.CF;
  },
  fail: (state, errno) => {
    state.registers[registerNumber.AX] = BigInt(errno);
    state.flags |= flagBit.CF;
  },
};
