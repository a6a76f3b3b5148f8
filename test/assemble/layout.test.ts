import { expect } from "chai";
import type { Piece } from "../../assemble/layout.js";
import { layOut } from "../../assemble/layout.js";

const filler = (length: number): Piece => ({ kind: "fixed", length });
const jump = (target: number): Piece => ({
  kind: "branch",
  target,
  short: 2,
  long: 5,
});

describe("layout", () => {
  it("keeps a forward branch short up to 127 bytes", () => {
    expect(layOut([jump(2), filler(127)])).to.deep.equal({
      offsets: [0, 2, 129],
      outOfReach: [],
    });
    expect(layOut([jump(2), filler(128)])).to.deep.equal({
      offsets: [0, 5, 133],
      outOfReach: [],
    });
  });

  it("keeps a backward branch short up to 128 bytes, its own included", () => {
    expect(layOut([filler(126), jump(0)]).offsets).to.deep.equal([0, 126, 128]);
    expect(layOut([filler(127), jump(0)]).offsets).to.deep.equal([0, 127, 132]);
  });

  it("lengthens a branch because another one was lengthened", () => {
    // The first reaches exactly 127 bytes while the second is short.
    const pieces = [jump(3), filler(125), jump(5), filler(1), filler(127)];
    expect(layOut(pieces).offsets).to.deep.equal([0, 5, 130, 135, 136, 263]);
  });

  it("names a short-only branch that does not reach", () => {
    const loop: Piece = { kind: "branch", target: 2, short: 2 };
    expect(layOut([loop, filler(127)]).outOfReach).to.deep.equal([]);
    expect(layOut([loop, filler(128)]).outOfReach).to.deep.equal([0]);
  });

  it("names a branch to no piece of the routine", () => {
    expect(layOut([jump(2)]).outOfReach).to.deep.equal([0]);
    expect(layOut([jump(-1)]).outOfReach).to.deep.equal([0]);
    expect(layOut([jump(1)]).outOfReach).to.deep.equal([]);
  });

  it("takes a branch without a short form as it is", () => {
    expect(layOut([{ kind: "branch", target: 0, long: 5 }])).to.deep.equal({
      offsets: [0, 5],
      outOfReach: [],
    });
  });
});
