import { expect } from "chai";
import { freshCopy, type FreshCopy } from "./fresh-copy.js";
import { moduleOf, type Block } from "./markdown.js";
import { mistakeOf, pages, withMistake, type ShownMistake } from "./pages.js";

/** `<!-- file NAME in FOLDER -->`: a reader saves the block there. */
const fileNote = /^file (?<name>\S+) in (?<folder>\S+)$/;

/** `<!-- finds: COMMAND -->`: the command exits with 1, and the block is a piece of what it prints. */
const findsNote = /^finds: (?<command>.+)$/;

/** What is tried of a block. */
interface BlockTest {
  readonly title: string;
  run(): void;
}

describe("the commands of the pages", function () {
  this.timeout(120_000);
  let copy: FreshCopy;
  before(() => {
    copy = freshCopy();
  });
  after(() => {
    copy.remove();
  });

  for (const page of pages()) {
    /** What the commands of the page printed last. */
    let printed = "";

    for (const block of page.blocks) {
      const test = testOf(block);
      if (test !== undefined) {
        it(`${page.path}:${String(block.line)}: ${test.title}`, () => {
          test.run();
        });
      }
    }

    const module = moduleOf(page.blocks);
    if (module !== undefined) {
      it(`${page.path}: its TypeScript, taken together, is a port`, () => {
        copy.write("../page.ts", module);
        const run = copy.run("npx portwright generate ../page.ts --out ../page && npx portwright assemble ../page.ts");
        expect(run.status, run.all).to.equal(0);
      });
    }

    function testOf({ language, note = "", text }: Block): BlockTest | undefined {
      if (language === "sh") {
        return {
          title: text.split("\n").join("; "),
          run: () => {
            if (note.startsWith("covered: ")) {
              expect(text.split("\n")[0]).to.be.oneOf([".ci/run", "npm run campaign"]);
            } else {
              runCommands(text);
            }
          },
        };
      }
      if (note === "prints") {
        return {
          title: "prints this",
          run: () => {
            expect(printed.trimEnd().endsWith(text), printed).to.equal(true);
          },
        };
      }
      const mistake = mistakeOf(note);
      if (mistake?.by === "generate") {
        return {
          title: `generate says this of ${mistake.after}`,
          run: () => {
            runMistake(mistake, text);
          },
        };
      }
      const { command } = findsNote.exec(note)?.groups ?? {};
      if (command !== undefined) {
        return {
          title: `${command} finds this`,
          run: () => {
            const run = copy.run(command);
            expect(run.status, run.all).to.equal(1);
            expect(run.stdout).to.contain(text);
          },
        };
      }
      const saved = fileNote.exec(note)?.groups;
      if (saved !== undefined) {
        const { name = "", folder = "" } = saved;
        return {
          title: `${name} makes the type checker content`,
          run: () => {
            runTypeChecker(name, folder, text);
          },
        };
      }
      return undefined;
    }

    function runCommands(text: string): void {
      const run = copy.run(text);
      expect(run.status, run.all).to.equal(0);
      printed = run.stdout;
    }

    function runMistake(mistake: ShownMistake, text: string): void {
      const right = copy.read(mistake.file);
      try {
        copy.write(mistake.file, withMistake(right, mistake));
        const run = copy.run("npx portwright generate openbsd-amd64");
        expect(run.status, run.all).to.equal(1);
        expect(run.all.split("\n")).to.include.members(text.split("\n"));
      } finally {
        copy.write(mistake.file, right);
      }
    }

    function runTypeChecker(name: string, folder: string, text: string): void {
      copy.write(`../${folder}/${name}`, text);
      const run = copy.run("npx tsc", folder);
      expect(run.status, run.all).to.equal(0);
    }
  }
});
