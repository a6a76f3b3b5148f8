import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { needs } from "../peers.js";
import { brokenRoutines, portOf } from "./broken-routines.js";
import { portwright, program, succeed, type Run } from "./run-portwright.js";
import { reportOf, type VerifyReport } from "./verify-report.js";
import { readXml } from "./well-formed-xml.js";
import { smallPort, workspace, type Workspace } from "./workspace.js";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const routines = "targets/openbsd-amd64/routines";

/** The place of the one line of a description that holds `text`, as `file:line`. */
function lineWith(file: string, text: string): string {
  const found = readFileSync(`${checkout}${routines}/${file}`, "utf8")
    .split("\n")
    .flatMap((line, index) => (line.includes(text) ? [index + 1] : []));
  expect(found, `lines of ${file} with ${text}`).to.have.lengthOf(1);
  return `${routines}/${file}:${String(found[0])}`;
}

describe("verify", () => {
  describe("of the port that comes with portwright", () => {
    it("passes where it is corrected: every routine, every instruction, both ways of every branch", () => {
      const report = reportOf(succeed(["verify", "openbsd-amd64", "--json"], { cwd: checkout }));
      expect(report).to.include({ clean: true, errata: "corrected", seed: 1, states: 1000 });
      expect(report.engines.ran[0]).to.equal("builtin");
      expect(report.engines.ran.length + report.engines.missing.length).to.equal(2);
      const judged = report.ports[0]?.routines ?? [];
      expect(judged).to.have.lengthOf(38);
      for (const { symbol, instructions, states, coverage, findings } of judged) {
        expect(findings, symbol).to.deep.equal([]);
        expect(states, symbol).to.be.at.least(1000);
        expect(coverage.covered, symbol)
          .to.equal(coverage.of)
          .and.to.be.at.least(instructions ?? Infinity);
      }
    });

    describe("as it was published", () => {
      let report: VerifyReport;
      before(() => {
        const run = portwright(["verify", "openbsd-amd64", "--errata", "original", "--json"], { cwd: checkout });
        expect(run.stderr).to.equal("");
        expect(run.status).to.equal(1);
        report = reportOf(run.stdout);
      });

      const defects: readonly (readonly [
        defect: string,
        symbol: string,
        code: string,
        message: RegExp,
        place: () => string,
      ])[] = [
        [
          "the 64-bit read of mmap's 32-bit offset",
          "runtime.mmap",
          "read-outside",
          /^reads 8 bytes /,
          () => lineWith("memory.ts", "retype(off, uint64)"),
        ],
        [
          "what mmap then passes for the offset",
          "runtime.mmap",
          "system-call-argument",
          /^offset of mmap\(2\) is wrong$/,
          () => lineWith("memory.ts", "MOVQ(R9, at(SP, 8))"),
        ],
        [
          "the 32-bit negation of mmap's errno",
          "runtime.mmap",
          "result",
          /^the result in AX is wrong$/,
          () => lineWith("memory.ts", "[NEGL(AX)]"),
        ],
        [
          "the 32-bit negation of rfork_thread's errno",
          "runtime.rfork_thread",
          "result",
          /^the result in AX is wrong$/,
          () => lineWith("threads.ts", "[NEGL(AX)]"),
        ],
        [
          "the jump that calls fn again",
          "runtime.rfork_thread",
          "routine-call",
          /^calls .* makes its last system call again$/,
          () => lineWith("threads.ts", "CALL(R12)"),
        ],
        [
          "threxit without its argument in rfork_thread",
          "runtime.rfork_thread",
          "system-call-argument",
          /^notdead of threxit\(2\) is wrong$/,
          () => lineWith("threads.ts", "CALL(R12)"),
        ],
        [
          "threxit without its argument in exit1",
          "runtime.exit1",
          "system-call-argument",
          /^notdead of threxit\(2\) is wrong$/,
          // Nothing puts anything into DI: the system call itself is the culprit.
          () => lineAfter(lineWith("process.ts", "MOVL(sys.threxit, AX)")),
        ],
        [
          "the kill after a failed getthrid",
          "runtime.raisesigpipe",
          "system-call-unexpected",
          /^makes system call 37 after one that has ended its work$/,
          () => lineWith("process.ts", "MOVL(sys.kill, AX)"),
        ],
      ];
      for (const [defect, symbol, code, message, place] of defects) {
        it(`fails for ${defect}, at its line`, () => {
          const found = report.ports[0]?.routines
            .find((routine) => routine.symbol === symbol)
            ?.findings.find((finding) => finding.code === code && message.test(finding.message));
          expect(`${String(found?.file)}:${String(found?.line)}`).to.equal(place());
          expect(found?.reproduce).to.equal(
            `npx portwright verify openbsd-amd64 --errata original --seed 1 --routine ${symbol}`,
          );
        });
      }

      it("fails for nothing else", () => {
        const codes = report.ports.flatMap((port) =>
          port.routines.flatMap(({ symbol, findings }) => findings.map(({ code }) => `${symbol} ${code}`)),
        );
        expect(codes.toSorted()).to.deep.equal(defects.map(([, symbol, code]) => `${symbol} ${code}`).toSorted());
      });

      it("shows it again by the command that it prints, with the same findings", () => {
        const mmap = report.ports[0]?.routines.find(({ symbol }) => symbol === "runtime.mmap");
        const words = (mmap?.findings[0]?.reproduce ?? "").split(" ").slice(2);
        const again = reportOf(portwright([...words, "--json"], { cwd: checkout }).stdout);
        expect(again.ports[0]?.routines).to.deep.equal([mmap]);
      });
    });

    it("gives the same output for the same seed on any number of threads, and takes other seeds", () => {
      const words = ["verify", "openbsd-amd64", "--errata", "original", "--states", "150", "--json"];
      const [one, same, other] = [
        ["3", "--jobs", "1"],
        ["3", "--jobs", "3"],
        ["4294967295", "--jobs", "1"],
      ].map((seed) => portwright([...words, "--engine", "builtin", "--seed", ...seed], { cwd: checkout }));
      expect(one?.status).to.equal(1);
      expect(one?.stdout).to.equal(same?.stdout);
      expect(other?.status).to.equal(1);
      expect(other?.stdout).not.to.equal(one?.stdout);
      const first = reportOf(one?.stdout ?? "").ports[0]?.routines.find(({ findings }) => findings.length > 0);
      expect(first?.findings[0]?.state?.seed).to.equal(3);
      expect(first?.findings[0]?.reproduce).to.contain("--seed 3 --states 150 --engine builtin --routine");
    });
  });

  describe("reports", () => {
    let work: Workspace;
    const chosen = brokenRoutines.filter(({ code }) => ["no-contract", "result", "write-outside"].includes(code));
    const { source, lineOf } = portOf(chosen, "wrong");
    before(() => {
      work = workspace({
        "wrong.ts": source,
        "right.ts": portOf(chosen, "right").source,
        "broken.ts": source.replace("NEGL(AX)", `NEGL("<&\\u0007" as never)`),
        "targets/empty/port.ts": smallPort("empty"),
      });
    });
    after(() => {
      work.remove();
    });

    function verify(words: string, env: Readonly<Record<string, string>> = {}): Run {
      return portwright(["verify", "--states", "40", ...words.split(" ")], { cwd: work.folder, env });
    }

    it("to people: what, where, expected and got, state, trace, how to see it again; and a table", () => {
      const { status, stdout, stderr } = verify("wrong.ts");
      expect(status).to.equal(1);
      expect(stderr).to.equal("");
      expect(stdout).to.match(/^wrong\.ts:\d+:\d+: error: runtime\.result: the result in AX is wrong \(result\)$/m);
      expect(stdout).to.match(/^ {2}expected {5}0xfffffffffffffff7$/m);
      expect(stdout).to.match(/^ {2}got {10}0xfffffff7$/m);
      expect(stdout).to.match(/^ {2}instruction {2} +d {2}f7 d8 +negl %eax$/m);
      expect(stdout)
        .to.match(/^ {2}state {8}fd = 0x0$/m)
        .and.to.match(/^ {15}close\(2\) fails with errno 9$/m);
      expect(stdout).to.match(/^ {15}number \d+ of seed 1, on builtin; \d+ of 40 states show it$/m);
      expect(stdout).to.match(/^ {2}trace +0 {2}8b 7c 24 08 +movl 8\(%rsp\), %edi +wrong\.ts:\d+$/m);
      expect(stdout).to.match(
        /^ {2}reproduce {4}npx portwright verify wrong\.ts --errata corrected --seed 1 --states 40 --routine runtime\.result$/m,
      );
      expect(stdout).to.match(/^wrong, corrected: seed 1, builtin( and unicorn)?$/m);
      expect(stdout).to.match(/^ {2}runtime\.result +6 +40 +8\/8 +100% +1 +\d+$/m);
      expect(stdout).to.match(/^ {2}runtime\.no_contract +- +0 +- +1 +\d+$/m);
      expect(stdout).to.match(/^3 routines, 80 states on .*: 3 findings\n$/m);
      const order = ["result", "write_outside", "no_contract"].map((name) => stdout.indexOf(`error: runtime.${name}:`));
      expect(order).to.deep.equal(order.toSorted((one, other) => one - other));
    });

    it("to people that nothing was found", () => {
      const { status, stdout } = verify("right.ts");
      expect(stdout)
        .to.match(/^right, corrected: /)
        .and.to.match(/: no findings\n$/);
      expect(status).to.equal(0);
    });

    it("to GitHub, beside the lines", () => {
      const { status, stdout } = verify("wrong.ts", { GITHUB_ACTIONS: "true" });
      expect(status).to.equal(1);
      const annotations = stdout.split("\n").filter((line) => line.startsWith("::"));
      const form =
        /^::error file=wrong\.ts,line=(\d+),col=\d+,title=([a-z-]+)::runtime\.\w+: [^\n]*%0ATo reproduce: npx [^\n]*$/;
      expect(annotations.map((line) => form.exec(line)?.slice(1))).to.deep.equal([
        [String(lineOf("result")), "result"],
        [String(lineOf("write-outside")), "write-outside"],
        [String(lineOf("no-contract")), "no-contract"],
      ]);
      expect(stdout).to.contain("%0Aexpected 0xfffffffffffffff7, got 0xfffffff7%0A");
      expect(verify("wrong.ts --format text", { GITHUB_ACTIONS: "true" }).stdout).not.to.match(/^::/m);
    });

    it("as JUnit's XML, one test case for each routine and no times", () => {
      const { status, stdout } = verify("wrong.ts --format junit");
      expect(status).to.equal(1);
      expect(stdout).to.equal(verify("wrong.ts --format junit").stdout);
      expect(stdout).not.to.match(/\btime/);
      const root = readXml(stdout);
      expect(root.name).to.equal("testsuites");
      expect(root.attributes).to.deep.equal({ name: "portwright verify", tests: "3", failures: "3", errors: "0" });
      const [suite] = root.children;
      expect(suite?.attributes).to.deep.equal({ name: "wrong", tests: "3", failures: "3", errors: "0" });
      const [properties, ...cases] = suite?.children ?? [];
      expect(properties?.children.map(({ attributes }) => attributes)).to.deep.include({ name: "seed", value: "1" });
      expect(cases.map(({ name, attributes }) => [name, attributes["classname"], attributes["name"]])).to.deep.equal(
        ["result", "write_outside", "no_contract"].map((name) => ["testcase", "wrong", `runtime.${name}`]),
      );
      expect(cases.map((one) => one.children.map(({ name, attributes }) => [name, attributes["type"]]))).to.deep.equal([
        [["failure", "result"]],
        [["failure", "write-outside"]],
        [["failure", "no-contract"]],
      ]);
      expect(cases[0]?.children[0]?.text).to.contain("expected:\n  0xfffffffffffffff7\n");
      const clean = readXml(verify("right.ts --format junit").stdout);
      expect(clean.attributes).to.include({ tests: "3", failures: "0" });
    });

    it("a description with mistakes as generate does, in every format", () => {
      const text = verify("broken.ts");
      expect(text.status).to.equal(1);
      expect(text.stdout).to.equal("");
      expect(text.stderr)
        .to.match(/^broken\.ts:\d+:\d+: error: /)
        .and.to.match(/1 error; nothing was verified\n$/);
      const generated = portwright(["generate", "broken.ts", "--out", "out"], { cwd: work.folder });
      expect(text.stderr.split("\n")[0]).to.equal(generated.stderr.split("\n")[0]);
      const json: unknown = JSON.parse(verify("broken.ts --json").stdout);
      expect(json).to.have.nested.property("diagnostics[0].file", "broken.ts");
      expect(verify("broken.ts --format github").stdout).to.match(/^::error file=broken\.ts,line=/);
      const junit = readXml(verify("broken.ts --format junit").stdout);
      expect(junit.attributes).to.include({ tests: "1", failures: "0", errors: "1" });
    });

    it("only the routines asked for, by either spelling", () => {
      const one = reportOf(verify("wrong.ts --json --routine runtime·result runtime.no_contract").stdout);
      expect(one.ports[0]?.routines.map(({ symbol }) => symbol)).to.deep.equal([
        "runtime.result",
        "runtime.no_contract",
      ]);
    });

    it("every port of targets/, those without routines too", () => {
      work.write("targets/wrong/port.ts", source);
      const report = reportOf(verify("--json").stdout);
      expect(report.ports.map(({ name, routines: judged }) => [name, judged.length])).to.deep.equal([
        ["empty", 0],
        ["wrong", 3],
      ]);
      expect(verify("--format text").stdout).to.match(/^empty, corrected: .*\n {2}no routines\n/m);
    });

    it("on a terminal, after a second, how far it is, and leaves no trace of that", function () {
      needs(this, "script", "bsdutils");
      const command = `'${process.execPath}' '${program}' verify right.ts --states 400000 --engine builtin --routine runtime.result`;
      const { stdout, status } = spawnSync("script", ["-qec", command, "/dev/null"], {
        cwd: work.folder,
        encoding: "utf8",
        env: { PATH: process.env["PATH"], TERM: "xterm" },
      });
      expect(status, stdout).to.equal(0);
      const shown = stdout.split("\r\u001b[K");
      expect(shown[1]).to.match(/^verifying runtime\.result \(routine 1 of 1, state \d+\)$/);
      expect(shown.at(-1)).to.match(/^\S*right\S*, corrected: /);
    });
  });

  describe("used wrongly", () => {
    let work: Workspace;
    before(() => {
      work = workspace({
        "targets/empty/port.ts": smallPort("empty"),
        "p.ts": portOf(brokenRoutines.slice(0, 3), "right").source,
      });
    });
    after(() => {
      work.remove();
    });

    const uses: readonly (readonly [words: string, message: RegExp])[] = [
      ["--seed x", /^portwright: option '--seed <number>' argument 'x' is invalid\. It is a whole number from 0 to /],
      ["--seed -1", /argument '-1' is invalid/],
      ["--seed 1.5", /argument '1\.5' is invalid/],
      ["--seed 4294967296", /argument '4294967296' is invalid/],
      [
        "--states 0",
        /^portwright: option '--states <number>' argument '0' is invalid\. It is a whole number from 1 to /,
      ],
      ["--jobs 0", /^portwright: option '--jobs <number>' argument '0' is invalid\. It is a whole number from 1 to /],
      ["--states 1e3", /argument '1e3' is invalid/],
      ["--engine qemu", /'qemu' is invalid\. Allowed choices are builtin, unicorn, all\.$/m],
      ["--format sarif", /Allowed choices are text, json, github, junit\.$/m],
      ["empty", /^portwright: there are no routines in empty\n {2}hint: /],
      ["--states 5", /^portwright: there are no routines in empty\n {2}hint: /],
      ["nothing-like-it", /^portwright: unknown port "nothing-like-it"\n/],
      [
        "p.ts --routine system_call_number",
        /^portwright: unknown routine "system_call_number" \(did you mean runtime\.system_call_number\?\)\n {2}hint: known routines: runtime\.system_call_number, /,
      ],
      ["p.ts --routine runtime.system_call_numbr", /\(did you mean runtime\.system_call_number\?\)$/m],
      ["p.ts --routine x y", /^portwright: unknown routines "x", "y"\n/],
    ];
    for (const [words, message] of uses) {
      it(`exits with 2, a line and a hint: verify ${words}`, () => {
        const run = portwright(["verify", ...words.split(" ")], { cwd: work.folder });
        expect(run.stderr).to.match(message);
        expect(run.stderr.trimEnd().split("\n")).to.have.lengthOf(2);
        expect(run.stdout).to.equal("");
        expect(run.status).to.equal(2);
      });
    }

    it("tells who named the port behind --routine where it belongs", () => {
      const other = workspace({ "targets/wrong/port.ts": portOf(brokenRoutines.slice(0, 1), "wrong").source });
      const run = portwright(["verify", "--routine", "runtime.system_call_number", "wrong"], { cwd: other.folder });
      other.remove();
      expect(run.stderr).to.match(/^portwright: unknown routine "wrong"\n {2}hint: a port is named before --routine; /);
      expect(run.status).to.equal(2);
    });

    it("says that there is nothing to verify in a folder without ports", () => {
      const nowhere = workspace();
      const run = portwright(["verify"], { cwd: nowhere.folder });
      nowhere.remove();
      expect(run.stderr).to.match(/^portwright: there are no ports in \.\/targets\n {2}hint: /);
      expect(run.status).to.equal(2);
    });

    describe("where unicorn is not there", () => {
      /** A koffi that finds no library; it takes the place of the real one, if there is any. */
      const hook = `import Module from "node:module";
        const load = Module._load;
        const koffi = { load(name) { throw new Error(name + ": cannot open shared object file"); } };
        Module._load = function (name, ...rest) {
          return name === "koffi" ? koffi : load.call(this, name, ...rest);
        };`;
      const env = { NODE_OPTIONS: `--import=${dataUrl(hook)}` };

      for (const engine of ["unicorn", "all"]) {
        it(`--engine ${engine} names the Debian package and exits with 2`, () => {
          const run = portwright(["verify", "p.ts", "--engine", engine], { cwd: work.folder, env });
          expect(run.stderr).to.match(/^portwright: .*libunicorn.*apt-get install libunicorn2\n {2}hint: /);
          expect(run.stdout).to.equal("");
          expect(run.status).to.equal(2);
        });
      }

      it("the report says why it did not run", () => {
        const words = ["verify", "p.ts", "--states", "20"];
        expect(succeed(words, { cwd: work.folder, env })).to.match(
          /: seed 1, builtin\n {2}unicorn did not run: .*apt-get install libunicorn2\n/,
        );
        const { engines } = reportOf(succeed([...words, "--json"], { cwd: work.folder, env }));
        expect(engines.ran).to.deep.equal(["builtin"]);
        expect(engines.missing).to.have.nested.property("[0].reason").that.contains("libunicorn2");
      });
    });
  });
});

function lineAfter(place: string): string {
  return place.replace(/\d+$/, (line) => String(Number(line) + 1));
}

function dataUrl(script: string): string {
  return `data:text/javascript,${encodeURIComponent(script)}`;
}
