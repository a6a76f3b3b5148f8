import { expect } from "chai";
import { constantFrom, property, assert as check, array, string, tuple } from "fast-check";
import { LongText } from "../../emit/long-text.js";
import { placeholder, Template } from "../../emit/template.js";
import { Word } from "../../emit/word.js";
import { campaignCount, campaignSeed, campaignTag } from "../campaign.js";

/** Text with characters of one, two, three and four bytes. */
const anyText = string({ unit: constantFrom("a", "Z", "_", "\n", "·", "é", "∕", "語", "😀"), maxLength: 200 });

function wordOf(text: string): Word {
  const word = new Word();
  word.set(text);
  return word;
}

describe(`a long text ${campaignTag}`, () => {
  it("is what was added, over the ends of chunks", () => {
    check(
      property(array(anyText, { maxLength: 200 }), (pieces) => {
        const text = new LongText();
        const many = Array.from({ length: 40 }, () => pieces).flat();
        many.forEach((piece, index) => {
          if (index % 2 === 0) {
            text.add(piece);
          } else {
            text.addBytes(Buffer.from(piece));
          }
        });
        expect(text.toString()).to.equal(many.join(""));
        expect(Buffer.concat(text.chunks()).equals(Buffer.from(many.join("")))).to.equal(true);
      }),
      { seed: campaignSeed(1), numRuns: campaignCount(20) },
    );
  });

  it("has templates filled in with words of any length", () => {
    check(
      property(anyText, anyText, anyText, array(tuple(anyText, anyText), { minLength: 1 }), (a, b, c, words) => {
        const template = new Template(a + placeholder(1) + b + placeholder(0) + placeholder(1) + c);
        const text = new LongText();
        for (const [zero, one] of words) {
          template.fill([wordOf(zero), wordOf(one)], text);
        }
        expect(text.toString()).to.equal(words.map(([zero, one]) => a + one + b + zero + one + c).join(""));
      }),
      { seed: campaignSeed(1), numRuns: campaignCount(100) },
    );
  });

  it("has words that are set again and again", () => {
    const word = new Word();
    check(
      property(anyText, (text) => {
        word.set(text);
        const bytes = new Uint8Array(word.length + 2).fill(1);
        word.copyTo(bytes, 1);
        expect(Buffer.from(bytes.subarray(1, -1)).toString()).to.equal(text);
        expect([bytes[0], bytes.at(-1)]).to.deep.equal([1, 1]);
      }),
      { seed: campaignSeed(1), numRuns: campaignCount(100) },
    );
  });
});
