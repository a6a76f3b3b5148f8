import type { ErrnoName } from "../kernel/errno.js";

/** What the kernel answers to a system call. */
export type CallResult =
  /** It has worked: RAX, and RDX where a call gives two results. */
  | { readonly kind: "value"; readonly value: bigint; readonly second?: bigint | undefined }
  | { readonly kind: "error"; readonly errno: ErrnoName }
  /** The thread sleeps; the sleep tells how the call ends. */
  | { readonly kind: "sleep"; readonly sleep: Sleep }
  /** The handler has set the thread's registers itself (sigreturn), or there is no thread any more (exit, threxit). */
  | { readonly kind: "done" };

/** Why a thread sleeps in a system call, and what ends that. */
export interface Sleep {
  /** What the thread is waiting for, for people: `thrsleep 0x601040`. */
  readonly reason: string;
  /** Woken by `Scheduler.wakeUp` with the same object or address; absent: by time or a signal only. */
  readonly channel?: Channel | undefined;
  /** When it wakes by itself, in nanoseconds of the kernel's monotonic clock. */
  readonly deadline?: bigint | undefined;
  /** Something of the host that has to come first: input. The thread is woken when it settles; it does not reject. */
  readonly host?: Promise<void> | undefined;
  /** The call's result when woken; it may be another sleep. */
  readonly woken: () => CallResult;
  /** The result when the deadline has passed: by default EWOULDBLOCK. */
  readonly expired?: (() => CallResult) | undefined;
  /**
   * The result when a signal's handler is about to run: by default EINTR, or the call again, from the start, where the
   * handler was set with SA_RESTART and `restartable` is true. `uninterruptible` sleeps are not ended by signals.
   */
  readonly interrupted?: (() => CallResult) | "uninterruptible" | undefined;
  readonly restartable?: boolean | undefined;
}

/** An address of the guest (thrsleep's ident is one), or any object of the kernel's. */
export type Channel = object | bigint;

export function value(result: bigint | number, second?: bigint): CallResult {
  return { kind: "value", value: BigInt(result), second };
}

export function error(errno: ErrnoName): CallResult {
  return { kind: "error", errno };
}

export const done: CallResult = Object.freeze({ kind: "done" });

/** An error of a system call from any depth of its handler: the call answers its errno. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly errno: ErrnoName;

  constructor(errno: ErrnoName) {
    super(errno);
    this.errno = errno;
  }
}
