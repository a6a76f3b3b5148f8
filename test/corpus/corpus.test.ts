import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { workspace } from "../gen/workspace.js";
import { skipForWant } from "../peers.js";
import { assemblerFlags, assemblerWords } from "./assembler-flags.js";
import { corpusFiles, portFiles, type CorpusFile } from "./corpus-files.js";
import { expectedRefusals } from "./expected-refusals.js";
import { findGo, goEnvironment, type GoTools } from "./go-tools.js";
import { wrongScores } from "./judge-scores.js";
import { runCorpus } from "./run-corpus.js";
import { scoreFile, scoreRows, type FileScore, type Verdict } from "./scoreboard.js";
import { typeMistakes } from "./type-mistakes.js";

/** Files that between them have most of what the corpus has; `npm run corpus` takes all of them. */
const some = [
  "runtime/rt0_openbsd_amd64.s",
  "runtime/sys_openbsd_amd64.s",
  "runtime/memmove_amd64.s",
  "crypto/md5/md5block_amd64.s",
  "internal/bytealg/index_amd64.s",
];

describe("the corpus", function () {
  // Where nothing is cached, Go builds its runtime first.
  this.timeout(300_000);
  let go: GoTools;
  let files: readonly CorpusFile[] = [];

  before(function () {
    const found = findGo();
    if (typeof found === "string") {
      skipForWant(this, found);
    } else {
      go = found;
      files = corpusFiles(go.source);
    }
  });

  it("is 34 files of Go's runtime and 41 of the rest of its library", () => {
    const count = (corpus: string): number => files.filter((file) => file.corpus === corpus).length;
    expect([count("runtime"), count("library")]).to.deep.equal([34, 41]);
  });

  it("is assembled with the flags that go build uses", () => {
    for (const name of [
      "runtime/sys_openbsd_amd64.s",
      "runtime/race_amd64.s",
      "reflect/asm_amd64.s",
      "runtime/internal/atomic/atomic_amd64.s",
      "crypto/aes/gcm_amd64.s",
      "vendor/golang.org/x/crypto/chacha20poly1305/chacha20poly1305_amd64.s",
    ]) {
      const file = files.find((one) => one.name === name);
      if (file === undefined) throw new Error(`${name} is missing`);
      const ours = assemblerWords(assemblerFlags(file, "$WORK/b001/", go));
      expect(goBuildWords(file).toSorted(), name).to.deep.equal([...ours].toSorted());
    }
  });

  it("comes back the same, and type-checks", async () => {
    const work = workspace();
    try {
      const wanted = [...files.filter(({ name }) => some.includes(name)), ...portFiles()];
      const scores = await runCorpus(wanted, go, work.folder);
      const said = scores.map(({ file, verdict, reasons, symbols }) => ({
        name: file.name,
        verdict,
        said: [...reasons, ...symbols.flatMap(({ differences }) => differences)],
      }));
      expect(said).to.deep.equal(wanted.map(({ name }) => ({ name, verdict: "identical", said: [] })));
      expect(scoreRows(scores).find(({ what }) => what === "files")).to.deep.include({ total: 7, identical: 7 });
      expect(
        typeMistakes(
          scores.flatMap(({ module }) => module ?? []),
          work.folder,
        ),
      ).to.deep.equal([]);
    } finally {
      work.remove();
    }
  });

  it("has the figures that docs/import.md gives", () => {
    const page = readFileSync(join(packageFolder, "docs", "import.md"), "utf8");
    const figures = (corpus: string): string => {
      const all = files.filter((file) => file.corpus === corpus);
      const refused = all.filter(({ name }) => expectedRefusals.has(name)).length;
      return [all.length, all.length - refused, refused, 0].join("|");
    };
    const rows = page.split("\n").map((line) => line.replaceAll(" ", ""));
    expect(rows.filter((row) => row.includes(`\`|${figures("runtime")}|`))).to.have.length(1);
    expect(rows.filter((row) => row.includes(`|${figures("library")}|`))).to.have.length(1);
  });

  it("names only its own files among the expected refusals", () => {
    const names = files.map(({ name }) => name);
    expect([...expectedRefusals.keys()].filter((name) => !names.includes(name))).to.deep.equal([]);
  });

  /** What `go build` says it would call its assembler with for the file's package, but for what only names places. */
  function goBuildWords(file: CorpusFile): readonly string[] {
    const tags = file.tags.length === 0 ? [] : ["-tags", file.tags.join(",")];
    const run = spawnSync("go", ["build", "-a", "-n", ...tags, file.package], {
      cwd: go.source,
      env: goEnvironment(file.system),
      encoding: "utf8",
    });
    expect(run.status, run.stderr).to.equal(0);
    const call = run.stderr
      .split("\n")
      .find(
        (line) => line.includes("/asm -p") && line.includes(` -p ${file.package} `) && !line.includes("-gensymabis"),
      );
    const words = (call ?? "").split(" ").slice(1);
    const placed = ["-trimpath", "-o"];
    return words.filter(
      (word, index) => !placed.includes(word) && !placed.includes(words[index - 1] ?? "") && !word.endsWith(".s"),
    );
  }
});

describe("scores of the corpus", () => {
  const expected = new Map([["math/exp_amd64.s", "no integer"]]);

  it("are wrong where something is different, whatever was expected", () => {
    expect(wrongScores([score("math/exp_amd64.s", "different")], expected, false)).to.deep.equal([
      "math/exp_amd64.s is different",
    ]);
  });

  it("are right where a refusal was expected, for that reason", () => {
    expect(wrongScores([score("math/exp_amd64.s", "refused", ["0.5 is no integer"])], expected, false)).to.be.empty;
  });

  it("are wrong where a refusal was not expected, or has another reason, or does not come any more", () => {
    const said = [
      score("math/dim_amd64.s", "refused", ["0.5 is no integer"]),
      score("math/exp_amd64.s", "refused", ["the program fails"]),
      score("math/exp_amd64.s", "identical"),
    ].flatMap((one) => wrongScores([one], expected, false));
    expect(said).to.have.length(3);
    expect(said[2]).to.contain("identical now");
  });

  it("are wrong where too few files of the runtime are identical, or an entry or system call is not", () => {
    const runtime = Array.from({ length: 31 }, (_, index) => score(`runtime/f${index}_amd64.s`, "identical"));
    const all = [...runtime, score("runtime/sys_linux_amd64.s", "refused", ["x"])];
    const said = wrongScores(all, new Map([["runtime/sys_linux_amd64.s", "x"]]), true);
    expect(said).to.deep.equal([
      "31 files of the runtime are identical, and 32 have to be",
      "runtime/sys_linux_amd64.s has to be identical",
    ]);
  });

  it("count a file that cannot be assembled as different, with all its routines", () => {
    const original = { kind: "object", object: { system: "linux", symbols: [] } } as const;
    const judged = scoreFile(
      score("math/exp_amd64.s", "identical").file,
      original,
      { kind: "text", module: "exp.ts", path: "exp.s" },
      { kind: "refused", message: "syntax error" },
    );
    expect(judged).to.deep.include({ verdict: "different", reasons: ["Go's assembler: syntax error"] });
  });
});

function score(name: string, verdict: Verdict, reasons: readonly string[] = []): FileScore {
  const file: CorpusFile = {
    corpus: dirname(name) === "runtime" ? "runtime" : "library",
    name,
    path: `/src/${name}`,
    package: dirname(name),
    system: "linux",
    dialect: "go",
    tags: [],
    text: "",
  };
  return { file, verdict, symbols: [], reasons };
}
