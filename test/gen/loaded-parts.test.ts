import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { program } from "./run-portwright.js";
import { packageFolder } from "../../gen/own-package.js";

/** Names on standard error every file that is compiled or required, and every program that is started. */
const watcher = `
  const { writeSync } = require("node:fs");
  const Module = require("node:module");
  const vm = require("node:vm");
  const tell = (what) => writeSync(2, "loads " + what + "\\n");
  const load = Module._load;
  Module._load = function (name, ...rest) {
    tell(name);
    return load.call(this, name, ...rest);
  };
  vm.Script = class extends vm.Script {
    constructor(source, options) {
      super(source, options);
      tell(options.filename.split("/").pop() + (this.cachedDataRejected ? " compiled" : ""));
    }
  };
`;

interface Loaded {
  readonly status: number | null;
  readonly parts: readonly string[];
  readonly modules: readonly string[];
  readonly all: string;
}

function loadedBy(words: readonly string[]): Loaded {
  const preload = `data:text/javascript,import{createRequire}from"node:module";const require=createRequire(${JSON.stringify(program)});${encodeURIComponent(watcher)}`;
  const { stderr, status } = spawnSync(process.execPath, ["--import", preload, program, ...words], {
    cwd: packageFolder,
    encoding: "utf8",
  });
  const names = [...stderr.matchAll(/^loads (.+)$/gm)].flatMap(([, name]) => name ?? []);
  return {
    status,
    parts: names.filter((name) => /\.cjs(?: compiled)?$/.test(name) && !name.includes("/")),
    modules: names.filter((name) => !/\.cjs(?: compiled)?$/.test(name)),
    all: stderr,
  };
}

describe("a command loads what it uses", () => {
  for (const words of [
    ["--version"],
    ["--help"],
    ["generate", "--help"],
    ["check", "--help"],
    ["emit", "--help"],
    ["import", "--help"],
    ["import", "plan9", "--help"],
    ["import", "syscalls", "--help"],
    ["import", "defs", "--help"],
    ["verify", "--help"],
    ["link", "--help"],
    ["run", "--help"],
  ]) {
    it(`${words.join(" ")}: the command line`, () => {
      const { status, parts, modules, all } = loadedBy(words);
      expect(status, all).to.equal(0);
      expect(parts).to.deep.equal(["early.cjs", "start.cjs"]);
      expect(modules.join(" ")).not.to.match(/worker_threads|esbuild|ts-morph|koffi/);
    });
  }

  it("check: its parts, by the bytecode of the build, and neither esbuild's package nor ts-morph", () => {
    const { status, parts, modules, all } = loadedBy(["check", "openbsd-amd64"]);
    expect(status, all).to.equal(0);
    expect(parts).to.include.members(["start.cjs", "files.cjs", "package-iced-x86.cjs"]);
    expect(parts.filter((part) => part.endsWith("compiled"))).to.deep.equal([]);
    expect(parts.join(" ")).not.to.match(/verify|run|link|instruction-set|plan9/);
    expect(modules).not.to.include.members(["esbuild"]);
    expect(modules.join(" ")).not.to.match(/ts-morph|koffi/);
  });
});
