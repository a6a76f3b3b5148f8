import { expect } from "chai";
import { checkPlan9 } from "../../dsl/lowering/check-plan9.js";
import { emitPlan9 } from "../../emit/plan9/plan9-unit.js";
import { needs } from "../peers.js";
import { goListing } from "./go-listing.js";
import { everything, fieldsHeader, handWritten } from "./sample-unit.js";

const origin = { portName: "test", errata: "corrected" } as const;

describe("Plan 9 assembly for Go's assembler", () => {
  it("is refused nothing that only a proof would want", () => {
    expect(checkPlan9(everything, "corrected", "go")).to.deep.equal([]);
  });

  it("says by name what the numbers of flags mean, and keeps the labels as they are written", () => {
    const text = emitPlan9(everything, origin, "go");
    for (const line of [
      '#include "textflag.h"\n#include "funcdata.h"\n#include "go_tls.h"\n#include "fields.h"\n',
      "TEXT ·helper<>(SB), NOSPLIT, $0-0\n",
      "TEXT ·bare(SB), NOSPLIT|TOPFRAME, $0-0\nloop:\n",
      "TEXT ·annotated(SB), $16-8\n\tNO_LOCAL_POINTERS\n\tGO_ARGS\n\tPCDATA\t$0, $-2\t// PCDATA_UnsafePoint\n",
      "TEXT ·careless(SB), NOSPLIT|NOFRAME, $-8\n",
      "\tBYTE\t$0x0f\n\tBYTE\t$0x0b\n\tWORD\t$0x1234\n\tWORD\t$0xffff\n\tLONG\t$0x12345678\t// MARK\n",
      "\tMOVL\t(field_at_16+4)(R14), AX\n",
      "unused:\n",
      "GLOBL ·table<>(SB), RODATA|NOPTR, $24\n",
      "GLOBL ·word(SB), DUPOK|NOPTR, $4\n",
      "GLOBL ·plain(SB), $4\n",
    ]) {
      expect(text).to.include(line);
    }
  });

  describe("through go tool asm", () => {
    before(function () {
      needs(this, "go", "golang-go");
    });

    it("is what it makes of a text that was written by hand", () => {
      const theirs = goListing(handWritten);
      expect(theirs.length).to.be.greaterThan(100);
      expect(theirs.filter((line) => /^\S+ (STEXT|SRODATA|SNOPTRDATA|SDATA)/.test(line)).length).to.equal(9);
      expect(goListing(emitPlan9(everything, origin, "go"), { "fields.h": fieldsHeader })).to.deep.equal(theirs);
    });
  });
});
