import { expect } from "chai";
import { JCC, RET, assemblyUnit, localLabel, none, routine } from "../../dsl/index.js";
import { labelNames, labelsOf, nameLabels } from "../../dsl/lowering/name-labels.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";

/** Of each routine, its name and those of its labels. */
type Names = readonly (readonly [string, ...string[]])[];

function unitOf(names: Names): AssemblyUnit {
  return assemblyUnit({
    includes: [],
    routines: names.map(([name, ...labels]) =>
      routine(name, { frame: none }, () => [
        ...labels.map((label) => localLabel(label)).map((label) => [JCC(label), label]),
        RET(),
      ]),
    ),
  });
}

/** Routine by routine, however they are given. */
function named(unit: AssemblyUnit): readonly (readonly string[])[] {
  const names = labelNames(unit, "corrected");
  return names.kind === "listed"
    ? names.names
    : unit.routines.map((one) =>
        labelsOf(one, "corrected").map((label) => `${one.name.slice(names.from)}_${label.name}`),
      );
}

const regular: Readonly<Record<string, Names>> = {
  "one label each": [
    ["runtime·a", "ok"],
    ["runtime·b", "ok"],
  ],
  "several labels": [
    ["runtime·a", "ok", "again"],
    ["runtime·b", "done"],
  ],
  "no package": [
    ["a", "ok"],
    ["b", "ok"],
  ],
  "no labels": [["runtime·a"], ["runtime·b"]],
  "no routines": [],
};

const irregular: Readonly<Record<string, Names>> = {
  "the same name in two packages": [
    ["runtime·a", "ok"],
    ["syscall·a", "ok"],
  ],
  "a label with the end of a name in it": [
    ["runtime·a", "b_ok"],
    ["runtime·a_b", "ok"],
  ],
  "a label that begins with an underscore": [
    ["runtime·a", "_ok"],
    ["runtime·a_", "ok"],
  ],
  "one label twice in a routine": [["runtime·a", "ok", "ok"]],
  "a name that begins with a digit": [["runtime·3a", "ok"]],
  "a label that is no word": [["runtime·a", "is ok"]],
  "a symbol of its file": [["runtime·a<>", "ok"]],
  "a name of other letters": [["runtime·é", "ok"]],
  "packages within packages": [
    ["a·b", "ok"],
    ["a·b·c", "ok"],
  ],
};

describe("the names of labels", () => {
  for (const [what, names] of Object.entries({ ...regular, ...irregular })) {
    it(`are the same for printers of twins: ${what}`, () => {
      const unit = unitOf(names);
      const expected = nameLabels(unit, "corrected");
      expect(named(unit)).to.deep.equal(
        unit.routines.map((one) => labelsOf(one, "corrected").map((label) => expected.get(label))),
      );
      expect(new Set(expected.values()).size).to.equal(expected.size);
      expect(labelNames(unit, "corrected").kind).to.equal(Object.hasOwn(regular, what) ? "regular" : "listed");
    });
  }
});
