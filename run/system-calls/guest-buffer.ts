import type { AddressSpace } from "../memory/address-space.js";
import { CallError } from "./result.js";

/** One stretch of a buffer: `struct iovec`. */
interface Segment {
  readonly address: bigint;
  readonly size: bigint;
}

/** No transfer may be longer: SSIZE_MAX. */
const longest = 0x7fff_ffff_ffff_ffffn;

/** IOV_MAX of OpenBSD sys/syslimits.h. */
const segmentLimit = 1024;

const segmentBytes = 16;

/** Memory of the guest that a call reads from or writes to: one stretch, or several. Nothing is read before it is needed. */
export class GuestBuffer {
  readonly #memory: AddressSpace;
  readonly #segments: readonly Segment[];
  /** Bytes in all. */
  readonly size: bigint;

  private constructor(memory: AddressSpace, segments: readonly Segment[]) {
    this.#memory = memory;
    this.#segments = segments;
    this.size = segments.reduce((sum, { size }) => sum + size, 0n);
    if (this.size > longest) {
      throw new CallError("EINVAL");
    }
  }

  /** The buffer of read(2) and write(2). */
  static of(memory: AddressSpace, address: bigint, size: bigint): GuestBuffer {
    return new GuestBuffer(memory, [{ address, size }]);
  }

  /** The buffers of readv(2) and writev(2): `count` times `struct iovec`. */
  static vector(memory: AddressSpace, address: bigint, count: number): GuestBuffer {
    if (count <= 0 || count > segmentLimit) {
      throw new CallError("EINVAL");
    }
    const bytes = memory.read(address, count * segmentBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const segments = Array.from({ length: count }, (_, index) => ({
      address: view.getBigUint64(index * segmentBytes, true),
      size: view.getBigUint64(index * segmentBytes + 8, true),
    }));
    return new GuestBuffer(memory, segments);
  }

  /** Bytes from `offset` on, at most `size`. */
  read(offset: bigint, size: number): Uint8Array {
    const parts = this.#stretches(offset, BigInt(size)).map(({ address, size: length }) =>
      this.#memory.read(address, Number(length)),
    );
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : new Uint8Array(Buffer.concat(parts));
  }

  /** Puts bytes at `offset`; there must be room. */
  write(offset: bigint, bytes: Uint8Array): void {
    let written = 0;
    for (const { address, size } of this.#stretches(offset, BigInt(bytes.length))) {
      this.#memory.write(address, bytes.subarray(written, written + Number(size)));
      written += Number(size);
    }
  }

  #stretches(offset: bigint, size: bigint): readonly Segment[] {
    const stretches: Segment[] = [];
    let start = 0n;
    for (const segment of this.#segments) {
      const from = offset > start ? offset : start;
      const to = start + segment.size < offset + size ? start + segment.size : offset + size;
      if (from < to) {
        stretches.push({ address: BigInt.asUintN(64, segment.address + from - start), size: to - from });
      }
      start += segment.size;
    }
    return stretches;
  }
}
