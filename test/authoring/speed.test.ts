import { expect } from "chai";
import { mkdirSync, symlinkSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";
import { portwright } from "../gen/run-portwright.js";
import { largePort } from "./large-port.js";

/** Measured were 578,000; there is room for about 15% more. */
const mostInstantiations = 660_000;

/** What type checking a port took. */
interface Effort {
  readonly errors: readonly string[];
  readonly instantiations: number;
  /** Pairs of types that were compared with each other. */
  readonly comparisons: number;
}

/** As `tsc --noEmit` does it, with the settings that docs/language.md gives and through the package's own types. */
function check(routines: number): Effort {
  const work = largePort(routines);
  try {
    mkdirSync(work.path("node_modules"));
    symlinkSync(resolve("."), work.path("node_modules/portwright"));
    const program = ts.createProgram([work.path("port.ts")], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    });
    const errors = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    const comparisons = Object.values(program.getRelationCacheSizes()).reduce((sum, size) => sum + size, 0);
    return { errors, instantiations: program.getInstantiationCount(), comparisons };
  } finally {
    work.remove();
  }
}

describe("type checking a large port", function () {
  let [none, half, whole]: Effort[] = [];
  before(() => {
    none = check(1);
    half = check(500);
    whole = check(1000);
  });

  it("finds nothing wrong, and neither does generate", () => {
    expect(whole?.errors).to.deep.equal([]);
    const work = largePort(70);
    try {
      const { status, stderr } = portwright(["generate", "port.ts", "--out", "generated"], { cwd: work.folder });
      // The routines without contracts are nothing that generate minds.
      expect(stderr).to.equal("");
      expect(status).to.equal(0);
    } finally {
      work.remove();
    }
  });

  it("takes so many instantiations of types for 1,000 routines, and no more", () => {
    expect(whole?.instantiations).to.be.at.most(mostInstantiations);
  });

  for (const of of ["instantiations", "comparisons"] as const) {
    it(`takes twice as many ${of} for twice the routines`, () => {
      const base = none?.[of] ?? 0;
      const grown = ((whole?.[of] ?? 0) - base) / ((half?.[of] ?? 0) - base);
      expect(grown).to.be.within(1.5, 2.2);
    });
  }
});
