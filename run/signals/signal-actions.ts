import { signalBit, signalNumber, signalOf, unblockable } from "./signal-table.js";

/** What sigaction(2) has set for a signal. */
export interface SignalAction {
  /** SIG_DFL 0, SIG_IGN 1, or the handler's address. */
  readonly handler: bigint;
  /** Signals blocked while the handler runs, besides its own: bit (n - 1) for signal n. */
  readonly mask: number;
  /** See `actionFlag`. */
  readonly flags: number;
}

/** `handler` where there is none. */
export const signalDefault = 0n;
export const signalIgnore = 1n;

/** Bits of `flags` (OpenBSD sys/sys/signal.h). */
export const actionFlag = Object.freeze({
  SA_ONSTACK: 1,
  SA_RESTART: 2,
  SA_RESETHAND: 4,
  SA_NOCLDSTOP: 8,
  SA_NODEFER: 0x10,
  SA_NOCLDWAIT: 0x20,
  SA_SIGINFO: 0x40,
});

/** What the kernel keeps of the flags of any signal, and of SIGCHLD besides. */
const keptFlags =
  actionFlag.SA_ONSTACK |
  actionFlag.SA_RESTART |
  actionFlag.SA_RESETHAND |
  actionFlag.SA_NODEFER |
  actionFlag.SA_SIGINFO;
const childFlags = actionFlag.SA_NOCLDSTOP | actionFlag.SA_NOCLDWAIT;

export const defaultAction: SignalAction = Object.freeze({ handler: signalDefault, mask: 0, flags: 0 });

/** What a process does with each signal. */
export class SignalActions {
  readonly #actions = new Map<number, SignalAction>();

  get(signal: number): SignalAction {
    return this.#actions.get(signal) ?? defaultAction;
  }

  /** Sets an action as the kernel keeps it: what it does not know of flags and mask is gone when they are read back. */
  set(signal: number, { handler, mask, flags }: SignalAction): void {
    const bit = signalBit(signal);
    const kept = flags & (keptFlags | (signal === signalNumber.SIGCHLD ? childFlags : 0));
    this.#actions.set(
      signal,
      Object.freeze({
        handler,
        mask: (mask & ~unblockable & ~bit) >>> 0,
        // A mask that names the signal itself blocks it, whatever SA_NODEFER says.
        flags: (mask & bit) === 0 ? kept : kept & ~actionFlag.SA_NODEFER,
      }),
    );
  }

  /** For a child process: the same, from now on apart. */
  copy(): SignalActions {
    const copied = new SignalActions();
    for (const [signal, action] of this.#actions) {
      copied.#actions.set(signal, action);
    }
    return copied;
  }

  /** For execve(2): handlers are gone with the program; what was ignored stays so, but for SIGCHLD. */
  resetForExecution(): void {
    for (const [signal, action] of this.#actions) {
      if (action.handler !== signalIgnore || signal === signalNumber.SIGCHLD) {
        this.#actions.delete(signal);
      }
    }
  }
}

/** Is there a handler? */
export function isCaught(actions: SignalActions, signal: number): boolean {
  const { handler } = actions.get(signal);
  return handler !== signalDefault && handler !== signalIgnore;
}

/**
 * Is a signal forgotten as soon as it is sent? Where it is ignored, by the program or by itself; and the terminal's stop
 * signals too, as in any process group that no job control looks after: nobody could continue the process. SIGCONT has
 * nothing more to do than to be there.
 */
export function isIgnored(actions: SignalActions, signal: number): boolean {
  const { handler } = actions.get(signal);
  if (handler !== signalDefault) {
    return handler === signalIgnore;
  }
  const { action } = signalOf(signal);
  return action === "ignore" || action === "continue" || action === "stop from terminal";
}

/** Does a call that a signal interrupts begin again when the handler returns? */
export function restartsCalls(actions: SignalActions, signal: number): boolean {
  return (actions.get(signal).flags & actionFlag.SA_RESTART) !== 0;
}
