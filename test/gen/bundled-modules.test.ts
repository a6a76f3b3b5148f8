import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { expect } from "chai";
import * as dsl from "../../dsl/index.js";
import { forms } from "../../dsl/instructions/generated/forms.js";
import * as constructors from "../../dsl/instructions/generated/index.js";
import type { Instruction } from "../../dsl/instructions/instruction.js";
import { program } from "./run-portwright.js";

/** Says what the bundled program has in place of modules that the bundle writes in another way. */
const asking = `
  const { ProgramParts } = await import(${JSON.stringify(new URL("../../gen/build/program-part.js", import.meta.url))});
  process.argv.splice(1, Infinity, "portwright", "--version");
  const write = process.stdout.write;
  process.stdout.write = () => true;
  const parts = new ProgramParts(${JSON.stringify(dirname(program))});
  parts.load("early.cjs");
  parts.load("start.cjs");
  const files = parts.load("files.cjs");
  const dsl = files["dist/dsl/index.js"];
  const constructors = ${JSON.stringify(Object.keys(constructors))};
  process.stdout.write = write;
  console.log(JSON.stringify({
    names: Object.keys(dsl),
    made: constructors.map((name) => dsl[name]()),
    forms: [...files["dist/dsl/instructions/generated/forms.js"].forms],
  }));
`;

interface Bundled {
  readonly names: readonly string[];
  readonly made: readonly Instruction[];
  readonly forms: unknown;
}

describe("the bundled program", () => {
  let bundled: Bundled;
  before(() => {
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", asking], {
      encoding: "utf8",
      maxBuffer: Infinity,
    });
    expect(stderr).to.equal("");
    bundled = JSON.parse(stdout) as Bundled;
  });

  it("gives descriptions every name of the language", () => {
    expect([...bundled.names].sort()).to.deep.equal(Object.keys(dsl).sort());
  });

  it("makes of each constructor of instructions what its module does", () => {
    expect(bundled.made.map(({ mnemonic, operands }) => ({ mnemonic, operands }))).to.deep.equal(
      Object.keys(constructors).map((mnemonic) => ({ mnemonic, operands: [] })),
    );
  });

  it("has the forms of every mnemonic", () => {
    expect(bundled.forms).to.deep.equal(JSON.parse(JSON.stringify([...forms])));
  });
});
