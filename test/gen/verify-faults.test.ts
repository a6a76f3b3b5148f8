import { expect } from "chai";
import { AX, MOVQ, RET, assemblyUnit, inOrder, none, port, returnsNothing, routine } from "../../dsl/index.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import { candidates, verifyAll } from "../../verify/verify-port.js";
import { brokenRoutines, portOf, symbolOf } from "./broken-routines.js";
import { portwright } from "./run-portwright.js";
import { reportOf, type VerifyReport } from "./verify-report.js";
import { workspace, type Workspace } from "./workspace.js";

// Few states are enough: each of these routines is wrong in all states, or in every one in which a call fails.
const few = ["--states", "60", "--json"];

describe("what verify finds", () => {
  const broken = portOf(brokenRoutines, "wrong");
  let work: Workspace;
  let report: VerifyReport;
  before(() => {
    work = workspace({ "right.ts": portOf(brokenRoutines, "right").source, "wrong.ts": broken.source });
    const run = portwright(["verify", "wrong.ts", ...few], { cwd: work.folder });
    expect(run.stderr).to.equal("");
    expect(run.status).to.equal(1);
    report = reportOf(run.stdout);
  });
  after(() => {
    work.remove();
  });

  it("is nothing where the same routines keep their contracts", () => {
    const run = portwright(["verify", "right.ts", ...few], { cwd: work.folder });
    const { clean, ports } = reportOf(run.stdout);
    expect(ports[0]?.routines.filter(({ findings }) => findings.length > 0)).to.deep.equal([]);
    expect(clean).to.equal(true);
    expect(run.status).to.equal(0);
    expect(ports[0]?.routines.map(({ symbol }) => symbol)).to.deep.equal(
      brokenRoutines.map(({ code }) => symbolOf(code)),
    );
  });

  for (const { code, with: others = [] } of brokenRoutines) {
    it(`is ${[code, ...others].join(" and ")}, at its line, for a routine broken so`, () => {
      const findings = report.ports[0]?.routines.find(({ symbol }) => symbol === symbolOf(code))?.findings ?? [];
      expect([...new Set(findings.map((finding) => finding.code))]).to.have.members([code, ...others]);
      const finding = findings.find((one) => one.code === code);
      expect(finding).to.include({ file: "wrong.ts", line: broken.lineOf(code) });
    });
  }

  it("comes with what shows it", () => {
    const findings = report.ports.flatMap(({ routines }) => routines.flatMap((routine) => routine.findings));
    for (const finding of findings) {
      if (finding.code !== "no-contract") {
        expect(finding.instruction?.bytes, finding.code).to.match(/^([0-9a-f]{2})+$/);
      }
      if (finding.state !== undefined) {
        const shown = finding.trace.map(({ offset }) => offset);
        expect(shown, finding.code).to.include(finding.instruction?.offset);
        expect(finding.states, finding.code).to.be.within(1, 60);
      }
    }
    const result = findings.find(({ code }) => code === "result");
    expect(result?.expected).to.equal("0xfffffffffffffff7");
    expect(result?.got).to.equal("0xfffffff7");
    expect(result?.state).to.deep.include({
      seed: 1,
      arguments: { fd: "0x0" },
      kernel: ["close(2) fails with errno 9"],
    });
    expect(result?.instruction?.text).to.equal("negl %eax");
  });

  it("names the instruction that runs without end", () => {
    const endless = report.ports[0]?.routines.find(({ symbol }) => symbol === "runtime.endless")?.findings[0];
    expect(endless?.message).to.match(/^has not ended after \d+ instructions$/);
    expect(endless?.instruction?.text).to.match(/^jmp /);
  });

  it("names an instruction that the builtin engine does not model", async () => {
    const described = routine("runtime·mmx", { frame: none, contract: () => inOrder(returnsNothing) }, () => [
      MOVQ(AX, AX),
      RET(),
    ]);
    const unit = assemblyUnit({ includes: [], routines: [described] });
    const outputs = [{ kind: "plan9-assembly", path: "p.s", unit }] as const;
    const [candidate] = await candidates(port({ name: "p", title: "p", errata: [], outputs }), "corrected");
    expect(candidate).to.have.property("subject");
    if (candidate === undefined || !("subject" in candidate)) {
      return;
    }
    // No form of the instruction table is unknown to it: a paddb of MMX stands where the three bytes of the MOVQ were.
    const { subject } = candidate;
    const image = { ...subject.image, bytes: Uint8Array.from([0x0f, 0xfc, 0xc1, 0xc3]) };
    const options = { seed: 1, states: 5, engines: [createBuiltinEngine()] };
    const [verdict] = [...verifyAll([{ subject: { ...subject, image } }], options)];
    const [finding] = verdict?.findings ?? [];
    expect(finding).to.include({ code: "not-modelled", states: 5 });
    expect(finding?.message).to.match(/paddb/);
    expect(finding?.instruction).to.include({ offset: 0, bytes: "0ffcc1" });
  });
});
