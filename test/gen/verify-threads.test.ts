import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { chooseEngines } from "../../gen/verify-engines.js";
import { doerOf, type Doer, type Outcome, type Work } from "../../gen/verify-jobs.js";
import { symbolOf, verifiableSource, type VerifiableSource } from "../../gen/verify-source.js";
import { doInThreads, sharedJobs, threadsFor } from "../../gen/verify-threads.js";
import { findPort } from "../../gen/load/find-port.js";
import { portwright, program } from "./run-portwright.js";
import { workspace, type Workspace } from "./workspace.js";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));

/** So long this thread waits before each job, for others to take jobs as well. */
const patience = 100;

/** What comes of the jobs, and which of them other threads did. */
interface Done {
  readonly outcomes: readonly Outcome[];
  readonly elsewhere: number;
}

/** Verifies, or mutates, routines of the port of 2011, which has defects, on so many threads. */
async function done(kind: Work["kind"], symbols: readonly string[] | undefined, threads: number): Promise<Done> {
  const source = findPort("openbsd-amd64", checkout);
  const loaded = await verifiableSource(source, "original", checkout);
  if (loaded.kind === "broken") {
    throw new Error("the port is broken");
  }
  const { engines } = await chooseEngines(kind === "mutate" ? "builtin" : undefined);
  const names = engines.map(({ name }) => name);
  const work: Work = {
    ...{ kind, sources: [source], workingFolder: checkout, errata: "original" },
    ...{ seed: 3, states: 60, engines: names },
  };
  const doer = doerOf(work, [loaded], engines);
  let here = 0;
  const patient: Doer = {
    do: async (job) => {
      here += 1;
      if (threads > 1) {
        await new Promise((resolve) => setTimeout(resolve, patience));
      }
      return doer.do(job);
    },
    end: () => {
      doer.end();
    },
  };
  try {
    const wanted = symbols ?? allOf(loaded);
    const jobs = wanted.map((symbol) => ({ source: 0, symbol }));
    const results = await doInThreads(work, sharedJobs(jobs, []), threads, patient);
    expect(results.map(({ place }) => place)).to.deep.equal([...jobs.keys()]);
    return { outcomes: results.map(({ outcome }) => outcome), elsewhere: jobs.length - here };
  } finally {
    patient.end();
  }
}

function allOf({ candidates }: VerifiableSource): readonly string[] {
  return candidates.map(symbolOf);
}

/** A description that is not the same in every thread: `elsewhere` is run where it is not read first. */
function twoFaced(elsewhere: string): string {
  const stub = (name: string): string =>
    `routine("runtime·${name}", { frame: "none", contract: () => inOrder(returnsNothing) }, () => [RET()])`;
  return [
    `import { isMainThread } from "node:worker_threads";`,
    `import { RET, assemblyUnit, inOrder, port, returnsNothing, routine } from "portwright/dsl";`,
    `console.error("read");`,
    `if (!isMainThread) { ${elsewhere} }`,
    `const routines = [${["a", "b", "c", "d"].map(stub).join(", ")}];`,
    `export default port({ name: "two", title: "Two", errata: [],`,
    `  outputs: [{ kind: "plan9-assembly", path: "p.s", unit: assemblyUnit({ includes: [], routines }) }] });`,
    ``,
  ].join("\n");
}

describe("threads of verify", () => {
  it("find the same as one does, in the same order", async () => {
    const one = await done("verify", undefined, 1);
    const three = await done("verify", undefined, 3);
    expect(one.elsewhere).to.equal(0);
    expect(three.elsewhere, "routines that other threads verified").to.be.above(5);
    expect(one.outcomes.filter((outcome) => outcome.kind === "verdict" && outcome.verdict.findings.length > 0)).not.to
      .be.empty;
    expect(three.outcomes).to.deep.equal(one.outcomes);
  });

  it("kill the same mutants as one does", async () => {
    const symbols = ["runtime.exit", "runtime.mmap", "runtime.notok", "runtime.write", "runtime.exit1", "_rt0_amd64"];
    const one = await done("mutate", symbols, 1);
    const two = await done("mutate", symbols, 2);
    expect(two.elsewhere, "routines that the other thread mutated").to.be.above(0);
    expect(two.outcomes).to.deep.equal(one.outcomes);
  });

  it("leave a routine's findings alone, whichever routines were verified before it", async () => {
    const all = await done("verify", undefined, 1);
    for (const outcome of all.outcomes) {
      if (outcome.kind === "verdict" && outcome.verdict.findings.length > 0) {
        const { outcomes } = await done("verify", [outcome.verdict.symbol], 1);
        expect(outcomes).to.deep.equal([outcome]);
      }
    }
  });

  it("are as many as were asked for, or as the work is worth, and no more than there are routines", () => {
    expect(threadsFor(38, 0, 5)).to.equal(5);
    expect(threadsFor(3, 0, 5)).to.equal(3);
    expect(threadsFor(38, 10, undefined)).to.equal(1);
    expect(threadsFor(0, 0, undefined)).to.equal(1);
    expect(threadsFor(38, Infinity, undefined)).to.be.within(1, 38);
  });

  describe("that go wrong", () => {
    let work: Workspace;
    before(() => {
      work = workspace({
        "same.ts": twoFaced(""),
        "broken.ts": twoFaced(`throw new Error("no");`),
        "gone.ts": twoFaced("process.exit(3);"),
      });
    });
    after(() => {
      work.remove();
    });

    /** Enough for the other thread to be read before this one is done. */
    const longRun = ["--states", "100000", "--engine", "builtin"];

    it("print nothing of a description that has been read", () => {
      const alone = portwright(["verify", "same.ts", "--jobs", "1"], { cwd: work.folder });
      const { status, stderr } = portwright(["verify", "same.ts", "--jobs", "2", ...longRun], { cwd: work.folder });
      expect(stderr).to.equal(alone.stderr).and.to.contain("read\n");
      expect(status).to.equal(0);
    });

    it("say that a description has changed in the meantime", () => {
      const { status, stdout, stderr } = portwright(["verify", "broken.ts", "--jobs", "2", ...longRun], {
        cwd: work.folder,
      });
      expect(stderr).to.equal(
        "read\nportwright: broken.ts has changed in the meantime\n  hint: run the same command again\n",
      );
      expect(stdout).to.equal("");
      expect(status).to.equal(2);
    });

    it("end the program where one of them is gone", () => {
      const { status, stdout, stderr } = portwright(["verify", "gone.ts", "--jobs", "2", ...longRun], {
        cwd: work.folder,
      });
      expect(stderr).to.match(/^read\nportwright: .*a thread has ended before its work was done/);
      expect(stdout).to.equal("");
      expect(status).to.equal(2);
    });

    it("end with the program when somebody interrupts it", async () => {
      const words = [program, "verify", "same.ts", "--states", "4000000", "--jobs", "3"];
      const child = spawn(process.execPath, words, { cwd: work.folder, stdio: ["ignore", "pipe", "pipe"] });
      await once(child.stderr, "data");
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const begun = performance.now();
      child.kill("SIGINT");
      expect(await once(child, "exit")).to.deep.equal([null, "SIGINT"]);
      expect(performance.now() - begun).to.be.below(1000);
    });
  });
});
