import { expect } from "chai";
import { campaignCount, campaignSeed, campaignTag } from "../../../campaign.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { emitUnit } from "../../../../gen/emit-unit.js";
import { packageFolder } from "../../../../gen/own-package.js";
import { generator } from "../../../elf/mutations.js";
import { checkLines } from "../../../instructions/type-check.js";
import { headers2011, importedFrom, unitOf, type Headers } from "./imported.js";
import { samples } from "./samples.js";

type Random = (below: number) => number;

/** Words that take the place of others: operands, numbers, mnemonics, names that mean something in a module. */
const words: readonly string[] = [
  ...["AX", "SP", "R15", "AL", "X0", "Y3", "TLS", "FS", "CR0", "(AX)", "8(SP)", "x-8(SP)", "(AX)(CX*8)", "0xf1"],
  ...[
    "$0",
    "$-1",
    "$0xffffffff",
    "$0x8000000000000000",
    "$·x(SB)",
    "$x+8(FP)",
    '$"text"',
    "$1.5",
    "$SYS_exit",
    "1(PC)",
  ],
  ...[
    "at+0(FP)",
    "new+8(FP)",
    "x+4(FP)",
    "x<>(SB)",
    "runtime·text(SB)",
    "·x+8(SB)",
    "g(CX)",
    "default",
    "class",
    "loop",
  ],
  ...["MOVQ", "MOVL", "MOVB", "LEAQ", "JMP", "JNE", "CALL", "RET", "SHLQ", "PUSHQ", "MOVOU", "PSHUFB", "FROB", "LOCK"],
  ...[
    "TEXT",
    "DATA",
    "GLOBL",
    "BYTE",
    "PCDATA",
    "NOSPLIT",
    "RODATA",
    "7",
    "$8-16",
    "#define A",
    "#endif",
    "loop:",
    ";",
  ],
];

/** A text with some of its lines and words taken from elsewhere, or torn. */
function mutated(text: string, other: string, random: Random): string {
  const lines = text.split("\n");
  const others = other.split("\n");
  for (let count = 1 + random(4); count > 0; count -= 1) {
    const at = random(lines.length);
    const line = lines[at] ?? "";
    switch (random(7)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(at, 0, others[random(others.length)] ?? "");
        break;
      case 2:
        lines.splice(at, 0, ...lines.slice(random(lines.length)).slice(0, random(6)));
        break;
      case 3: {
        const cut = random(line.length + 1);
        lines[at] = `${line.slice(0, cut)}${words[random(words.length)] ?? ""}${line.slice(cut + random(5))}`;
        break;
      }
      default:
        lines[at] = replacedWord(line, random);
    }
  }
  return lines.join("\n");
}

function replacedWord(line: string, random: Random): string {
  const found = [...line.matchAll(/[^\s,]+/g)];
  const word = found[random(found.length)];
  return word === undefined
    ? line
    : line.slice(0, word.index) + (words[random(words.length)] ?? "") + line.slice(word.index + word[0].length);
}

describe("import plan9: damaged files", () => {
  const inputs = campaignCount(1200);

  it(`${String(inputs)} of them: a module that can be printed, or findings with places, and no hang ${campaignTag}`, async function () {
    this.timeout(600_000);
    const random = generator(campaignSeed(7));
    const port = readFileSync(join(packageFolder, "targets/openbsd-amd64/generated/openbsd/amd64/sys.s"), "utf8");
    const headers: Headers = samples.reduce((all, sample) => ({ ...all, ...sample.headers }), headers2011);
    const files = [port, ...samples.map(({ source }) => source), ...samples.map(({ source }) => source)];
    const outcomes = { module: 0, broken: 0 };
    const modules: string[] = [];
    let slowest = 0;
    for (let count = 0; count < inputs; count += 1) {
      const other = files[random(files.length)] ?? "";
      const text = mutated(files[count % files.length] ?? "", other, random);
      const started = performance.now();
      const made = importedFrom(text, headers);
      slowest = Math.max(slowest, performance.now() - started);
      outcomes[made.kind] += 1;
      if (made.kind === "module") {
        if (outcomes.module % 8 === 0) {
          modules.push(made.text);
        }
        continue;
      }
      expect(made.findings, text).not.to.be.empty;
      for (const { position, message } of made.findings) {
        expect(position?.line, message).to.be.within(1, text.length);
        expect(position?.column, message).to.be.at.least(1);
      }
    }
    expect(slowest, "milliseconds").to.be.below(5000);
    expect(outcomes.module).to.be.at.least(inputs / 6);
    expect(outcomes.broken).to.be.at.least(inputs / 6);
    for (const module of modules.slice(0, 300)) {
      expect(await format(module, { parser: "typescript", printWidth: 120 })).to.equal(module);
      const unit = await unitOf(module);
      const origin = { portName: "sample.ts", errata: "corrected", again: "again" } as const;
      const { errors } = emitUnit(unit, origin, { format: "plan9", dialect: "go" });
      expect(
        errors.map(({ message }) => message),
        module,
      ).to.deep.equal([]);
    }
    for (const module of modules.slice(0, 12)) {
      expect(
        checkLines([], module.split("\n")).flatMap(({ messages }) => messages),
        module,
      ).to.deep.equal([]);
    }
  });
});
