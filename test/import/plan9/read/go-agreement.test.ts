import { dirname } from "node:path";
import { expect } from "chai";
import { readPlan9 } from "../../../../gen/import/plan9/read/read-plan9.js";
import { assemblerFlags, assemblerWords } from "../../../corpus/assembler-flags.js";
import { corpusFiles } from "../../../corpus/corpus-files.js";
import { findGo, type GoTools } from "../../../corpus/go-tools.js";
import { PackageHeaders } from "../../../corpus/package-headers.js";
import { generator } from "../../../elf/mutations.js";
import { skipForWant } from "../../../peers.js";
import { assemblerListing, comparableListing } from "./assembler-listing.js";
import { readTextWithGo, readWithGo } from "./go-assembler.js";
import { operandSamples, preprocessorSamples } from "./go-samples.js";
import { fileOf, readText } from "./read-text.js";

/** A constant expression: numbers of all spellings, and every operator. */
function expression(random: (below: number) => number, depth: number): string {
  const pick = (...texts: readonly string[]): string => texts[random(texts.length)] ?? "";
  if (depth === 0) {
    const number = String(random(200));
    const character = pick("'a'", "'\\n'", "'é'", "'\\x7f'", "'\\\\'");
    return pick(
      number,
      `0x${number}`,
      `0b1${number.replace(/\D|[2-9]/g, "0")}`,
      `01${pick("7", "0")}`,
      character,
      "63",
    );
  }
  const inner = (): string => expression(random, random(depth));
  const operator = pick("+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^");
  return pick(
    `${inner()}${operator}${inner()}`,
    `${inner()} ${operator} ${inner()}`,
    `(${inner()})`,
    `${pick("-", "+", "~")}${inner()}`,
  );
}

describe("import plan9: reading as Go's assembler does", () => {
  let go: GoTools;

  before(function () {
    const found = findGo();
    if (typeof found === "string") {
      skipForWant(this, found);
    } else {
      go = found;
    }
  });

  it("the assembly of Go's standard library: every instruction is the one that Go reads", function () {
    this.timeout(1_200_000);
    const headers = new PackageHeaders(go);
    let instructions = 0;
    for (const file of corpusFiles(go.source)) {
      const flags = assemblerFlags(file, headers.folderFor(file), go);
      const result = readPlan9(file.path, {
        includeFolders: flags.includes,
        defines: new Map(flags.defines.map((name) => [name, "1"])),
      });
      expect(result.kind === "broken" ? result.findings : [], file.name).to.deep.equal([]);
      const { listing } = readWithGo(go, assemblerWords(flags), file.path, dirname(file.path));
      const expected = comparableListing(listing);
      expect(result.kind === "file" ? assemblerListing(result.file) : [], file.name).to.deep.equal(expected);
      instructions += expected.length;
    }
    expect(instructions).to.be.at.least(38_000);
  });

  it("constant expressions: the same value, or wrong for both", () => {
    const random = generator(19);
    const expressions = Array.from({ length: 1500 }, () => expression(random, 4));
    const text = `TEXT f(SB), 0, $0\n${expressions.map((one) => `\tMOVQ $(${one}), AX\n`).join("")}`;
    const { listing, wrongLines } = readTextWithGo(go, text);
    const result = readText(text);
    const broken = new Set(result.kind === "broken" ? result.findings.map(({ position }) => position?.line) : []);
    // Reports end after some dozens of mistakes: what is wrong is left out for the values.
    const right = expressions.filter((_, index) => !wrongLines.has(index + 2));
    const rightText = `TEXT f(SB), 0, $0\n${right.map((one) => `\tMOVQ $(${one}), AX\n`).join("")}`;
    const rightListing = comparableListing(readTextWithGo(go, rightText).listing);
    expect(assemblerListing(fileOf(rightText))).to.deep.equal(rightListing);
    expect(right.length).to.be.within(500, 1400);
    expect([...broken].every((line) => line !== undefined && wrongLines.has(line))).to.equal(true);
    for (const wrong of [...wrongLines].slice(0, 200)) {
      const one = expressions[wrong - 2] ?? "";
      expect(readText(`TEXT f(SB), 0, $0\n\tMOVQ $(${one}), AX\n`).kind, one).to.equal("broken");
    }
    expect(listing).not.to.equal("");
  });

  it("operands of all shapes", () => {
    const text = `TEXT f(SB), 4, $16-32\nstart:\n${operandSamples.map((line) => `\t${line}\n`).join("")}`;
    expect(assemblerListing(fileOf(text))).to.deep.equal(comparableListing(readTextWithGo(go, text).listing));
  });

  for (const { title, text, files = {}, defines = {} } of preprocessorSamples) {
    it(`the preprocessor: ${title}`, () => {
      const words = Object.entries(defines).map(([name, value]) => `-D=${name}=${value}`);
      const { listing, wrongLines } = readTextWithGo(go, text, files, ["-D=GOARCH_amd64=1", ...words]);
      expect([...wrongLines]).to.deep.equal([]);
      expect(assemblerListing(fileOf(text, { files, defines }))).to.deep.equal(comparableListing(listing));
    });
  }
});
