/**
 * A seeded source of numbers (sfc32: small, fast, passes PractRand). The same seed gives the same numbers on every
 * machine, which is what makes a finding reproducible.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** Streams of different names are independent of each other. */
  constructor(seed: number, ...names: readonly (string | number)[]) {
    this.#a = seed | 0;
    this.#b = hash(names.join("\n"));
    this.#c = 0x9e3779b9 | 0;
    for (let round = 0; round < 12; round += 1) {
      this.uint32();
    }
  }

  /** 32 random bits. */
  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** 64 random bits. */
  uint64(): bigint {
    return (BigInt(this.uint32()) << 32n) | BigInt(this.uint32());
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return this.uint32() % bound;
  }

  /** One of the items; there must be one. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) {
      throw new RangeError("nothing to pick from");
    }
    return item;
  }

  /** Random bytes. */
  bytes(count: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(count / 4));
    for (let index = 0; index < words.length; index += 1) {
      words[index] = this.uint32();
    }
    return new Uint8Array(words.buffer, 0, count);
  }
}

/** FNV-1a over the UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value;
}
