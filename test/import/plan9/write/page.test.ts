import { expect } from "chai";
import { blocksOf } from "../../../docs/markdown.js";
import { read } from "../../../docs/pages.js";
import { declarationsOf } from "./imported.js";

describe("import plan9: docs/import.md", () => {
  const blocks = blocksOf(read("docs/import.md"));
  const textOf = (note: string): string => `${blocks.find((block) => block.note === note)?.text ?? "no such block"}\n`;

  it("shows what comes of what it shows", () => {
    const declarations = declarationsOf(textOf("import plan9: reads"));
    const unit = "\nexport const unit = assemblyUnit({\n  includes: [],\n  routines: [write1],\n});\n";
    expect(declarations).to.equal(`${textOf("import plan9: writes")}${unit}`);
  });
});
