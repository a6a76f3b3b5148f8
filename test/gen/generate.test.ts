import { expect } from "chai";
import { chmodSync, cpSync, mkdirSync, statSync } from "node:fs";
import { portwright, succeed } from "./run-portwright.js";
import { smallPort, workspace, type Workspace } from "./workspace.js";

const generated = "targets/tiny/generated";

describe("generate", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace({ "targets/tiny/port.ts": smallPort("tiny", ["b/ERRATA.md", "ERRATA.md"]) });
  });
  afterEach(() => {
    work.remove();
  });

  function generate(...words: readonly string[]): string {
    return succeed(["generate", ...words], { cwd: work.folder });
  }

  it("writes the files beside the description and says so", () => {
    expect(generate("tiny")).to.equal(
      `  written    ${generated}/b/ERRATA.md\n  written    ${generated}/ERRATA.md\ntiny: 2 written\n`,
    );
    expect(Object.keys(work.files(generated))).to.deep.equal(["ERRATA.md", "b/ERRATA.md"]);
    expect(work.read(`${generated}/ERRATA.md`)).to.contain("It says one thing and does another.");
  });

  it("rewrites nothing that is as it should be", () => {
    generate("tiny");
    const before = statSync(work.path(`${generated}/ERRATA.md`), { bigint: true });
    work.write(`${generated}/b/ERRATA.md`, "changed");
    expect(generate("tiny")).to.equal(
      `  written    ${generated}/b/ERRATA.md\n  unchanged  ${generated}/ERRATA.md\ntiny: 1 written, 1 unchanged\n`,
    );
    expect(generate("tiny")).to.contain("tiny: 2 unchanged\n");
    const after = statSync(work.path(`${generated}/ERRATA.md`), { bigint: true });
    expect([after.mtimeNs, after.ino]).to.deep.equal([before.mtimeNs, before.ino]);
  });

  it("replaces what changed and keeps its mode", () => {
    generate("tiny");
    const file = work.path(`${generated}/ERRATA.md`);
    chmodSync(file, 0o640);
    work.write("targets/tiny/port.ts", smallPort("tiny", ["b/ERRATA.md", "ERRATA.md"], "Another reason."));
    generate("tiny");
    expect(work.read(`${generated}/ERRATA.md`)).to.contain("Another reason.");
    expect(statSync(file).mode & 0o777).to.equal(0o640);
  });

  it("removes what the port no longer gives, with the folders that are then empty, but no repository's own", () => {
    generate("tiny");
    work.write(`${generated}/old/deep/file.s`, "left over");
    work.write(`${generated}/stray`, "left over");
    work.write(`${generated}/.git/config`, "a repository's");
    work.write("targets/tiny/port.ts", smallPort("tiny", ["ERRATA.md"]));
    expect(generate("tiny").split("\n").slice(1)).to.deep.equal([
      `  removed    ${generated}/b/ERRATA.md`,
      `  removed    ${generated}/old/deep/file.s`,
      `  removed    ${generated}/stray`,
      "tiny: 1 unchanged, 3 removed",
      "",
    ]);
    expect(Object.keys(work.files(generated))).to.deep.equal([".git/config", "ERRATA.md"]);
    expect(statSync(work.path(`${generated}/b`), { throwIfNoEntry: false })).to.equal(undefined);
    expect(statSync(work.path(`${generated}/old`), { throwIfNoEntry: false })).to.equal(undefined);
  });

  it("touches nobody else's files in a folder named with --out", () => {
    generate("tiny", "--out", "out");
    const ours = work.read("out/ERRATA.md");
    work.write("out/OURS.md", ours);
    work.write("out/b/OURS.md", ours);
    work.write("out/kept/OURS.md", ours);
    work.write("out/theirs.md", "theirs");
    work.write("out/other.md", ours.replaceAll("tiny", "other"));
    expect(generate("tiny", "--out", "out")).to.contain("  removed    out/OURS.md\n  removed    out/b/OURS.md\n");
    expect(Object.keys(work.files("out"))).to.deep.equal([
      "ERRATA.md",
      "b/ERRATA.md",
      "kept/OURS.md",
      "other.md",
      "theirs.md",
    ]);
  });

  it("writes every port of targets/ when none is named, or nothing if one of them is wrong", () => {
    work.write("targets/broken/port.ts", "export default (;");
    const run = portwright(["generate"], { cwd: work.folder });
    expect(run.status).to.equal(1);
    expect(run.stderr)
      .to.contain("targets/broken/port.ts:1:17: error: ")
      .and.to.contain("1 error; nothing was written");
    expect(Object.keys(work.files("targets/tiny"))).to.deep.equal(["port.ts"]);
    work.write("targets/broken/port.ts", smallPort("broken"));
    expect(generate()).to.contain("broken: 1 written").and.to.contain("tiny: 2 written");
  });

  it("keeps ports that share a folder apart", () => {
    work.write("shared/a.ts", smallPort("a", ["A.md"]));
    work.write("shared/b.ts", smallPort("b", ["B.md"]));
    generate("shared/a.ts");
    generate("shared/b.ts");
    generate("shared/a.ts");
    expect(Object.keys(work.files("shared/generated"))).to.deep.equal(["A.md", "B.md"]);
  });

  it("puts the output of an installed package's port into the working directory", () => {
    work.write("node_modules/their-port/port.ts", smallPort("theirs"));
    expect(generate("node_modules/their-port/port.ts")).to.contain("  written    theirs/ERRATA.md\n");
  });

  it("gives the same bytes wherever the checkout lies", () => {
    const other = workspace();
    mkdirSync(other.path("some/where else"), { recursive: true });
    cpSync(work.path("targets"), other.path("some/where else/targets"), { recursive: true });
    generate();
    succeed(["generate"], { cwd: other.path("some/where else") });
    succeed(["generate", other.path("some/where else/targets/tiny/port.ts"), "--out", work.path("third")], {
      cwd: "/",
    });
    expect(other.files(`some/where else/${generated}`)).to.deep.equal(work.files(generated));
    expect(work.files("third")).to.deep.equal(work.files(generated));
    other.remove();
  });

  it("marks files with a command that makes them again, whatever the description was called", () => {
    work.write("mine/port.ts", smallPort("mine"));
    work.write("mine/other.ts", smallPort("other", ["OTHER.md"]));
    work.write("mine/it's.ts", smallPort("odd", ["ODD.md"]));
    const cases: readonly (readonly [names: readonly string[], file: string, words: string, from: string])[] = [
      [["tiny", "targets/tiny", work.path("targets/tiny/port.ts")], `${generated}/ERRATA.md`, "tiny", "."],
      [["mine/port.ts", "./mine", work.path("mine")], "mine/generated/ERRATA.md", "port.ts", "mine"],
      [["./mine/other.ts"], "mine/generated/OTHER.md", "other.ts", "mine"],
    ];
    for (const [names, file, words, from] of cases) {
      const place = from === "." ? "" : " (in the folder of the description)";
      for (const name of names) {
        for (const errata of ["corrected", "original"]) {
          generate(name, "--errata", errata);
          const option = errata === "original" ? " --errata original" : "";
          const [, mark] = work.read(file).split("\n");
          expect(mark, name).to.equal(`<!-- To make it again: npx portwright generate ${words}${option}${place} -->`);
          const again = ["generate", ...`${words}${option}`.split(" ")];
          expect(succeed(again, { cwd: work.path(from) }))
            .to.match(/ unchanged$/m)
            .and.not.match(/written|removed/);
        }
      }
    }
    generate("./mine/it's.ts");
    expect(work.read("mine/generated/ODD.md")).to.contain("generate <the module> (in the folder of the description)");
  });

  it("reports to programs as JSON", () => {
    expect(JSON.parse(generate("tiny", "--json"))).to.deep.equal({
      sets: [
        {
          name: "tiny",
          folder: generated,
          files: [
            { path: "b/ERRATA.md", outcome: "written" },
            { path: "ERRATA.md", outcome: "written" },
          ],
        },
      ],
    });
  });

  it("writes the form of the port that is asked for", () => {
    generate("tiny", "--errata", "original", "--out", "original");
    generate("tiny", "--errata", "corrected", "--out", "corrected");
    generate("tiny");
    expect(work.files("corrected")).to.deep.equal(work.files(generated));
    expect(work.files("original")).not.to.deep.equal(work.files(generated));
  });
});
