let passing = new Uint32Array(1024);

/** The first numbers of a stream still show its seed. */
const warmUp = new Uint32Array(12);

/**
 * A seeded source of numbers (sfc32: small, fast, passes PractRand). The same seed gives the same numbers on every
 * machine, which is what makes a finding reproducible.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** Streams of different names are independent of each other. */
  constructor(seed: number, ...names: readonly (string | number)[]) {
    this.seed(seed, names.join("\n"));
  }

  /** Begins with another stream. */
  protected seed(seed: number, name: string): void {
    this.#a = seed | 0;
    this.#b = hash(name);
    this.#c = 0x9e3779b9 | 0;
    this.#counter = 1;
    this.generate(warmUp, 0, warmUp.length);
  }

  /** Fills a part of `words` with the numbers that come next. */
  protected generate(words: Uint32Array, from: number, to: number): void {
    // With the state where it is fast to reach.
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let counter = this.#counter;
    for (let index = from; index < to; index += 1) {
      const sum = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      words[index] = sum;
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
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

  /** As many 64 random bits as there is room for. */
  fill(numbers: BigUint64Array): void {
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
    for (let index = 0; index < words.length; index += 2) {
      // As in `uint64`, the upper half comes first.
      words[index + 1] = this.uint32();
      words[index] = this.uint32();
    }
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
    return this.passingBytes(count).slice();
  }

  /** Random bytes that are good until somebody asks for such again, of whatever generator: nothing is kept for them. */
  passingBytes(count: number): Uint8Array {
    const length = Math.ceil(count / 4);
    if (passing.length < length) {
      passing = new Uint32Array(2 * length);
    }
    this.generate(passing, 0, length);
    return new Uint8Array(passing.buffer, 0, count);
  }
}

/**
 * A generator that can begin a stream again: what it has given once it gives from memory. One of them is used for
 * stream after stream, and nothing is made for it.
 */
export class RepeatableRandom extends Random {
  #words = new Uint32Array(2048);
  #known = 0;
  #next = 0;

  constructor() {
    super(0);
  }

  /** Begins with another stream: what `new Random` with the same arguments gives. */
  begin(seed: number, ...names: readonly (string | number)[]): void {
    this.seed(seed, names.join("\n"));
    this.#known = 0;
    this.#next = 0;
  }

  /** Begins with the same stream again. */
  rewind(): void {
    this.#next = 0;
  }

  override uint32(): number {
    return this.#words[this.#take(1)] ?? 0;
  }

  override fill(numbers: BigUint64Array): void {
    const words = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
    const first = this.#take(words.length);
    for (let index = 0; index < words.length; index += 2) {
      words[index + 1] = this.#words[first + index] ?? 0;
      words[index] = this.#words[first + index + 1] ?? 0;
    }
  }

  override passingBytes(count: number): Uint8Array {
    const first = this.#take(Math.ceil(count / 4));
    return new Uint8Array(this.#words.buffer, 4 * first, count);
  }

  /** Where the next `count` numbers are. */
  #take(count: number): number {
    const first = this.#next;
    this.#next += count;
    if (this.#next > this.#known) {
      this.#learn(this.#next);
    }
    return first;
  }

  #learn(wanted: number): void {
    // Single numbers come in groups.
    const needed = Math.max(wanted, this.#known + 32);
    if (needed > this.#words.length) {
      // What was handed out stays where it is.
      const words = new Uint32Array(2 * needed);
      words.set(this.#words.subarray(0, this.#known));
      this.#words = words;
    }
    this.generate(this.#words, this.#known, needed);
    this.#known = needed;
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
