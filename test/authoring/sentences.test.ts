import { expect } from "chai";
import { openEditor } from "./editor.js";
import { describeWith, inBody } from "./mistaken-port.js";
import { bodyMistakes, statementMistakes } from "./mistakes.js";

/** What fits a box over the text: the sentence itself, and what TypeScript puts around it. */
const longestSentence = 180;
const longestMessage = 420;

describe("an error in an editor", () => {
  const typed = [
    ...bodyMistakes.map((mistake) => ({ mistake, text: inBody(mistake).text })),
    ...statementMistakes.map((mistake) => ({ mistake, text: describeWith(mistake.code).text })),
  ].filter(({ mistake }) => mistake.types !== undefined);

  let firsts: readonly string[] = [];
  before(() => {
    const editor = openEditor([]);
    firsts = typed.map(({ text }) => editor.errors("examples/mistaken.ts", text)[0] ?? "");
  });

  typed.forEach(({ mistake }, index) => {
    it(`is one sentence: ${mistake.title}`, () => {
      const first = firsts[index] ?? "";
      const [line = ""] = first.split("\n");
      expect(line).not.to.equal("");
      expect(line.length, line).to.be.at.most(longestMessage);
      const own = ownSentence(line);
      if (own !== undefined) {
        expect(own.length, own).to.be.at.most(longestSentence);
        // A sentence of ours says all there is to say: TypeScript adds nothing below it.
        expect(first).to.equal(line);
        expect(own).not.to.match(/\n|\.\s/);
      }
    });
  });

  it("is so for most of these mistakes by a sentence of portwright's own", () => {
    expect(firsts.filter((first) => /"[^"]* [^"]*"'\.(\n|$)/.test(first)).length).to.be.at.least(19);
  });
});

/** The sentence that stands in place of a type. */
function ownSentence(message: string): string | undefined {
  return /parameter of type '"([^"]*)"'\.$/.exec(message)?.[1];
}
