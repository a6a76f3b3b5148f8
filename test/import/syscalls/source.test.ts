import { expect } from "chai";
import { format } from "prettier";
import { checkLines } from "../../instructions/type-check.js";
import { moduleOf } from "./imported.js";
import { linuxHeader, linuxPrototypes, linuxTable, sampleTables } from "./sample-tables.js";

const modules: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(sampleTables).map(([name, table]) => [name, moduleOf(table)])),
  "unistd_64.h with prototypes": moduleOf(linuxHeader, { prototypes: linuxPrototypes }),
  "syscall_64.tbl with prototypes": moduleOf(linuxTable, { prototypes: linuxPrototypes }),
};

describe("import syscalls: the module", () => {
  for (const [name, module] of Object.entries(modules)) {
    it(`${name}: is laid out as prettier does it`, async () => {
      expect(await format(module, { parser: "typescript", printWidth: 120 })).to.equal(module);
    });

    it(`${name}: has documentation above every call`, () => {
      const lines = module.split("\n");
      const undocumented = lines.filter(
        (line, index) => /^ {2}\S+: (?:systemCall\(|\d+,)/.test(line) && !(lines[index - 1] ?? "").endsWith("*/"),
      );
      expect(undocumented).to.deep.equal([]);
    });
  }

  it("is strict TypeScript, all of them", () => {
    for (const [name, module] of Object.entries(modules)) {
      const messages = checkLines([], module.split("\n")).flatMap((line) => line.messages);
      expect(messages, name).to.deep.equal([]);
    }
  });

  it("knows the parameters of its calls", () => {
    const lines = [
      'calls(sys.read, { fd: 1, buf: addressOf(external("x")), nbyte: 2 }, onError(ignored));',
      "calls(sys.read, { fd: 1, nbyte: 2 }, onError(ignored));",
      "withBehaviour(sys, { read: { errors: [9], writes: { buf: 8 } } });",
      "withBehaviour(sys, { read: { errors: [9], writes: { bug: 8 } } });",
      "withBehaviour(sys, { raed: { errors: [9] } });",
    ];
    const preamble = [
      'import { addressOf, calls, external, ignored, onError, withBehaviour } from "portwright/dsl";',
      ...(modules["syscalls.master of OpenBSD"] ?? "").split("\n"),
    ];
    const [right, missing, behaviour, parameter, call] = checkLines(preamble, lines).map((line) => line.messages);
    expect(right).to.deep.equal([]);
    expect(missing?.join(" ")).to.match(/Property 'buf' is missing/);
    expect(behaviour).to.deep.equal([]);
    expect(parameter?.join(" ")).to.match(/'bug' does not exist/);
    expect(call?.join(" ")).to.match(/'raed' does not exist/);
  });
});
