import { expect } from "chai";
import { assemblePort } from "../../assemble/assemble-port.js";
import { periodBytes } from "./period-bytes.js";
import { asRecord } from "./routine-record.js";
import { portOf2011 as port } from "./port-of-2011.js";

describe("openbsd-amd64: machine code", () => {
  it("of the original is what the tools of 2011 made, all 18 routines, bytes and relocations", async () => {
    const assembled = asRecord(await assemblePort(port, "original"));
    expect(Object.keys(assembled)).to.have.length(18);
    expect(assembled).to.deep.equal(periodBytes);
  });

  it("of the corrected port differs in the routines and bytes that an erratum names, and nowhere else", async () => {
    const corrected = asRecord(await assemblePort(port, "corrected"));
    const changed = Object.keys(corrected).filter((name) => corrected[name]?.bytes !== periodBytes[name]?.bytes);
    expect(changed).to.deep.equal(["runtime.rfork_thread", "runtime.exit1", "runtime.raisesigpipe", "runtime.mmap"]);
    expect(Object.fromEntries(changed.map((name) => [name, corrected[name]?.bytes]))).to.deep.equal({
      // errno-negation: negl %eax (f7d8) becomes negq %rax, and the branch over it a byte longer.
      // threxit-argument: movl $0, %edi (bf00000000) before threxit's number; thread-function-twice: the jump goes there.
      "runtime.rfork_thread": edited(
        "runtime.rfork_thread",
        ["7303f7d8c3", "730448f7d8c3"],
        ["b82e0100000f05ebf4", "bf00000000b82e0100000f05ebf2"],
      ),
      "runtime.exit1": edited("runtime.exit1", ["b82e010000", "bf00000000b82e010000"]),
      // getthrid-unchecked: jb over what follows, up to the end of the frame.
      "runtime.raisesigpipe": edited("runtime.raisesigpipe", ["0f054889c7", "0f0572114889c7"]),
      // mmap-offset-width: movq 36(%rsp), %r9 becomes movl 36(%rsp), %r9d.
      "runtime.mmap": edited("runtime.mmap", ["4c8b4c2424", "448b4c2424"], ["7302f7d8", "730348f7d8"]),
    });
  });
});

/** The period's bytes of a routine with some of them, which must be there once, replaced. */
function edited(name: string, ...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((bytes, [from, to]) => {
    expect(bytes.split(from), `${from} in ${name}`).to.have.length(2);
    return bytes.replace(from, to);
  }, periodBytes[name]?.bytes ?? "");
}
