import { floatingPointBytes, floatingPointOffset, initialFloatingPoint } from "../../verify/engine/floating-point.js";
import type { Thread } from "../threads/thread.js";
import { CallError } from "../system-calls/result.js";
import { contextBytes, decodeContext, flagsAllowed, selector } from "./signal-context.js";
import { unblockable } from "./signal-table.js";

/** Bits of MXCSR that there are; the kernel clears the others, which the processor would refuse. */
const mxcsrBits = 0xffff;

/** Single-stepping: no engine models it. */
const trapFlag = 0x100n;

/** Whether the registers can be used as they are. */
export type Returned = "as asked" | "wrong selectors" | "single-stepping";

/**
 * Brings back what a sigcontext holds: registers, FPU, mask, stack (OpenBSD sys/arch/amd64/amd64/machdep.c,
 * sys_sigreturn). What the program has changed in it counts. Throws BadAddress, or CallError EINVAL for flags or a
 * privilege level that are not a program's, with nothing changed.
 */
export function returnFromSignal(thread: Thread, address: bigint): Returned {
  const { memory } = thread.process;
  const context = decodeContext(memory.read(address, contextBytes));
  if (!flagsAllowed(context.flags, thread.state.flags) || (context.cs & 3n) !== 3n) {
    throw new CallError("EINVAL");
  }
  thread.floatingPoint =
    context.floatingPoint === 0n
      ? initialFloatingPoint()
      : usableImage(memory.read(context.floatingPoint, floatingPointBytes));
  thread.state = {
    ...thread.state,
    registers: context.registers,
    rip: context.rip,
    flags: context.flags & ~trapFlag,
  };
  thread.signalMask = (context.mask & ~unblockable) >>> 0;
  thread.onAlternateStack = context.onStack;
  if (context.cs !== BigInt(selector.code) || context.ss !== BigInt(selector.data)) {
    return "wrong selectors";
  }
  return (context.flags & trapFlag) === 0n ? "as asked" : "single-stepping";
}

function usableImage(stored: Uint8Array): Uint8Array {
  const image = Uint8Array.from(stored);
  const view = new DataView(image.buffer);
  view.setUint32(floatingPointOffset.mxcsr, view.getUint32(floatingPointOffset.mxcsr, true) & mxcsrBits, true);
  return image;
}
