import { spawnSync } from "node:child_process";
import { assert } from "chai";
import { checkMakefileConditional, makefileConditional } from "../../dsl/port/makefile-conditional.js";
import { emitMakefileConditional } from "../../emit/make/makefile-conditional.js";
import { cgoConditional } from "../../targets/openbsd-amd64/cgo.js";
import { needs } from "../peers.js";

describe("the makefile conditional", () => {
  const fragment = emitMakefileConditional(cgoConditional, { portName: "openbsd-amd64", errata: "corrected" });

  describe("read by make", () => {
    before(function () {
      needs(this, "make", "make");
    });

    /** What CGO_ENABLED is after the fragment, read by make itself. */
    function cgoEnabled(goos: string): string {
      const makefile = `CGO_ENABLED:=1\n${fragment}\nall:\n\t@echo CGO_ENABLED=$(CGO_ENABLED)\n`;
      const run = spawnSync("make", ["--no-print-directory", "-f", "-", `GOOS=${goos}`], {
        input: makefile,
        encoding: "utf8",
        // Run by make itself, a test would pass on its parent's flags.
        env: { PATH: process.env["PATH"] },
      });
      assert.equal(run.stderr, "");
      return run.stdout.trim();
    }

    it("turns cgo off where GOOS is openbsd", () => {
      assert.equal(cgoEnabled("openbsd"), "CGO_ENABLED=0");
    });

    it("does nothing elsewhere", () => {
      for (const goos of ["linux", "freebsd", "openbsd2", ""]) {
        assert.equal(cgoEnabled(goos), "CGO_ENABLED=1");
      }
    });
  });

  it("has no rule of its own, so that it cannot become a makefile's first goal", () => {
    assert.notMatch(fragment, /^[^#\t\n]*:(?!=)/mu);
  });

  it("passes its own check", () => {
    assert.deepEqual(checkMakefileConditional(cgoConditional), []);
  });

  it("is refused where make would read it otherwise than it is meant", () => {
    const odd = makefileConditional({
      doc: ["joined with the next line \\"],
      variable: "GO OS",
      equals: "a,b)",
      set: { "A:B": "$(shell rm)" },
    });
    assert.deepEqual(
      checkMakefileConditional(odd).map(({ code }) => code),
      ["single-line", "make-variable", "make-variable", "make-value", "make-value"],
    );
    const empty = makefileConditional({ doc: [], variable: "GOOS", equals: "openbsd", set: {} });
    assert.deepEqual(
      checkMakefileConditional(empty).map(({ code }) => code),
      ["make-empty"],
    );
  });
});
