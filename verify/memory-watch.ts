import type { Fault } from "./fault.js";
import { hex } from "./fault.js";
import type { Random } from "./random.js";

interface Access {
  readonly kind: "read" | "write";
  readonly address: bigint;
  readonly size: number;
  /** Which instruction of the run it was, counted from 0. */
  readonly step: number;
}

interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

/** How much of a stack a routine may use below where it found SP. */
const stackRoom = 0x8000n;

function stackBelow(top: bigint): Range {
  return { from: top - stackRoom, to: top };
}

/** Keeps what a routine read and wrote, and tells what it had no business with. */
export class MemoryWatch {
  readonly #random: Random;
  #stack: Range;
  readonly #readable: Range[] = [];
  /** Stores that the contract names before the next thing that somebody sees. */
  #writable: Range[] = [];
  readonly #alwaysWritable: Range[] = [];
  #accesses: Access[] = [];

  constructor(random: Random, entryStackPointer: bigint) {
    this.#random = random;
    this.#stack = stackBelow(entryStackPointer);
  }

  /** From here on the routine's own memory is a stack that ends at `top`, and no longer the one before. */
  switchStack(top: bigint): void {
    this.#stack = stackBelow(top);
  }

  allowRead(address: bigint, size: number): void {
    this.#readable.push({ from: address, to: address + BigInt(size) });
  }

  allowWrite(address: bigint, size: number): void {
    this.#writable.push({ from: address, to: address + BigInt(size) });
  }

  /** A store that may come at any time. */
  allowWriteAlways(address: bigint, size: number): void {
    this.#alwaysWritable.push({ from: address, to: address + BigInt(size) });
  }

  /** What has been stored and looked at may not change any more. */
  forgetStores(): void {
    this.#writable = [];
  }

  record(access: Access): void {
    this.#accesses.push(access);
  }

  /** Bytes that the kernel writes: never the same, so that a routine cannot be right by chance. */
  freshBytes(size: number): Uint8Array {
    return this.#random.bytes(size);
  }

  /** The first access since the last look that nothing allows. */
  strayAccess(): Fault | undefined {
    const accesses = this.#accesses;
    this.#accesses = [];
    const stray = accesses.find(
      (access) =>
        !(access.kind === "read"
          ? this.#covers(access, this.#readable)
          : this.#covers(access, this.#writable, this.#alwaysWritable)),
    );
    if (stray === undefined) {
      return undefined;
    }
    const { kind, address, size, step } = stray;
    return kind === "read"
      ? {
          code: "read-outside",
          message: `reads ${String(size)} bytes at ${hex(address)}, of which not all are its arguments, its frame or what its contract names`,
          blame: { step },
          at: step,
        }
      : {
          code: "write-outside",
          message: `writes ${String(size)} bytes at ${hex(address)}, which its contract does not name`,
          blame: { step },
          at: step,
        };
  }

  #covers({ address, size }: Access, ...allowed: readonly (readonly Range[])[]): boolean {
    const end = address + BigInt(size);
    // Two neighbouring arguments may be read together: the bytes have to be allowed, not the range.
    for (let at = address; at < end;) {
      const covering = covers(this.#stack, at) ? this.#stack : firstCovering(allowed, at);
      if (covering === undefined) {
        return false;
      }
      at = covering.to;
    }
    return true;
  }
}

function covers({ from, to }: Range, address: bigint): boolean {
  return from <= address && address < to;
}

function firstCovering(lists: readonly (readonly Range[])[], address: bigint): Range | undefined {
  for (const ranges of lists) {
    for (const range of ranges) {
      if (covers(range, address)) {
        return range;
      }
    }
  }
  return undefined;
}
