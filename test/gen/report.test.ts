import { expect } from "chai";
import { nearestName } from "../../gen/load/nearest-name.js";
import { shownPath } from "../../gen/load/position.js";
import { annotationLine } from "../../gen/report/github.js";
import { repairCommand } from "../../gen/report/repair-command.js";
import { unifiedDiff } from "../../gen/report/unified-diff.js";

describe("what reports say", () => {
  it("suggests a name that is near, and none that is not", () => {
    const known = ["openbsd-amd64", "netbsd-amd64", "tiny"];
    expect(nearestName("openbds-amd64", known)).to.equal("openbsd-amd64");
    expect(nearestName("netbsd_amd64", known)).to.equal("netbsd-amd64");
    expect(nearestName("openbsd", known)).to.equal("openbsd-amd64");
    expect(nearestName("tniy", known)).to.equal("tiny");
    expect(nearestName("windows", known)).to.equal(undefined);
    expect(nearestName("", known)).to.equal(undefined);
  });

  it("quotes commands for the shell", () => {
    expect(repairCommand({ argument: "./a b/p$.ts", folder: "it's", errata: "original" })).to.equal(
      `npx portwright generate './a b/p$.ts' --out 'it'\\''s' --errata original`,
    );
    expect(repairCommand({ argument: "openbsd-amd64" })).to.equal("npx portwright generate openbsd-amd64");
  });

  it("shows paths as seen from the working directory", () => {
    expect(shownPath("/a/b/c", "/a/b")).to.equal("c");
    expect(shownPath("/a/x", "/a/b")).to.equal("../x");
    expect(shownPath("/x", "/a/b/c/d/e")).to.equal("/x");
    expect(shownPath("/a", "/a")).to.equal(".");
  });

  it("escapes annotations", () => {
    const annotation = {
      level: "error",
      file: "/w/a,b:c%.s",
      line: 3,
      column: 4,
      title: "t",
      message: "100%\nno",
    } as const;
    expect(annotationLine(annotation, "/w")).to.equal("::error file=a%2Cb%3Ac%25.s,line=3,col=4,title=t::100%25%0Ano");
  });

  it("says in differences that the end of the last line is missing", () => {
    expect(unifiedDiff("f", "a\nb", "a\nb\n")).to.equal(
      "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b",
    );
  });
});
