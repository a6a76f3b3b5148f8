import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readDebugObject } from "../../../gen/import/dwarf/debug-object.js";
import { DebugInformation } from "../../../gen/import/dwarf/entries.js";
import { readCatalogue } from "../../../gen/import/definitions/catalogue.js";
import { importDefinitions } from "../../../gen/import/definitions/import-definitions.js";
import type { MacroValue } from "../../../gen/import/macros/macro-constant.js";
import { compilers } from "../../emit-c/compiler.js";
import { workspace, type Workspace } from "../../gen/workspace.js";
import { needs } from "../../peers.js";
import { ObjectData } from "./object-data.js";
import { randomMacros } from "./random-macros.js";

const seed = 20110801;
const random = randomMacros(1500, seed);
const headers = `#define _GNU_SOURCE
#include <signal.h>
#include <sys/stat.h>
#include <sys/epoll.h>
#include <elf.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <asm/termbits.h>
`;
const small = `
#define ONE 1
#define GONE 2
#undef GONE
#define TWO 1
#undef TWO
#define TWO 2
#define EMPTY
#define LOOP1 LOOP2
#define LOOP2 LOOP1
#define TEXT "text"
#define ADDRESS ((void *)0)
#define HALF 0.5
#define ZERO (1 / 0)
#define FAR (1 << 32)
#define UNKNOWN (1 + nobody)
#define UNBALANCED (1 + 2
#define MANY(...) (__VA_ARGS__)
#define FEW MANY(3)
#define __RESERVED 5
#define INCOMPLETE sizeof(struct nobody)
enum { HERE = 9, ONE_OF = 8 };
#define HERE HERE
#define NOT_HERE ONE_OF
int used = HERE;
`;

/** How compilers are told to write macros down: .debug_macro, and .debug_macinfo. */
const ways: Readonly<Record<(typeof compilers)[number], readonly (readonly string[])[]>> = {
  gcc: [
    ["-gdwarf-5", "-g3"],
    ["-gdwarf-4", "-g3"],
    ["-gdwarf-4", "-g3", "-gstrict-dwarf"],
    ["-gdwarf-5", "-g3", "-gdwarf64"],
  ],
  clang: [
    ["-gdwarf-5", "-fdebug-macro"],
    ["-gdwarf-4", "-fdebug-macro"],
  ],
};

