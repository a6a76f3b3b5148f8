import { expect } from "chai";
import { needs } from "../peers.js";
import type { BuildFolder } from "./port-build.js";
import { buildFolder, cFiles, dialect, outputText } from "./port-build.js";

/** What port.md says the runtime supplies. */
const suppliedFunctions =
  "cas throw printf memclr malg mcount goenvs_unix siginit sigsend sigprof gotraceback traceback tracebackothers panicstring gostringnocopy emptystring";
const suppliedVariables = ["m", "g", "mstats", "runtime·panicking"];
/** What the assembly calls or jumps to beside sighandler. */
const calledByAssembly = ["runtime·stackcheck", "runtime·start"];

const assembly = ["rt0.s", "sys.s", "bridges.s", "start.s"] as const;

for (const errata of ["corrected", "original"] as const) {
  describe(`the C files with the port's assembly (${errata})`, () => {
    let build: BuildFolder;
    before(function () {
      needs(this, "gcc", "gcc");
      needs(this, "ld", "binutils");
      build = buildFolder(errata);
    });
    after(() => {
      // Not there where a command is missing.
      (build as BuildFolder | undefined)?.remove();
    });

    it("link without a symbol defined twice, and lack nothing but the rest of the runtime", () => {
      for (const name of assembly) {
        build.write(name, outputText(name, "gnu/", errata));
        expect(build.compile("gcc", ["-c", name, "-o", `${name}.o`])).to.equal("");
      }
      for (const name of cFiles) {
        const options = [...dialect("gcc"), "-O1", "-fno-pic", "-c"];
        expect(build.compile("gcc", [...options, name, "-o", `${name}.o`])).to.equal("");
      }
      const objects = [...assembly, ...cFiles].map((name) => `${name}.o`);
      expect(build.compile("gcc", ["-nostdlib", "-r", ...objects, "-o", "all.o"])).to.equal("");
      const missing = build.list("nm", "-u", "all.o").map((line) => line.trim().replace(/^U /u, ""));
      expect(missing.filter((name) => name !== "_GLOBAL_OFFSET_TABLE_")).to.have.members([
        ...suppliedFunctions.split(" ").map((name) => `runtime·${name}`),
        ...suppliedVariables,
        ...calledByAssembly,
      ]);
    });
  });
}
