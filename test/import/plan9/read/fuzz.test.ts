import { expect } from "chai";
import { campaignCount, campaignSeed, campaignTag } from "../../../campaign.js";
import { generator } from "../../../elf/mutations.js";
import { readText } from "./read-text.js";
import { sampleFiles, sampleHeader } from "./sample-files.js";

/** What a mutation puts in: the signs and words that mean something somewhere. */
const pieces: readonly string[] = [
  ...[
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "<<",
    ">>",
    "<>",
    ",",
    ";",
    ":",
    ".",
    "$",
    "*",
    "/",
    "%",
    "&",
    "|",
    "^",
    "~",
    "+",
    "-",
  ],
  ...[
    "\\",
    "\\\n",
    "\n",
    "\t",
    "#",
    '"',
    "'",
    "'a'",
    '"\\',
    "/*",
    "*/",
    "//",
    "\r",
    "é",
    "·",
    "∕",
    "😀",
    "\uFFFD",
    "@",
    "`",
  ],
  ...[
    "0",
    "1",
    "0x",
    "0b",
    "1.5",
    "1e9",
    "9223372036854775808",
    "99999999999999999999",
    "0x8000000000000000",
    "__proto__",
  ],
  ...[
    "AX",
    "SP",
    "FP",
    "SB",
    "PC",
    "TLS",
    "GS",
    "g",
    "m",
    "g(CX)",
    "(SB)",
    "(PC)",
    "(FP)",
    "(BX*4)",
    "-8(SP)",
    "x",
    "X0",
  ],
  ...[
    "TEXT ",
    "DATA ",
    "GLOBL ",
    "BYTE ",
    "PCDATA ",
    "FUNCDATA ",
    "JMP ",
    "CALL ",
    "MOVQ ",
    "constructor ",
    "NO_LOCAL_POINTERS",
  ],
  ...[
    "\n#define A A\n",
    "\n#define x(a, b) a b a\n",
    "\n#define A(x) x x A(x)\n",
    "\n#define NOP NOP; NOP\n",
    "\n#undef A\n",
    "A(",
    "A",
    "x(x(",
  ],
  ...[
    "\n#ifdef A\n",
    "\n#ifndef A\n",
    "\n#else\n",
    "\n#endif\n",
    "\n#if A\n",
    "\n#elif defined(A\n",
    '\n#include "h.h"\n',
    '\n#include "test.s"\n',
  ],
  ...['\n#line 1 "x"\n', "\n#foo\n", "\n#define N(\n", "\n#define M \\\n"],
];

/** A text with a few changes: something put in, taken out, doubled, moved, or cut off. */
function mutated(text: string, random: (below: number) => number): string {
  let made = text;
  for (let count = 1 + random(5); count > 0; count -= 1) {
    const at = random(made.length + 1);
    const length = random(4) === 0 ? random(300) : random(12);
    const rest = made.slice(at + length);
    switch (random(7)) {
      case 0:
        made = made.slice(0, at) + rest;
        break;
      case 1:
        made = made.slice(0, at) + made.slice(at, at + length).repeat(2 + random(3)) + rest;
        break;
      case 2: {
        const to = random(made.length + 1);
        made = made.slice(0, to) + made.slice(at, at + length) + made.slice(to);
        break;
      }
      case 3:
        made = random(8) === 0 ? made.slice(0, at) : made;
        break;
      default:
        made = made.slice(0, at) + (pieces[random(pieces.length)] ?? "") + made.slice(at + random(3));
    }
  }
  return made;
}

describe("import plan9: damaged assembly", () => {
  const inputs = campaignCount(1200);

  it(`${String(inputs)} texts: a file or findings with places, and no hang ${campaignTag}`, function () {
    this.timeout(300_000);
    const random = generator(campaignSeed(9));
    const outcomes = { file: 0, broken: 0 };
    let slowest = 0;
    for (let count = 0; count < inputs; count += 1) {
      const text = mutated(sampleFiles[count % sampleFiles.length] ?? "", random);
      const header = random(3) === 0 ? mutated(sampleHeader, random) : sampleHeader;
      const started = performance.now();
      const result = readText(text, { files: { "h.h": header, "test.s": text } });
      slowest = Math.max(slowest, performance.now() - started);
      outcomes[result.kind] += 1;
      if (result.kind === "broken") {
        expect(result.findings, text).not.to.be.empty;
        for (const { position, message } of result.findings) {
          expect(position?.line, message).to.be.within(1, 1_000_000_000);
          expect(position?.column, message).to.be.at.least(1);
        }
      } else {
        for (const { place } of result.file.statements) {
          expect(place.line, text).to.be.at.least(1);
        }
      }
    }
    expect(slowest, "milliseconds").to.be.below(10_000);
    expect(outcomes.file).to.be.at.least(inputs / 12);
    expect(outcomes.broken).to.be.at.least((5 * inputs) / 12);
  });

  it("the same text gives the same findings", () => {
    const random = generator(11);
    for (let count = 0; count < 200; count += 1) {
      const text = mutated(sampleFiles[count % sampleFiles.length] ?? "", random);
      expect(readText(text)).to.deep.equal(readText(text));
    }
  });
});