describe("import defs: macros", function () {
  this.timeout(60_000);
  let work: Workspace;
  before(() => {
    work = workspace({ "random.c": random.source, "headers.c": headers, "small.c": small });
  });
  after(() => {
    work.remove();
  });

  for (const compiler of compilers) {
    describe(compiler, () => {
      before(function () {
        needs(this, compiler, compiler);
      });

      it(`${String(random.names.length)} random ones, from seed ${String(seed)}, are what the compiler calculates`, () => {
        const [way = []] = ways[compiler];
        const macros = macrosOf(compiler, "random", way);
        const others = random.names.filter((name) => macros.get(name)?.kind !== "number");
        expect(others.map((name) => `${name}: ${JSON.stringify(macros.get(name))}`)).to.deep.equal([]);
        expectAnswers(compiler, "random", new Map([...macros].filter(([name]) => random.names.includes(name))));
      });

      for (const way of ways[compiler]) {
        it(`${way.join(" ")}: those of real headers are what the compiler calculates, and none is missing`, () => {
          const macros = macrosOf(compiler, "headers", way);
          expectAnswers(compiler, "headers", macros);
          const numbers = [...macros.values()].filter((macro) => macro.kind === "number");
          expect(numbers.length).to.be.above(3500);
          expect(macros.get("SIGSEGV")).to.deep.equal({ kind: "number", value: 11n });
          expect(macros.get("EPOLLET")).to.deep.equal({ kind: "number", value: 0x8000_0000n });
          expect(macros.get("TCGETS2")).to.deep.equal({ kind: "number", value: 0x802c_542an });
          expectNoOthers(compiler, macros);
        });
      }

      it("are those at the end of the file, without what is no number", () => {
        compile(compiler, "small", ...(ways[compiler][0] ?? []), "-fno-eliminate-unused-debug-types");
        const imported = importDefinitions(readFileSync(work.path("small.o")), "small.o", {});
        expect(imported.kind === "module" ? imported.contents.constants : imported.faults).to.deep.equal([
          { name: "HERE", value: 9n },
          { name: "ONE_OF", value: 8n },
          { name: "ONE", value: 1n },
          { name: "TWO", value: 2n },
          { name: "NOT_HERE", value: 8n },
        ]);
        expect(said("__RESERVED")).to.equal("5");
        expect(said("GONE")).to.match(/^it has no constant GONE/);
        expect(said("EMPTY")).to.equal("the macro EMPTY is no number: it stands for nothing");
        expect(said("LOOP1")).to.equal("the macro LOOP1 is no number: LOOP1 is nothing that a number is made of");
        expect(said("TEXT")).to.equal('the macro TEXT is no number: "text" is nothing that a number is made of');
        expect(said("ADDRESS")).to.equal("the macro ADDRESS is no number: it is cast to what is no integer");
        expect(said("HALF")).to.equal("the macro HALF is no number: 0.5 is no integer");
        expect(said("ZERO")).to.equal("the macro ZERO is no number: it divides by zero");
        expect(said("FAR")).to.equal("the macro FAR is no number: it shifts by 32");
        expect(said("UNKNOWN")).to.equal("the macro UNKNOWN is no number: nobody is nothing that a number is made of");
        expect(said("UNBALANCED")).to.equal("the macro UNBALANCED is no number: it ends too early");
        expect(said("FEW")).to.equal("the macro FEW is no number: MANY takes any number of arguments");
        expect(said("INCOMPLETE")).to.match(/^the macro INCOMPLETE is no number: struct is nothing/);
      });
    });
  }

  function macrosOf(compiler: string, name: string, way: readonly string[]): ReadonlyMap<string, MacroValue> {
    compile(compiler, name, ...way, "-fno-eliminate-unused-debug-types");
    const object = readDebugObject(readFileSync(work.path(`${name}.o`)), name);
    const { macros } = readCatalogue(new DebugInformation(object));
    return new Map([...macros].map(([macro, { value }]) => [macro, value()]));
  }

  /** Are the numbers those that a compiler has in an object, with their signs? */
  function expectAnswers(compiler: string, name: string, macros: ReadonlyMap<string, MacroValue>): void {
    const numbers = [...macros].flatMap(([macro, value]) => (value.kind === "number" ? [{ macro, ...value }] : []));
    const questions = numbers.flatMap(({ macro }) => [`(long long)(${macro}),\n`, `(${macro}) < 0,\n`]);
    const source = work.read(`${name}.c`);
    work.write("answers.c", `${source}const long long answers[] = {\n${questions.join("")}};\n`);
    compile(compiler, "answers", "-g0");
    const answers = new ObjectData(work.path("answers.o")).numbers("answers");
    const wrong = numbers.filter(
      ({ value }, index) =>
        BigInt.asIntN(64, value) !== answers[2 * index] || (value < 0n ? 1n : 0n) !== answers[2 * index + 1],
    );
    expect(wrong).to.deep.equal([]);
  }

  /** Does the compiler, too, take none of the others for a constant? */
  function expectNoOthers(compiler: string, macros: ReadonlyMap<string, MacroValue>): void {
    const others = [...macros].flatMap(([macro, { kind }]) => (kind === "number" ? [] : [macro]));
    const first = headers.split("\n").length;
    // Of a name that is not declared, gcc speaks only once in a function.
    const lines = others.map((macro, index) => `void f${String(index)}(void) { enum { E = (${macro}) }; }\n`);
    work.write("others.c", `${headers}${lines.join("")}`);
    const all = compiler === "gcc" ? "-fmax-errors=0" : "-ferror-limit=0";
    const { stderr } = spawnSync(compiler, ["-fsyntax-only", "-w", all, "others.c"], {
      cwd: work.folder,
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    const refused = new Set([...stderr.matchAll(/^others\.c:(\d+):\d+: error/gm)].map(([, line]) => Number(line)));
    expect(others.filter((_, index) => !refused.has(first + index))).to.deep.equal([]);
    expect(others.length).to.be.above(100);
  }

  /** The value of a constant, or why there is none. */
  function said(constant: string): string {
    const imported = importDefinitions(readFileSync(work.path("small.o")), "small.o", { constants: [constant] });
    return imported.kind === "module"
      ? String(imported.contents.constants[0]?.value)
      : imported.faults.map(({ message }) => message).join("\n");
  }

  function compile(compiler: string, name: string, ...options: readonly string[]): void {
    const run = spawnSync(compiler, ["-c", "-w", `${name}.c`, ...options], { cwd: work.folder, encoding: "utf8" });
    expect(run.status, run.stderr.slice(0, 2000)).to.equal(0);
  }
});
