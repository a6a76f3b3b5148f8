import { expect } from "chai";
import { format } from "prettier";
import { checkLines } from "../../../instructions/type-check.js";
import { declarationsOf, emitted, moduleText } from "./imported.js";
import { samples } from "./samples.js";

describe("import plan9: the module", () => {
  for (const { name, source, headers, module } of samples) {
    it(`has ${name}`, () => {
      expect(declarationsOf(source, headers)).to.equal(module);
    });

    it(`is laid out as prettier does it: ${name}`, async () => {
      const text = moduleText(source, headers);
      expect(await format(text, { parser: "typescript", printWidth: 120 })).to.equal(text);
    });

    it(`can be printed, imported and printed again, which changes nothing: ${name}`, async () => {
      const text = await emitted(moduleText(source, headers), "go");
      const again = await emitted(moduleText(text, headers), "go");
      // The names of constants stand behind the numbers, where only the module keeps them.
      expect(again).to.equal(text.replaceAll(/\t\/\/ \w+$/gm, ""));
    });
  }

  it("is strict TypeScript, all of them", () => {
    const modules = samples.map(({ source, headers }) => moduleText(source, headers));
    const imported = modules.flatMap((module) => /^import {([^}]*)}/m.exec(module)?.[1]?.match(/\w+/g) ?? []);
    // A block each, so that one program holds all of them.
    const blocks = samples.flatMap(({ source, headers }) => {
      const lines = declarationsOf(source, headers).replaceAll("export const", "const").split("\n");
      return ["{", ...lines, "}"];
    });
    const preamble = [`import { ${[...new Set(imported)].join(", ")} } from "portwright/dsl";`];
    expect(checkLines(preamble, blocks).flatMap(({ messages }) => messages)).to.deep.equal([]);
  }).timeout(60_000);
});
