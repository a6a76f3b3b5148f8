import { expect } from "chai";
import { assemblePort } from "../../assemble/assemble-port.js";
import port from "../../targets/openbsd-amd64/port.js";
import { periodBytes } from "./period-bytes.js";
import { asRecord } from "./routine-record.js";

describe("openbsd-amd64: machine code", () => {
  it("of the original is what the tools of 2011 made, all 18 routines, bytes and relocations", async () => {
    const assembled = asRecord(await assemblePort(port, "original"));
    expect(Object.keys(assembled)).to.have.length(18);
    expect(assembled).to.deep.equal(periodBytes);
  });

  it("of the corrected port differs in the routines and bytes that an erratum names, and nowhere else", async () => {
    const corrected = asRecord(await assemblePort(port, "corrected"));
    const changed = Object.keys(corrected).filter((name) => corrected[name]?.bytes !== periodBytes[name]?.bytes);
    expect(changed).to.deep.equal(["runtime.rfork_thread", "runtime.mmap"]);

    // errno-negation: f7d8 (negl %eax) becomes 48f7d8 (negq %rax); thread-function-twice: the jump goes to the MOVL
    // of threxit's number, 9 bytes back, not to the call of fn.
    expect(corrected["runtime.rfork_thread"]?.bytes).to.equal(
      periodBytes["runtime.rfork_thread"]?.bytes.replace("7303f7d8c3", "730448f7d8c3").replace(/ebf4$/, "ebf7"),
    );
    // mmap-offset-width: 4c8b4c2424 (movq) becomes 448b4c2424 (movl).
    expect(corrected["runtime.mmap"]?.bytes).to.equal(
      periodBytes["runtime.mmap"]?.bytes.replace("4c8b4c2424", "448b4c2424").replace("7302f7d8", "730348f7d8"),
    );
  });
});
