import { expect } from "chai";
import { sourceOf } from "../../../run/executable/byte-source.js";
import { ExecutableError } from "../../../run/executable/executable-error.js";
import { readExecutable } from "../../../run/executable/read-executable.js";
import { Random } from "../../../verify/random.js";
import { madeFile } from "./made-file.js";

/** Reads a file that may be anything: it is taken, or refused with one line. What it is taken for must be sound. */
function judge(bytes: Uint8Array): "taken" | "refused" {
  try {
    const { entry, segments } = readExecutable(sourceOf(bytes));
    expect(segments.length).to.be.within(1, 32);
    let end = 0x1000n;
    for (const { address, size, bytes: contents } of segments) {
      expect(address >= end).to.equal(true);
      expect(BigInt(contents.length) <= size).to.equal(true);
      end = address + size;
    }
    expect(end <= 0x7f7ffdfec000n).to.equal(true);
    expect(segments.some(({ address, size }) => address <= entry && entry < address + size)).to.equal(true);
    return "taken";
  } catch (thrown) {
    if (!(thrown instanceof ExecutableError)) {
      throw thrown;
    }
    expect(thrown.message).to.match(/^[ -~]{5,300}$/);
    return "refused";
  }
}

/** Values at which fields break. */
const edges: readonly bigint[] = [
  ...[0n, 1n, 2n, 3n, 5n, 6n, 7n, 0x33n, 55n, 57n, 0x7fn, 0x80n, 0xffn, 0xfffn, 0x1000n, 0x1001n, 0x7fffn, 0xfffen],
  ...[0xffffn, 0x10000n, 0x400000n, 0x601200n, (1n << 31n) - 1n, 1n << 31n, (1n << 32n) - 1n, 1n << 32n, 1n << 33n],
  ...[0x7f7fffffc000n, 1n << 47n, (1n << 53n) - 1n, 1n << 60n, (1n << 63n) - 1n, 1n << 63n],
  ...[0xffff800000000000n, (1n << 64n) - 0x1000n, (1n << 64n) - 1n],
];

/** Where the fields of the headers are, and how long. */
const fileFields = [
  [4, 1],
  [5, 1],
  [6, 1],
  [7, 1],
  [16, 2],
  [18, 2],
  [20, 4],
  [24, 8],
  [32, 8],
  [54, 2],
  [56, 2],
] as const;
const segmentFields = [
  [0, 4],
  [4, 4],
  [8, 8],
  [16, 8],
  [32, 8],
  [40, 8],
  [48, 8],
] as const;
const fields: readonly (readonly [number, number])[] = [
  ...fileFields,
  ...[64, 64 + 56].flatMap((base) => segmentFields.map(([at, size]) => [base + at, size] as const)),
];

function spoil(bytes: Uint8Array, random: Random): void {
  switch (random.below(4)) {
    case 0:
      bytes[random.below(64 + 2 * 56)] = random.below(256);
      break;
    case 1: {
      const at = random.below(64 + 2 * 56);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      break;
    }
    case 2:
      setField(bytes, random.pick(fields), random.pick(edges) + BigInt(random.below(3)) - 1n);
      break;
    default:
      setField(bytes, random.pick(fields), random.uint64() >> BigInt(random.below(64)));
  }
}

function setField(bytes: Uint8Array, [at, size]: readonly [number, number], value: bigint): void {
  for (let index = 0; index < size; index += 1) {
    bytes[at + index] = Number((value >> BigInt(8 * index)) & 0xffn);
  }
}

describe("malformed executables", () => {
  it("are refused with one line when cut off at any byte", () => {
    const whole = madeFile();
    for (let size = 0; size < 0x300; size += 1) {
      expect(judge(whole.subarray(0, size)), `${String(size)} bytes`).to.equal("refused");
    }
    for (let size = 0x300; size <= whole.length; size += 1) {
      expect(judge(whole.subarray(0, size)), `${String(size)} bytes`).to.equal("taken");
    }
  });

  it("are refused or sound with every field at every edge", () => {
    for (const field of fields) {
      for (const edge of edges) {
        const bytes = madeFile();
        setField(bytes, field, edge);
        judge(bytes);
      }
    }
  });

  it("are refused or sound, 20,000 at random, and quickly", () => {
    const random = new Random(4, "malformed executables");
    const counts = { taken: 0, refused: 0 };
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = madeFile({ size: random.below(8) === 0 ? random.below(0x400) : 0x400 });
      for (let times = 1 + random.below(4); times > 0 && bytes.length > 176; times -= 1) {
        spoil(bytes, random);
      }
      counts[judge(bytes)] += 1;
    }
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(256 << 20);
    expect(counts.taken).to.be.above(1000);
    expect(counts.refused).to.be.above(10_000);
  });

  it("are refused when they are noise", () => {
    const random = new Random(5, "noise");
    for (let round = 0; round < 2000; round += 1) {
      const bytes = random.bytes(random.below(300));
      bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0].slice(0, bytes.length));
      judge(bytes);
    }
  });
});
