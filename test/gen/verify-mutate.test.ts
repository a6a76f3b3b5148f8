import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { needs } from "../peers.js";
import { mutationReportOf, type ReportedMutant, type ReportedScore } from "./mutation-report.js";
import { portwright, program, succeed, type Run } from "./run-portwright.js";
import { readXml } from "./well-formed-xml.js";
import { workspace, type Workspace } from "./workspace.js";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));

/** The line of `seven` that holds the instruction of interest. */
const lineOfMove = 3;

/** A port of one routine that returns 7, which its contract says or does not. */
function seven(contract: string, equivalents = "[]"): string {
  return [
    `import { AX, MOVL, RET, assemblyUnit, inOrder, int32, port, returns, returnsNothing, routine } from "portwright/dsl";`,
    `const seven = routine("runtime·seven", { frame: "none", returns: int32, contract: () => ${contract} }, () => [`,
    `  MOVL(7, AX),`,
    `  RET(),`,
    `]);`,
    `export default port({`,
    `  name: "seven",`,
    `  title: "Seven",`,
    `  errata: [],`,
    `  outputs: [{ kind: "plan9-assembly", path: "p.s", unit: assemblyUnit({ includes: [], routines: [seven] }) }],`,
    `  equivalentMutants: ${equivalents},`,
    `});`,
    ``,
  ].join("\n");
}

const strong = `inOrder(returns(7))`;
const weak = `inOrder(returnsNothing)`;
const listed = `[{ routine: "runtime·seven", changes: [/^movl \\$7, %eax/], reason: "Nobody looks at <AX>." }]`;
const stray = `[{ routine: "runtime.seven", changes: ["retq -> nothing"], reason: "It is spelt wrongly." }]`;

