/** A static executable, read and checked. */
export interface Executable {
  readonly entry: bigint;
  /** By address; no byte belongs to two of them. */
  readonly segments: readonly Segment[];
}

/** What a program has in its memory from the start. */
export interface Segment {
  readonly address: bigint;
  /** Bytes in memory: at least those of `bytes`, and zeros behind them. */
  readonly size: bigint;
  readonly bytes: Uint8Array;
  /** Bits of `protection` (run/memory). */
  readonly protection: number;
}
