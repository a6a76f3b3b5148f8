import { expect } from "chai";
import { assemblePort } from "../../assemble/assemble-port.js";
import { objectSymbol } from "../../dsl/lowering/object-symbol.js";
import starter from "../../examples/starter/port.js";
import { packageFolder } from "../../gen/own-package.js";
import { gnuAssemble } from "../assemble/gnu-object.js";
import { complaints, compilers } from "../emit-c/compiler.js";
import { succeed } from "../gen/run-portwright.js";
import { needs } from "../peers.js";
import { read } from "./pages.js";

describe("the port to copy", () => {
  it("is committed as its description gives it", () => {
    succeed(["check", "examples/starter"], { cwd: packageFolder });
  });

  it("does what its contracts say", () => {
    const words = ["verify", "examples/starter", "--engine", "builtin", "--json"];
    const report: unknown = JSON.parse(succeed(words, { cwd: packageFolder }));
    expect(report).to.have.property("clean", true);
  });

  it("imports nothing but portwright/dsl", () => {
    const imports = [...read("examples/starter/port.ts").matchAll(/from "([^"]+)"/g)].map(([, module]) => module);
    expect(imports).to.deep.equal(["portwright/dsl"]);
  });

  it("is the same machine code through GNU as as through Keystone", async function () {
    needs(this, "as", "binutils");
    const object = gnuAssemble(read("examples/starter/generated/gnu/sys.s"));
    const routines = await assemblePort(starter, "corrected");
    expect(routines.map(({ symbol }) => symbol)).to.deep.equal(["runtime.exit", "runtime.write", "runtime.walltime"]);
    for (const { symbol, bytes } of routines) {
      const found = object.symbols.find(({ name }) => name === objectSymbol(symbol));
      const offset = found?.offset ?? Number.NaN;
      const text = object.text.subarray(offset, offset + (found?.size ?? 0));
      expect(text.toString("hex"), symbol).to.equal(Buffer.from(bytes).toString("hex"));
    }
  });

  for (const compiler of compilers) {
    it(`has a header that ${compiler} compiles, assertions and all`, function () {
      needs(this, compiler, compiler);
      expect(complaints(compiler, read("examples/starter/generated/gnu/defs.h"))).to.equal("");
    });
  }
});
