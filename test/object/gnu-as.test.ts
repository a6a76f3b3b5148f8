import elfy from "elfy";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import * as dsl from "../../dsl/index.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import { assemblyUnits } from "../../dsl/port/port-units.js";
import starter from "../../examples/starter/port.js";
import port from "../../targets/openbsd-amd64/port.js";
import { needs } from "../peers.js";
import { gnuObjectOf, objectOf, toolFolder, type ToolFolder } from "./object-files.js";
import { shownFrames, shownRelocations, shownSymbols } from "./readelf.js";

const { AX, BX, CALL, DI, JEQ, JMP, MOVL, MOVQ, NOP, POPQ, PUSHQ, RET, SP, at } = dsl;
const count = dsl.global("runtime·count", dsl.uint64);
const other = dsl.external("runtime·other");

function nops(number: number) {
  return Array.from({ length: number }, () => NOP());
}

/** What the ports have not: data, addresses, jumps out, long routines, stacks that are switched and switched back. */
const exotic: AssemblyUnit = dsl.assemblyUnit({
  includes: [],
  routines: [
    dsl.routine("runtime·data", { frame: dsl.none }, () => [
      MOVQ(count, AX),
      MOVQ(dsl.addressOf(other), BX),
      MOVL(dsl.addressOf(other), AX),
      MOVQ(7, count),
      CALL(other),
      JMP(other),
    ]),
    ...[2, 0x3e, 0x3f, 0xfe, 0xff, 0x100, 0xfffe, 0xffff, 0x1_0000].map((distance) =>
      dsl.routine(`runtime·far_${String(distance)}`, { frame: dsl.none }, () => [
        PUSHQ(AX),
        ...nops(distance),
        POPQ(AX),
        RET(),
      ]),
    ),
    ...[8, 0x80, 0x4000].map((frame) =>
      dsl.routine(`runtime·frame_${String(frame)}`, { frame }, () => [CALL(other), RET()]),
    ),
    dsl.routine("runtime·switched", { frame: 24, labels: ["here", "again", "back"] }, (_, { here, again, back }) => [
      JEQ(here),
      JMP(back),
      here,
      MOVQ(at(DI), SP),
      again,
      CALL(other),
      JMP(again),
      back,
      PUSHQ(AX),
      CALL(other),
      POPQ(AX),
      RET(),
    ]),
    dsl.routine("runtime·begin", { frame: dsl.none, contract: () => dsl.processEntry(dsl.jumpsTo(other, {})) }, () => [
      PUSHQ(AX),
      CALL(other),
      POPQ(AX),
      JMP(other),
    ]),
  ],
});

const units: readonly (readonly [name: string, unit: AssemblyUnit])[] = [
  ...assemblyUnits(port).map((unit, index) => [`${port.name}, unit ${String(index + 1)}`, unit] as const),
  ...assemblyUnits(starter).map((unit) => ["the starter", unit] as const),
  ["what the ports have not", exotic],
];

describe("objects, and those that GNU as makes of the GNU text", () => {
  let folder: ToolFolder;
  before(function () {
    needs(this, "as", "binutils");
    folder = toolFolder();
  });
  after(() => {
    folder.remove();
  });

  for (const [name, unit] of units) {
    for (const errata of ["original", "corrected"] as const) {
      it(`are the same in all that a linker or debugger looks at: ${name} (${errata})`, async () => {
        const ours = folder.write("ours.o", await objectOf(unit, errata));
        const gnu = gnuObjectOf(folder, unit, errata);
        const symbols = shownSymbols(ours);
        expect(symbols).to.deep.equal(shownSymbols(gnu));
        expect(symbols.filter(({ type }) => type === "FUNC").length).to.equal(unit.routines.length);
        expect(shownRelocations(ours)).to.deep.equal(shownRelocations(gnu));
        expect(content(ours, ".text")).to.equal(content(gnu, ".text"));
        const frames = shownFrames(ours);
        expect(frames).to.deep.equal(shownFrames(gnu));
        expect(Object.keys(frames).length).to.equal(unit.routines.length);
      });
    }
  }

  it("have relocations of every kind that there is", async () => {
    const shown = shownRelocations(folder.write("ours.o", await objectOf(exotic, "corrected")));
    const types = shown.flatMap((line) => / (R_\w+) /.exec(line)?.[1] ?? []);
    expect([...new Set(types)].toSorted()).to.deep.equal(["R_X86_64_32", "R_X86_64_PC32", "R_X86_64_PLT32"]);
  });

  it("have the same unwind information byte for byte, where none holds from the first byte on", async () => {
    const usual = assemblyUnits(port).filter(({ routines }) =>
      routines.every(({ contract }) => contract?.entry !== "process"),
    );
    expect(usual.length).to.be.greaterThan(0);
    for (const unit of usual) {
      const ours = folder.write("ours.o", await objectOf(unit, "corrected"));
      expect(content(ours, ".eh_frame")).to.equal(content(gnuObjectOf(folder, unit, "corrected"), ".eh_frame"));
    }
  });
});

function content(object: string, section: string): string {
  const { sections } = elfy.parse(readFileSync(object)).body;
  return sections.find(({ name }) => name === section)?.data.toString("hex") ?? "missing";
}
