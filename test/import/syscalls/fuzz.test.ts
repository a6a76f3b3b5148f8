import { expect } from "chai";
import { campaignCount, campaignSeed, campaignTag } from "../../campaign.js";
import { generator } from "../../elf/mutations.js";
import { moduleText } from "../../../gen/import/system-calls/module-text.js";
import { checkLines } from "../../instructions/type-check.js";
import { read } from "./imported.js";
import { linuxPrototypes, sampleTables } from "./sample-tables.js";

/** What a mutation puts in: the signs and words that mean something somewhere. */
const pieces: readonly string[] = [
  ...[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    ";",
    "*",
    "|",
    "||",
    "&&",
    "!",
    "...",
    "\\\n",
    "\n",
    "\t",
    "\0",
    "é",
    "'",
    '"',
    "@",
  ],
  ...[
    "#if ",
    "#ifdef X\n",
    "#else\n",
    "#elif 1\n",
    "#endif\n",
    "#define A\n",
    "%%\n",
    "/*",
    "*/",
    "//",
    "0",
    "999999999999",
  ],
  ...[
    "STD",
    "OBSOL",
    "COMPAT_43",
    "NODEF",
    "AUE_NULL",
    "struct ",
    "unsigned ",
    "const ",
    "void",
    "int (*f)(",
    "__proto__",
  ],
  ...["_Out_writes_(", "asmlinkage long sys_", "SYSCALL_DEFINE3(", "#define __NR_", "common", "1-3 "],
];

/** A text with a few changes: something put in, taken out, doubled, moved, or cut off. */
function mutated(text: string, random: (below: number) => number): string {
  let made = text;
  for (let count = 1 + random(5); count > 0; count -= 1) {
    const at = random(made.length + 1);
    const length = random(4) === 0 ? random(400) : random(12);
    const rest = made.slice(at + length);
    switch (random(6)) {
      case 0:
        made = made.slice(0, at) + rest;
        break;
      case 1:
        made = made.slice(0, at) + made.slice(at, at + length).repeat(2) + rest;
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

describe("import syscalls: damaged tables", () => {
  const inputs = campaignCount(1200);

  it(`${String(inputs)} of them: a table or faults with places, and no hang ${campaignTag}`, function () {
    this.timeout(300_000);
    const random = generator(campaignSeed(5));
    const tables = Object.values(sampleTables);
    const outcomes = { table: 0, broken: 0 };
    const written: string[] = [];
    let slowest = 0;
    for (let count = 0; count < inputs; count += 1) {
      const text = mutated(tables[count % tables.length] ?? "", random);
      const prototypes = random(2) === 0 ? undefined : mutated(linuxPrototypes, random);
      const isLinux = count % tables.length >= 5;
      const started = performance.now();
      const result = read(text, isLinux && prototypes !== undefined ? { prototypes } : {});
      slowest = Math.max(slowest, performance.now() - started);
      outcomes[result.kind] += 1;
      if (result.kind === "broken") {
        expect(result.faults, text).not.to.be.empty;
        for (const { place, message } of result.faults) {
          expect(place.line, message).to.be.within(1, text.length + linuxPrototypes.length * 3);
          expect(place.column, message).to.be.at.least(1);
        }
      } else if (outcomes.table % 40 === 0) {
        written.push(moduleText(result.table, "// A mark.\n", "a table"));
      }
    }
    expect(slowest, "milliseconds").to.be.below(2000);
    expect(outcomes.table).to.be.at.least(inputs / 24);
    expect(outcomes.broken).to.be.at.least(inputs / 6);
    for (const module of written.slice(0, 12)) {
      expect(checkLines([], module.split("\n")).flatMap(({ messages }) => messages)).to.deep.equal([]);
    }
  });
});
