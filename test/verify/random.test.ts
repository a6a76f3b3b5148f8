import { expect } from "chai";
import { Random, RepeatableRandom } from "../../verify/random.js";

/** What a generator gives when it is asked for one thing after the other. */
function given(random: Random): readonly string[] {
  const numbers = new BigUint64Array(5);
  random.fill(numbers);
  return [
    random.uint32(),
    random.uint64(),
    Buffer.from(random.bytes(7)).toString("hex"),
    Buffer.from(random.passingBytes(3000)).toString("hex"),
    random.below(100),
    numbers.join(),
    Buffer.from(random.passingBytes(20_000)).toString("hex"),
    random.uint32(),
  ].map(String);
}

describe("random values", () => {
  it("are those of the published generator", () => {
    // sfc32 of PractRand in a few lines, with the same seed and as many rounds before.
    let [a, b, c, counter] = [5, 0x811c9dc5, 0x9e3779b9, 1];
    const next = (): number => {
      const sum = (a + b + counter) >>> 0;
      counter += 1;
      a = (b ^ (b >>> 9)) >>> 0;
      b = (c + ((c << 3) >>> 0)) >>> 0;
      c = ((((c << 21) | (c >>> 11)) >>> 0) + sum) >>> 0;
      return sum;
    };
    const numbers = Array.from({ length: 112 }, next).slice(12);
    const random = new Random(5);
    expect(numbers.map(() => random.uint32())).to.deep.equal(numbers);
  });

  it("are the same bytes as numbers", () => {
    const [one, other] = [new Random(7, "x"), new Random(7, "x")];
    const words = new DataView(one.bytes(4000).buffer);
    expect(Array.from({ length: 1000 }, (_, index) => words.getUint32(4 * index, true))).to.deep.equal(
      Array.from({ length: 1000 }, () => other.uint32()),
    );
    const numbers = new BigUint64Array(3);
    one.fill(numbers);
    expect([...numbers]).to.deep.equal([other.uint64(), other.uint64(), other.uint64()]);
  });

  it("come again where a generator can repeat itself, and are those of one that cannot", () => {
    const repeatable = new RepeatableRandom();
    for (const [seed, name] of [
      [1, "one"],
      [2, "other"],
      [1, "one"],
    ] as const) {
      const expected = given(new Random(seed, name, 3));
      repeatable.begin(seed, name, 3);
      expect(given(repeatable)).to.deep.equal(expected);
      repeatable.rewind();
      expect(given(repeatable)).to.deep.equal(expected);
    }
  });
});
