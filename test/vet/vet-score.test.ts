import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { portOf2011 as port } from "../port/port-of-2011.js";
import { needs } from "../peers.js";
import { goVersion } from "./go-package.js";
import type { JudgedMutant, Judgement } from "./vet-score.js";
import { judgeMutants, scoreTable, vetScore } from "./vet-score.js";

describe("mutants of openbsd-amd64 under go vet", () => {
  let judgement: Judgement;

  before(async function () {
    needs(this, "go", "golang-go");
    this.timeout(120_000);
    judgement = await judgeMutants(port);
  });

  function mutantOf(routine: string, change: string): JudgedMutant {
    const found = judgement.mutants.find(
      (mutant) => mutant.routine === routine && mutant.verdict.mutant.change === change,
    );
    if (found === undefined) {
      throw new Error(`${routine} has no mutant ${change}`);
    }
    return found;
  }

  it("are of code about which vet and the assembler have nothing to say, however its frame is written", () => {
    expect(judgement.originals.filter(({ frame }) => frame === "text")).to.have.length(18);
    expect(judgement.originals.filter(({ frame }) => frame === "instructions")).to.have.length(4);
    expect(judgement.originals.filter(({ complaints }) => complaints.length > 0)).to.deep.equal([]);
  });

  // The messages are vet's own: x/tools/go/analysis/passes/asmdecl/asmdecl.go and framepointer/framepointer.go.
  for (const { routine, change, complaint } of [
    {
      routine: "runtime·write",
      change: "movl 8(%rsp), %edi -> movl 12(%rsp), %edi",
      complaint: /: invalid offset fd\+4\(FP\); expected fd\+0\(FP\)$/,
    },
    {
      routine: "runtime·mmap",
      change: "movl 36(%rsp), %r9d -> movq 36(%rsp), %r9",
      complaint: /: invalid MOVQ of off\+28\(FP\); uint32 is 4-byte value$/,
    },
    {
      routine: "runtime·sigtramp",
      change: "subq $64, %rsp -> nothing",
      complaint: /: use of 40\(SP\) points beyond argument frame$/,
    },
    {
      routine: "runtime·munmap",
      change: "movq 8(%rsp), %rdi -> movq 8(%rsp), %rbp",
      complaint: /^frame pointer is clobbered before saving$/,
    },
  ]) {
    it(`are killed where vet knows better: ${routine}: ${change}`, () => {
      expect(mutantOf(routine, change).vet[0]).to.match(complaint);
    });
  }

  it("are written with the change that they have", () => {
    expect(mutantOf("runtime·write", "movl 8(%rsp), %edi -> movl 4(%rsp), %edi").text[1]).to.equal(
      "\tMOVL\tfd-4(FP), DI",
    );
    expect(mutantOf("runtime·write", "movl $4, %eax -> movl $5, %eax").text).to.include("\tMOVL\t$5, AX");
    expect(mutantOf("runtime·sigtramp", "movq %fs:-8, %rbp -> movq %fs:-12, %rbp").text).to.include(
      "\tMOVQ\t4(GS), BP",
    );
    const { text } = mutantOf("runtime·settls", "addq $8, %rsp -> addq $9, %rsp");
    expect([text[0]?.split(",").at(-1), text[1], ...text.slice(-2)]).to.deep.equal([
      "$-8-0",
      "\tSUBQ\t$8, SP",
      "\tADDQ\t$9, SP",
      "\tRET",
    ]);
  });

  it("are complained of though equivalent only where mmap loads too much", () => {
    const complained = judgement.mutants.filter(
      ({ verdict, vet }) => verdict.outcome.kind === "equivalent" && vet.length > 0,
    );
    expect(complained.map(({ routine, verdict }) => `${routine}: ${verdict.mutant.change}`)).to.deep.equal([
      "runtime·mmap: movl 24(%rsp), %edx -> movq 24(%rsp), %rdx",
      "runtime·mmap: movl 28(%rsp), %r10d -> movq 28(%rsp), %r10",
      "runtime·mmap: movl 32(%rsp), %r8d -> movq 32(%rsp), %r8",
    ]);
  });

  it("are refused by the assembler only where a label has lost its instruction", () => {
    const refusals = judgement.mutants.flatMap(({ refused }) => refused);
    expect(refusals.filter((message) => !/^undefined label L\d+$/.test(message))).to.deep.equal([]);
  });

  it("are killed by vet now and then, and by portwright far more often", () => {
    const { mutants, equivalent, portwright, vet, refused, unseen } = vetScore(judgement.mutants);
    expect(vet).to.be.above(0);
    expect(vet + refused).to.be.below(portwright);
    expect(vet + refused + unseen).to.equal(mutants - equivalent);
  });

  it("stand in docs/verify.md with the numbers of this run", () => {
    const page = readFileSync(join(packageFolder, "docs", "verify.md"), "utf8");
    const table = scoreTable(judgement.mutants);
    expect(page.includes(table), `docs/verify.md with ${goVersion()} should have\n${table}\n`).to.equal(true);
  });
});
