import { expect } from "chai";
import { needs } from "../peers.js";
import { workshop, type Workshop } from "./build.js";
import { main, more, start, weak } from "./sources.js";
import { symbolicView } from "./symbolic-view.js";

/** Tables of jumps hold distances, which say nothing about what is at their ends; the programs that run use them. */
const compilers: readonly (readonly string[])[] = [
  ["gcc", "-O2", "-fno-pic"],
  ["gcc", "-O1", "-fPIC"],
  ["gcc", "-O2", "-fPIC", "-Wa,-mrelax-relocations=no"],
  ["gcc", "-O0", "-fPIC", "-fno-plt", "-ffunction-sections", "-fdata-sections"],
  ["gcc", "-O2", "-fPIC", "-ftls-model=initial-exec"],
  ["gcc", "-O2", "-fPIC", "-mtls-dialect=gnu2"],
  ["clang", "-O1", "-fPIC"],
  ["clang", "-O2", "-fno-pic"],
];

/** Functions that look at where things are: the linkers put them elsewhere. */
const placeDependent = ["_start", "bounds"];

describe("linked programs beside those of ld -static", function () {
  let work: Workshop;
  before(function () {
    work = workshop();
    needs(this, "gcc", "gcc");
    needs(this, "clang", "clang");
    needs(this, "ld", "binutils");
    work.compile("start", start, "as");
  });
  after(() => {
    work.remove();
  });

  for (const compiler of compilers) {
    it(`${compiler.join(" ")}: every field leads to the same symbol`, () => {
      for (const [name, source] of Object.entries({ main, more, weak })) {
        work.compile(name, source, ...compiler, "-fno-jump-tables");
      }
      const objects = ["start.o", "weak.o", "main.o", "more.o"];
      work.link("ours", objects);
      work.run("ld", "-static", "-z", "noseparate-code", "-o", "theirs", ...objects);
      const [ours, theirs] = [symbolicView(work, "ours"), symbolicView(work, "theirs")];
      expect(Object.keys(ours)).to.include.members(["cmain", "_start", "other", "function", "texts", "choose"]);
      for (const [name, lines] of Object.entries(theirs).filter(([title]) => !placeDependent.includes(title))) {
        expect(ours[name], name).to.deep.equal(lines);
      }
      expect(Object.keys(ours).toSorted()).to.deep.equal(Object.keys(theirs).toSorted());
    });
  }
});
