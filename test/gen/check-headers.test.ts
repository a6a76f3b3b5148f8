import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { needs } from "../peers.js";
import { headerChanges, type HeaderChange } from "./header-changes.js";
import { openbsdHeaders } from "./openbsd-headers.js";
import { portwright, succeed, type Run } from "./run-portwright.js";
import { workspace, type Workspace } from "./workspace.js";

const description = new URL("../../../targets/openbsd-amd64/", import.meta.url).pathname;

/** Changes of different files, which have nothing to do with each other, are made together. */
const batches = headerChanges.reduce<readonly (readonly HeaderChange[])[]>((before, change) => {
  const place = before.findIndex((batch) => batch.every(({ file }) => file !== change.file));
  return place < 0 ? [...before, [change]] : before.map((batch, at) => (at === place ? [...batch, change] : batch));
}, []);

/** `FILE:LINE:COLUMN: ` of the place that `▸` marks in a piece of a file of the description. */
function placeOf(file: string, marked: string): string {
  const text = readFileSync(join(description, file), "utf8");
  const at = text.indexOf(marked.replace("▸", ""));
  expect(at, `${marked} in ${file}`).to.be.at.least(0);
  const before = text.slice(0, at + marked.indexOf("▸")).split("\n");
  return `${file}:${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)}: `;
}

