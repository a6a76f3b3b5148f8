import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "chai";
import * as iced from "iced-x86";
import { Keystone } from "../../assemble/keystone.js";
import { instantiated, keystoneLoader, keystoneLoaders, wholeKeystone } from "../../assemble/keystone-module.js";
import { leanKeystone } from "../../gen/build/lean-packages.js";
import { givingUp, refusalOf } from "../assemble/imitated-keystone.js";
import { program } from "./run-portwright.js";

async function hex(keystone: Keystone, text: string): Promise<string> {
  return Buffer.from(await keystone.encode(text, 0)).toString("hex");
}

describe("the program's Keystone", () => {
  const [lean, ...others] = keystoneLoaders(dirname(program));

  it("refuses what the package refuses, for the same reason", async () => {
    const [here, there] = [new Keystone([lean]), new Keystone()];
    for (const text of ["movq %rax, %eax", "nosuch %rax", "movq (%rax), (%rbx)", "pushq %eax"]) {
      expect(await refusalOf(here, text), text).to.match(/^Keystone, given/);
      expect(await refusalOf(here, text), text).to.equal(await refusalOf(there, text));
    }
  });

  it("asks the package's module where a function has been left out", async () => {
    const bytes = await leanKeystone(readFileSync(wholeKeystone()), ["retq"]);
    const onlyReturns = keystoneLoader((imports) => instantiated(bytes, imports));
    expect(await hex(new Keystone([onlyReturns]), "retq")).to.equal("c3");
    expect(await refusalOf(new Keystone([onlyReturns]), "addq $0x8, %rsp")).to.match(/broke down: unreachable/);
    expect(others).to.have.length(1);
    const both = new Keystone([onlyReturns, ...others]);
    expect(await hex(both, "retq")).to.equal("c3");
    expect(await hex(both, "addq $0x8, %rsp")).to.equal("4883c408");
    expect(await hex(both, "addq $0x10, %rsp")).to.equal("4883c410");
  });

  it("gives up where the package does", async () => {
    const both = new Keystone([givingUp(lean), ...others.map(givingUp)]);
    expect(await refusalOf(both, "nop")).to.match(/broke down: .*exit\(1\).*high byte register/);
  });
});

/** Says what the program's iced-x86 knows: its enumerations, and of each encoding what a function of its own says. */
const asking = `
  const { ProgramParts } = await import(${JSON.stringify(new URL("../../gen/build/program-part.js", import.meta.url))});
  const iced = new ProgramParts(${JSON.stringify(dirname(program))}).load("package-iced-x86.cjs");
  const { Code, CodeExt } = iced;
  console.log(JSON.stringify({
    exports: Object.keys(iced).filter((name) => name !== "__wasm"),
    enumerations: Object.entries(iced)
      .filter(([name, value]) => name !== "__wasm" && typeof value === "object")
      .map(([name, value]) => [name, { ...value }]),
    instructions: Object.keys(Code).filter((key) => /^\\d/.test(key)).map((key) => {
      const opCode = CodeExt.opCode(Number(key));
      return [Code[key], opCode.instructionString, opCode.opCodeString];
    }),
  }));
`;

describe("the program's iced-x86", () => {
  it("says what the package says", () => {
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", asking], {
      encoding: "utf8",
      maxBuffer: Infinity,
    });
    expect(stderr).to.equal("");
    const said = JSON.parse(stdout) as Readonly<Record<"exports" | "enumerations" | "instructions", unknown>>;
    const exported = Object.entries({ ...iced }).filter(
      ([name]) => !["default", "module.exports", "__wasm"].includes(name),
    );
    expect(said.exports).to.have.members(exported.map(([name]) => name));
    expect(said.enumerations).to.have.deep.members(
      JSON.parse(
        JSON.stringify(exported.filter(([, value]) => typeof value === "object").map(([name, value]) => [name, value])),
      ) as unknown[],
    );
    expect(said.instructions).to.deep.equal(
      Object.values(iced.Code)
        .filter((code) => typeof code === "number")
        .map((code) => {
          const opCode = iced.CodeExt.opCode(code);
          return [iced.Code[code], opCode.instructionString, opCode.opCodeString];
        }),
    );
  });
});