describe("verify --mutate", () => {
  describe("of the port that comes with portwright", () => {
    let scores: ReadonlyMap<string, ReportedScore>;
    before(() => {
      const words = ["verify", "openbsd-amd64", "--mutate", "--routine", "runtime.write", "runtime.mmap", "--json"];
      const report = mutationReportOf(succeed(words, { cwd: checkout }));
      expect(report).to.include({ clean: true, errata: "corrected", seed: 1, states: 1000, engine: "builtin" });
      expect(report.ports.map(({ name }) => name)).to.deep.equal(["openbsd-amd64"]);
      const routines = report.ports[0]?.routines ?? [];
      for (const { symbol, survivors, stale, equivalents, equivalent } of routines) {
        expect([...survivors, ...stale], symbol).to.deep.equal([]);
        expect(equivalents, symbol).to.have.lengthOf(equivalent);
        expect(
          equivalents.every(({ reason }) => reason !== ""),
          symbol,
        ).to.equal(true);
      }
      scores = new Map(routines.map((routine) => [routine.symbol, routine]));
    });

    for (const [symbol, least] of [
      ["runtime.write", 150],
      ["runtime.mmap", 450],
    ] as const) {
      it(`kills every mutant of ${symbol} that is another program`, () => {
        const score = scores.get(symbol);
        expect(score?.mutants).to.be.above(least);
        expect(score?.killed).to.be.above(0.9 * (score?.mutants ?? Infinity));
        expect((score?.killed ?? 0) + (score?.equivalent ?? 0)).to.equal(score?.mutants);
        expect(score).to.include({ survived: 0, score: 1 });
      });
    }
  });

  describe("of contracts that say too little or lists that say too much", () => {
    let work: Workspace;
    before(() => {
      work = workspace({
        "strong.ts": seven(strong),
        "weak.ts": seven(weak),
        "listed.ts": seven(weak, listed),
        "stale.ts": seven(strong, listed),
        "stray.ts": seven(strong, stray),
        "wrong.ts": seven(`inOrder(returns(8))`),
      });
    });
    after(() => {
      work.remove();
    });

    function mutate(words: string, env: Readonly<Record<string, string>> = {}): Run {
      const run = portwright(["verify", "--mutate", "--states", "40", ...words.split(" ")], { cwd: work.folder, env });
      expect(run.stderr).to.equal("");
      return run;
    }

    function survivorsOf(port: string): readonly ReportedMutant[] {
      return mutationReportOf(mutate(`${port} --json`).stdout).ports[0]?.routines[0]?.survivors ?? [];
    }

    it("names the survivor, its line, its change and what to do", () => {
      const { status, stdout } = mutate("weak.ts");
      expect(status).to.equal(1);
      const [, problem] =
        /^(weak\.ts:3:3: error: runtime\.seven: movl \$7, %eax -> movl \$8, %eax: [^]*?)\n\n/m.exec(stdout) ?? [];
      expect(problem?.split("\n")).to.deep.equal([
        "weak.ts:3:3: error: runtime.seven: movl $7, %eax -> movl $8, %eax: no state tells this mutant from the original (mutant-survived)",
        "  kind       immediate",
        "  to do      make the contract say what this changes; or, where no caller and no kernel can tell, list it in the port's equivalentMutants, with the reason",
        "  reproduce  npx portwright verify weak.ts --mutate --errata corrected --seed 1 --states 40 --routine runtime.seven",
      ]);
    });

    it("ends with a table by routine, one by kind, and the score", () => {
      const { stdout } = mutate("weak.ts");
      expect(stdout).to.match(/^seven, corrected: seed 1, builtin, at most 40 states for a mutant$/m);
      const row = / {2}runtime\.seven +(\d+) +(\d+) +(\d+) +(\d+) +(\d+(?:\.\d)?)% +\d+\n/.exec(stdout) ?? [];
      const [mutants = NaN, killed = NaN, equivalent = NaN, survived = NaN, score = NaN] = row.slice(1).map(Number);
      expect(survived).to.be.above(30);
      expect(killed + equivalent + survived).to.equal(mutants);
      expect(score).to.equal(Math.floor((1000 * killed) / (mutants - equivalent)) / 10);
      // Each of 32 bits the other way, of which one is 1 less, and 1 more.
      expect(stdout).to.match(/^ {2}immediate +33 +0 +0 +33 +0%$/m);
      expect(stdout).to.match(/^ {2}condition +0 +0 +0 +0 +-$/m);
      const said = [mutants, killed, equivalent, survived].map(String);
      expect(stdout.trimEnd().split("\n").at(-1)).to.equal(
        `${said[0] ?? ""} mutants: ${said[1] ?? ""} killed, ${said[2] ?? ""} equivalent (${said[2] ?? ""} by proof, 0 by list), ${said[3] ?? ""} survived, score ${String(score)}%`,
      );
    });

    it("names all that survive at the line of the instruction, the same every time", () => {
      const survivors = survivorsOf("weak.ts");
      expect(survivors.length).to.be.above(30);
      expect([
        ...new Set(survivors.map(({ file, line, column }) => `${file}:${String(line)}:${String(column)}`)),
      ]).to.deep.equal([`weak.ts:${String(lineOfMove)}:3`]);
      expect([...new Set(survivors.map(({ kind }) => kind))].toSorted()).to.deep.equal([
        "deletion",
        "immediate",
        "register",
        "swap",
        "width",
      ]);
      expect(survivorsOf("weak.ts")).to.deep.equal(survivors);
    });

    it("is content with a contract that says it", () => {
      const { status, stdout } = mutate("strong.ts");
      expect(stdout).to.match(/ 0 survived, score 100%\n$/);
      expect(status).to.equal(0);
    });

    it("is content with a list that says why nobody can tell", () => {
      const { status, stdout } = mutate("listed.ts");
      expect(stdout).not.to.contain("error:");
      expect(stdout).to.match(/ equivalent \([1-9]\d* by proof, [1-9]\d* by list\), 0 survived, score 100%\n$/);
      expect(status).to.equal(0);
      const [routine] = mutationReportOf(mutate("listed.ts --json").stdout).ports[0]?.routines ?? [];
      const byList = routine?.equivalents.filter(({ how }) => how === "listed");
      expect(byList).to.have.lengthOf(survivorsOf("weak.ts").length);
      expect(byList?.every(({ reason, line }) => reason === "Nobody looks at <AX>." && line === lineOfMove)).to.equal(
        true,
      );
    });

    it("names what is listed and is told apart, or is of no routine", () => {
      const stale = mutate("stale.ts");
      expect(stale.status).to.equal(1);
      expect(stale.stdout).to.match(
        /^stale\.ts:2:15: error: runtime\.seven: equivalentMutants lists "\/\^movl \\\$7, %eax\/", but no mutant that survives is that \(stale-equivalent\)\n {2}reason +Nobody looks at <AX>\.\n {2}to do +remove it /,
      );
      expect(stale.stdout).to.match(/, 0 survived, 1 stale in the list, score 100%\n$/);
      const none = mutate("stray.ts");
      expect(none.status).to.equal(1);
      expect(none.stdout).to.match(
        /^stray\.ts: error: runtime\.seven: equivalentMutants lists "retq -> nothing", but the port has no such routine /,
      );
      expect(mutate("stray.ts --routine runtime.seven").status).to.equal(0);
    });

    it("tells programs everything", () => {
      const report = mutationReportOf(mutate("stale.ts --json --seed 3").stdout);
      expect(report).to.include({ clean: false, seed: 3, states: 40, engine: "builtin" });
      const [routine] = report.ports[0]?.routines ?? [];
      expect(routine).to.include({
        symbol: "runtime.seven",
        file: "stale.ts",
        line: 2,
        column: 15,
        survived: 0,
        score: 1,
      });
      expect(routine?.stale).to.deep.equal([
        { routine: "runtime.seven", change: "/^movl \\$7, %eax/", reason: "Nobody looks at <AX>." },
      ]);
      expect(Object.values(routine?.kinds ?? {}).reduce((sum, { mutants }) => sum + mutants, 0)).to.equal(
        routine?.mutants,
      );
      expect(routine?.kinds["condition"]).to.deep.equal({
        mutants: 0,
        killed: 0,
        equivalent: 0,
        survived: 0,
        score: null,
      });
      const unlisted = mutationReportOf(mutate("stray.ts --json").stdout);
      expect(unlisted.ports[0]?.stale).to.deep.equal([
        { routine: "runtime.seven", change: "retq -> nothing", reason: "It is spelt wrongly." },
      ]);
    });

    it("tells GitHub, beside the lines", () => {
      const { status, stdout } = mutate("weak.ts", { GITHUB_ACTIONS: "true" });
      expect(status).to.equal(1);
      const annotations = stdout.split("\n").filter((line) => line.startsWith("::"));
      expect(annotations).to.have.lengthOf(survivorsOf("weak.ts").length);
      for (const line of annotations) {
        expect(line).to.match(
          /^::error file=weak\.ts,line=3,col=3,title=mutant-survived::runtime\.seven: movl \$7, %25eax.*%0Akind: \w+%0Ato do: .*%0Areproduce: npx /,
        );
      }
    });

    it("gives JUnit's XML, a test case for each routine and one for what is of none", () => {
      const { status, stdout } = mutate("weak.ts --format junit");
      expect(status).to.equal(1);
      expect(stdout).to.equal(mutate("weak.ts --format junit").stdout);
      const [suite] = readXml(stdout).children;
      expect(suite?.attributes).to.deep.equal({ name: "seven", tests: "1", failures: "1", errors: "0" });
      const [, testcase] = suite?.children ?? [];
      expect(testcase?.attributes).to.deep.equal({ classname: "seven", name: "runtime.seven" });
      expect(testcase?.children[0]?.attributes["type"]).to.equal("mutant-survived");
      expect(testcase?.children[0]?.text).to.contain("\n  kind: immediate\n");
      expect(readXml(mutate("strong.ts --format junit").stdout).attributes).to.include({ tests: "1", failures: "0" });
      const strays = readXml(mutate("stray.ts --format junit").stdout);
      expect(strays.attributes).to.include({ tests: "2", failures: "1" });
      expect(strays.children[0]?.children.at(-1)?.attributes["name"]).to.equal("equivalentMutants");
    });

    it("mutates nothing where the code does not pass as it is", () => {
      const words = ["verify", "wrong.ts", "--mutate", "--states", "40"];
      const run = portwright(words, { cwd: work.folder });
      expect(run.status).to.equal(1);
      expect(run.stderr).to.equal("nothing was mutated: the code as it is does not pass\n");
      expect(run.stdout)
        .to.match(/^wrong\.ts:3:3: error: runtime\.seven: the result in AX is wrong \(result\)\n/)
        .and.to.match(/\n1 routine, 40 states on one engine: 1 finding\n$/);
      const json: unknown = JSON.parse(portwright([...words, "--json"], { cwd: work.folder }).stdout);
      expect(json).to.have.nested.property("ports[0].routines[0].findings[0].code", "result");
    });

    it("runs on one engine", () => {
      const run = portwright(["verify", "strong.ts", "--mutate", "--engine", "all"], { cwd: work.folder });
      expect(run.stderr).to.match(/^portwright: --mutate runs on one engine, not on all\n {2}hint: [^\n]*\n$/);
      expect(run.stdout).to.equal("");
      expect(run.status).to.equal(2);
    });

    it("on a terminal, says after a second how far it is, and leaves no trace of that", function () {
      needs(this, "script", "bsdutils");
      const command = `'${process.execPath}' '${program}' verify listed.ts --mutate --states 15000`;
      const { stdout, status } = spawnSync("script", ["-qec", command, "/dev/null"], {
        cwd: work.folder,
        encoding: "utf8",
        env: { PATH: process.env["PATH"], TERM: "xterm" },
      });
      expect(status, stdout).to.equal(0);
      const shown = stdout.split("\r\u001b[K").filter((text) => text.startsWith("mutating"));
      expect(shown[0]).to.match(/^mutating runtime\.seven \(routine 1 of 1, mutant \d+\)$/);
      expect(stdout.split("\r\u001b[K").at(-1)).to.match(/^\S*seven\S*, corrected: /);
    });
  });
});