describe("check --headers", () => {
  let work: Workspace;
  beforeEach(() => {
    work = workspace(Object.fromEntries(Object.entries(openbsdHeaders).map(([name, text]) => [`h/${name}`, text])));
  });
  afterEach(() => {
    work.remove();
  });

  function compare(cc: string, words: readonly string[] = []): Run {
    return portwright(["check", "openbsd-amd64", "--headers", "--cc", cc, "--include", "h", ...words], {
      cwd: work.folder,
    });
  }

  /** The lines of the findings, by the names of the description's files. */
  function findings({ stdout }: Run): readonly string[] {
    return stdout.split("\n").flatMap((line) => {
      const [, file, message] = /^(.*?:\d+:\d+): error: (.*)$/.exec(line) ?? [];
      return file === undefined || message === undefined ? [] : [`${file.replace(/^.*\//, "")}: ${message}`];
    });
  }

  for (const { command, debian, others } of [
    { command: "gcc", debian: "gcc", others: ["gcc -O2 -std=c99"] },
    {
      command: "clang",
      debian: "clang",
      // Other machines, one of them with its bytes the other way round, and other formats of objects.
      others: ["aarch64-linux-gnu", "s390x-linux-gnu", "x86_64-unknown-openbsd", "arm64-apple-macos"].map(
        (target) => `clang --target=${target} -ffreestanding`,
      ),
    },
  ]) {
    describe(`with ${command}`, () => {
      before(function () {
        needs(this, command, debian);
      });

      for (const cc of [command, ...others]) {
        it(`has nothing to say where ${cc} finds everything as described`, () => {
          const run = compare(cc);
          expect(run.stderr).to.equal("");
          expect(run.stdout).to.match(/^openbsd-amd64: 2\d\d numbers compared, all as the headers have them\n$/);
          expect(run.status).to.equal(0);
        });
      }

      for (const change of batches) {
        it(`reports ${change.map(({ title }) => title).join("; ")}`, () => {
          for (const { file, from, to } of change) {
            const text = work.read(`h/${file}`);
            work.write(`h/${file}`, text.replace(from, to));
            expect(work.read(`h/${file}`)).not.to.equal(text);
          }
          const run = compare(command);
          const lines = findings(run);
          const found = change.flatMap((one) => one.found);
          for (const { file, at, message } of found) {
            const place = placeOf(file, at);
            const said = lines.filter((line) => line.startsWith(place) && message.test(line.slice(place.length)));
            expect(said, `${place}${String(message)}\n${run.stdout}`).to.have.length(1);
          }
          expect(lines.length, run.stdout + run.stderr).to.equal(found.length);
          const differences = `${String(found.length)} differences?`;
          expect(run.stdout).to.match(
            new RegExp(`^openbsd-amd64: \\d+ numbers compared, ${differences} from the headers\n$`, "m"),
          );
          expect(run.stderr).to.equal("");
          expect(run.status).to.equal(1);
        });
      }

      it("reports everything of an i386 at once", () => {
        const run = compare(`${command} -m32 -ffreestanding`);
        const lines = findings(run);
        expect(lines).to.include(
          `${placeOf("types.ts", "▸tv_usec: ")}Timeval.tv_usec is at offset 8; in the system's struct timeval it is at 4 (header-offset)`,
        );
        expect(lines.filter((line) => line.includes("sc_rsp"))).to.have.length(2);
        expect(run.status).to.equal(1);
      });

      it("finds everything missing in empty headers", () => {
        for (const name of Object.keys(openbsdHeaders)) {
          work.write(`h/${name}`, "");
        }
        const run = compare(command);
        const lines = findings(run);
        expect(lines.every((line) => line.includes("(header-missing)"))).to.equal(true);
        expect(lines.filter((line) => /: the system's headers have no SIG\w+ /.test(line))).to.have.length(32);
        expect(lines.filter((line) => line.startsWith("types.ts:"))).to.have.length(8);
        expect(run.stdout).to.match(/^openbsd-amd64: not in the headers and not compared: SYS_\w+(, SYS_\w+)+\n/m);
      });

      it("says what the compiler says of headers that it does not take", () => {
        work.write("h/errno.h", "#error no numbers here\n");
        const run = compare(command);
        expect(run.stderr).to.match(
          /^portwright: the compiler refuses the system's headers: .*no numbers here.*\n {2}hint: .*--include/,
        );
        expect(run.status).to.equal(2);
      });
    });
  }

  it("tells programs the same", function () {
    needs(this, "gcc", "gcc");
    work.write("h/sys/mman.h", work.read("h/sys/mman.h").replace("MAP_ANON 0x1000", "MAP_ANON 0x20"));
    work.write("h/sys/time.h", work.read("h/sys/time.h").replace("#define ITIMER_PROF 2", ""));
    const report: unknown = JSON.parse(compare("gcc", ["--json"]).stdout);
    expect(report).to.have.property("clean", false);
    expect(report).to.have.deep.nested.property("ports[0].uncompared", []);
    const first = "ports[0].differences[0]";
    expect(report).to.have.nested.property(`${first}.name`, "MAP_ANON");
    expect(report).to.have.nested.property(`${first}.kind`, "difference");
    expect(report).to.have.nested.property(`${first}.described`, "4096");
    expect(report).to.have.nested.property(`${first}.headers`, "32");
    expect(report).to.have.nested.property(`${first}.line`, 12);
    expect(report).to.have.nested.property("ports[0].differences[1].kind", "missing");
    expect(compare("gcc", ["--format", "github"]).stdout).to.match(
      /^::error file=.*constants\.ts,line=12,col=3,title=header-value::/m,
    );
  });

  it("takes no compiler of C++", function () {
    needs(this, "g++", "g++");
    const run = compare("g++");
    expect(run.stderr).to.match(
      /^portwright: the compiler takes a file of C for one of C\+\+\n {2}hint: .*--cc gcc\n$/,
    );
    expect(run.status).to.equal(2);
  });

  it("says which compiler does not run, and leaves nothing behind", () => {
    const run = compare("no-such-compiler --target=x");
    expect(run.stderr).to.equal(
      "portwright: the compiler no-such-compiler --target=x does not run: there is no such command\n" +
        "  hint: name one that is installed with --cc\n",
    );
    expect(run.status).to.equal(2);
    for (const cc of ["false", "true", "kill -9 $$ #"]) {
      const refused = compare(cc);
      expect(refused.stderr).to.match(/^portwright: the compiler .*\n/);
      expect(refused.status).to.equal(2);
    }
  });

  for (const [words, message] of [
    [["--cc", "gcc"], /--cc, --include and --header are about headers/],
    [["--headers", "--against", "h"], /--headers compares with headers/],
    [["--headers", "--cc", " "], /--cc names no compiler/],
    [["--headers", "--header", "<a.h>"], /"<a\.h>" is no header/],
  ] as const) {
    it(`refuses ${words.join(" ")}`, () => {
      const run = portwright(["check", "openbsd-amd64", ...words], { cwd: work.folder });
      expect(run.stderr).to.match(message);
      expect(run.status).to.equal(2);
    });
  }

  it("is in the help", () => {
    expect(succeed(["check", "--help"], { cwd: description })).to.contain("--headers");
  });
});
