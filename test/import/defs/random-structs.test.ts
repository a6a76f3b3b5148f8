import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { CType, StructType, UnionType } from "../../../dsl/ctypes/ctype.js";
import { underlyingType } from "../../../dsl/ctypes/underlying-type.js";
import { checkDefinitions } from "../../../dsl/port/definitions.js";
import { emitStandardHeader } from "../../../emit/c/standard-header.js";
import { importDefinitions } from "../../../gen/import/definitions/import-definitions.js";
import { writeModule } from "../../../gen/import/definitions/write-module.js";
import { compilers, complaints, strict } from "../../emit-c/compiler.js";
import { workspace, type Workspace } from "../../gen/workspace.js";
import { needs } from "../../peers.js";
import { definitionsOf } from "./imported-module.js";
import { ObjectData } from "./object-data.js";
import { randomStructs, type Fact } from "./random-structs.js";

const count = 500;
const seed = 20110801;

/** Ways of writing debugging information: versions, types in units of their own (C++ only in clang), offsets of 64 bits. */
const debugging: Readonly<Record<(typeof compilers)[number], readonly (readonly string[])[]>> = {
  gcc: [
    ["-gdwarf-4"],
    ["-gdwarf-5"],
    ["-gdwarf-4", "-fdebug-types-section"],
    ["-gdwarf-5", "-fdebug-types-section", "-gdwarf64", "-gstrict-dwarf"],
  ],
  clang: [["-gdwarf-4"], ["-gdwarf-5"], ["-gdwarf-5", "-gdwarf64", "-gstrict-dwarf"]],
};

describe(`import defs: ${String(count)} random structs and unions, from seed ${String(seed)}`, function () {
  this.timeout(120_000);
  const random = randomStructs(count, seed);
  let work: Workspace;
  before(() => {
    work = workspace({ "structs.c": random.source, "facts.c": `#include "structs.c"\n${random.questions}` });
  });
  after(() => {
    work.remove();
  });

  it("have members of every kind", () => {
    expect(random.drawn.size).to.equal(17);
    for (const [kind, times] of random.drawn) expect(times, kind).to.be.above(10);
    expect(random.facts.length).to.be.above(5000);
  });

  for (const compiler of compilers) {
    describe(compiler, () => {
      before(function () {
        if (compiler === "gcc") needs(this, "gcc", "gcc");
        else needs(this, "clang", "clang");
        compile(compiler, "facts.c", "-g0", "-o", "facts.o");
      });

      for (const options of debugging[compiler]) {
        it(`${options.join(" ")}: sizes, offsets, bit-fields and bounds are the compiler's`, async () => {
          compile(compiler, "structs.c", ...options, "-o", "structs.o");
          const imported = importDefinitions(readFileSync(work.path("structs.o")), "structs.o", {
            types: random.names,
          });
          if (imported.kind === "broken") throw new Error(imported.faults.map(({ message }) => message).join("\n"));
          const defined = await definitionsOf(writeModule(imported.contents, ""), work.path("structs.ts"));
          expect(checkDefinitions(defined).map(({ message }) => message)).to.deep.equal([]);

          const data = new ObjectData(work.path("facts.o"));
          const numbers = data.numbers("facts");
          const types = new Map<string, CType>(defined.types.map((type) => [type.name, type]));
          const wrong = random.facts.flatMap((fact, index) => {
            const described = describedFact(types, fact);
            const { what } = fact;
            const { offset, width } =
              what.kind === "bits" ? data.ones(what.symbol) : { offset: numbers[index], width: 0 };
            const expected = what.kind === "bits" ? `${String(offset)}:${width}` : String(offset);
            return described === expected
              ? []
              : [`${fact.struct}.${fact.path.join(".")} ${what.kind}: ${described}, not ${expected}`];
          });
          expect(numbers.length).to.equal(random.facts.length);
          expect(wrong.slice(0, 20), `${wrong.length} differences`).to.deep.equal([]);

          // Printed again, a compiler must find the same sizes and offsets in it.
          const origin = { portName: "random", errata: "corrected" } as const;
          // gcc warns of packed structs that hold aligned ones; some do.
          const warnings = [...strict, ...(compiler === "gcc" ? ["-Wno-packed-not-aligned"] : [])];
          expect(complaints(compiler, emitStandardHeader(defined, origin, "structs.h"), warnings)).to.equal("");
        });
      }
    });
  }

  function compile(compiler: string, file: string, ...options: readonly string[]): void {
    const run = spawnSync(compiler, ["-c", "-w", file, ...options], { cwd: work.folder, encoding: "utf8" });
    expect(run.status, run.stderr.slice(0, 2000)).to.equal(0);
  }
});

/** What a description says of a fact, in the words of the compiler's answer. */
function describedFact(types: ReadonlyMap<string, CType>, { struct, path, what }: Fact): string {
  let type = types.get(struct);
  let offset = 0;
  for (const name of path) {
    const aggregate = aggregateOf(type);
    const bits = aggregate?.bitFields?.[name];
    if (bits !== undefined) {
      return `${String(offset * 8 + bits.offset)}:${bits.width}`;
    }
    const field = aggregate?.fields[name];
    if (field === undefined) {
      return "no such member";
    }
    offset += field.offset;
    type = field.type;
  }
  if (type === undefined) return "no such type";
  switch (what.kind) {
    case "offset":
      return String(offset);
    case "size":
      return String(type.size);
    case "signed": {
      const underlying = underlyingType(type);
      return underlying.kind === "integer" ? String(Number(underlying.signed)) : underlying.kind;
    }
    case "count": {
      for (let dimension = 0; dimension < what.dimension; dimension += 1) {
        type = type?.kind === "array" ? type.element : undefined;
      }
      return type?.kind === "array" ? String(type.count) : "no array";
    }
    case "bits":
      // clang calls a bit-field that is as wide as its type a member like any other.
      return `${String(offset * 8)}:${type.size * 8}`;
  }
}

function aggregateOf(type: CType | undefined): StructType | UnionType | undefined {
  return type?.kind === "struct" || type?.kind === "union" ? type : undefined;
}
