import { floatingPointBytes, floatingPointOffset, initialFloatingPoint } from "../../verify/engine/floating-point.js";
import type { Thread } from "../threads/thread.js";
import type { SignalInfo } from "./pending-signals.js";
import { contextBytes, encodeContext } from "./signal-context.js";
import { encodeInformation, informationBytes } from "./signal-information.js";

/** What a frame depends on besides the thread. */
export interface FrameOptions {
  /** Where it begins, downwards; a frame is aligned to 16 by itself. */
  readonly top: bigint;
  /** The mask that sigreturn(2) will set. */
  readonly mask: number;
  /** SA_SIGINFO: is there a siginfo_t? */
  readonly information: boolean;
}

/** Where the parts of a frame are. */
export interface Frame {
  readonly context: bigint;
  /** 0: there is none. */
  readonly information: bigint;
}

/** T_ASTFLT: what an interrupt leaves in sc_trapno, as the kernel sees to signals when it comes back from one. */
const asynchronousTrap = Object.freeze({ number: 3, error: 0 });

/**
 * Writes what a handler gets, and what brings the thread back: downwards the FPU's state if it has any, siginfo_t,
 * sigcontext (OpenBSD sys/arch/amd64/amd64/machdep.c, sendsig). Throws BadAddress where it cannot be written.
 */
export function writeFrame(thread: Thread, info: SignalInfo, { top, mask, information }: FrameOptions): Frame {
  const { memory } = thread.process;
  let at = BigInt.asUintN(64, top) & ~0xfn;
  const down = (size: number): bigint => {
    at = BigInt.asUintN(64, at - BigInt(alignUp(size)));
    return at;
  };
  const image = thread.floatingPoint;
  const floatingPoint = isUsed(image) ? down(floatingPointBytes) : 0n;
  if (floatingPoint !== 0n) {
    memory.write(floatingPoint, image);
  }
  const informationAt = information ? down(informationBytes) : 0n;
  if (information) {
    memory.write(informationAt, encodeInformation(info));
  }
  const context = down(contextBytes);
  memory.write(
    context,
    encodeContext({
      state: thread.state,
      trap: info.trap ?? asynchronousTrap,
      floatingPoint,
      onStack: thread.onAlternateStack,
      mask,
    }),
  );
  return { context, information: informationAt };
}

function alignUp(size: number): number {
  return (size + 15) & ~15;
}

/** The parts of an image that hold registers: not what the processor says of itself, nor what is reserved. */
const registerParts = [
  [floatingPointOffset.controlWord, floatingPointOffset.mxcsrMask],
  [floatingPointOffset.stack, floatingPointOffset.vectors + 16 * 16],
] as const;

const untouched = Buffer.from(initialFloatingPoint());

/**
 * Has the thread used the FPU? The kernel finds out by letting the first use trap. Here it has where it left anything in
 * it: what is as at the start need not be saved, as it comes back that way.
 */
function isUsed(image: Uint8Array): boolean {
  return registerParts.some(([from, to]) => untouched.compare(image, from, to, from, to) !== 0);
}
