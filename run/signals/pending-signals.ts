/** Why a signal was sent, as far as siginfo tells: si_code, and what goes with it. */
export interface SignalInfo {
  readonly signal: number;
  /** si_code: SI_USER 0, SEGV_MAPERR 1, ... */
  readonly code: number;
  /** The fault's address (si_addr). */
  readonly address?: bigint | undefined;
  /** The sender (si_pid, si_uid), of a signal by kill. */
  readonly sender?: { readonly process: number; readonly user: number } | undefined;
  /** The processor's trap number and error code, of a fault: sc_trapno and sc_err. */
  readonly trap?: { readonly number: number; readonly error: number } | undefined;
}

/** Signals that were sent and not yet delivered: at most one of each number, as sigset_t has one bit for each. */
export class PendingSignals {
  readonly #waiting = new Map<number, SignalInfo>();

  get any(): boolean {
    return this.#waiting.size > 0;
  }

  add(info: SignalInfo): void {
    if (!this.#waiting.has(info.signal)) {
      this.#waiting.set(info.signal, info);
    }
  }

  has(signal: number): boolean {
    return this.#waiting.has(signal);
  }

  /** Takes a signal out, if it waits. */
  take(signal: number): SignalInfo | undefined {
    const info = this.#waiting.get(signal);
    this.#waiting.delete(signal);
    return info;
  }

  /** The lowest signal that the mask does not block. */
  nextUnblocked(mask: number): number | undefined {
    let lowest: number | undefined;
    for (const signal of this.#waiting.keys()) {
      if ((mask & (1 << (signal - 1))) === 0 && (lowest === undefined || signal < lowest)) {
        lowest = signal;
      }
    }
    return lowest;
  }

  /** Forgets a signal that is now ignored, or that its opposite cancels. */
  remove(signal: number): void {
    this.#waiting.delete(signal);
  }

  /** The set of those that wait, bit (n - 1) for signal n. */
  get set(): number {
    let set = 0;
    for (const signal of this.#waiting.keys()) {
      set |= 1 << (signal - 1);
    }
    return set >>> 0;
  }
}
