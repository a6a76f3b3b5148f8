import { expect } from "chai";
import { compilers } from "../emit-c/compiler.js";
import { needs } from "../peers.js";
import type { BuildFolder, CFileName } from "./port-build.js";
import { buildFolder, cFiles, dialect, sourceText } from "./port-build.js";

/** What port.md says each file has, as a compiler would have to see it to agree. */
const prototypes: Readonly<Record<CFileName, readonly string[]>> = {
  "mem.c": [
    "void *runtime·SysAlloc(uintptr);",
    "void runtime·SysUnused(void *, uintptr);",
    "void runtime·SysFree(void *, uintptr);",
    "void *runtime·SysReserve(void *, uintptr);",
    "void runtime·SysMap(void *, uintptr);",
  ],
  "signal.c": [
    "void runtime·dumpregs(Sigcontext *);",
    "String runtime·signame(int32);",
    "void runtime·sighandler(int32, Siginfo *, void *, G *);",
    "void runtime·sigignore(void);",
    "void runtime·signalstack(byte *, int32);",
    "void runtime·initsig(int32);",
    "void runtime·resetcpuprofiler(int32);",
    "void os·sigpipe(void);",
  ],
  "thread.c": [
    "void runtime·lock(Lock *);",
    "void runtime·unlock(Lock *);",
    "void runtime·noteclear(Note *);",
    "void runtime·notesleep(Note *);",
    "void runtime·notewakeup(Note *);",
    "void runtime·newosproc(M *, G *, void *, void (*)(void));",
    "void runtime·osinit(void);",
    "void runtime·goenvs(void);",
    "void runtime·minit(void);",
    "void runtime·sigpanic(void);",
  ],
};

/** Local to their files. */
const statics: Readonly<Record<CFileName, readonly string[]>> = {
  "mem.c": [],
  "signal.c": ["static void sigaction(int32, void (*)(int32, Siginfo *, void *, G *), bool);"],
  "thread.c": ["static void lock(Lock *);", "static void unlock(Lock *);"],
};

/** What they call of the port's assembly and of each other, which no header declares. */
const externs: Readonly<Record<CFileName, readonly string[]>> = {
  "mem.c": [],
  "signal.c": ["void runtime·sigtramp(void);"],
  "thread.c": [
    "int64 runtime·rfork_thread(int32, void *, M *, G *, void (*)(void));",
    "void runtime·sys_sched_yield(void);",
    "void runtime·signalstack(byte *, int32);",
  ],
};

const headers = ["runtime.h", "defs.h", "os.h", "malloc.h", "stack.h"].map((name) => `#include "${name}"\n`).join("");

for (const errata of ["corrected", "original"] as const) {
  describe(`the C files (${errata})`, () => {
    let build: BuildFolder;
    before(() => {
      build = buildFolder(errata);
    });
    after(() => {
      build.remove();
    });

    for (const compiler of compilers) {
      describe(`with ${compiler}`, () => {
        before(function () {
          needs(this, compiler, compiler);
        });

        for (const file of cFiles) {
          for (const level of ["-O0", "-O2"]) {
            it(`${file} compiles without a warning (${level})`, () => {
              expect(build.compile(compiler, [...dialect(compiler), level, "-c", file, "-o", `${file}.o`])).to.equal(
                "",
              );
            });
          }

          it(`${file} compiles as C of 2011 too`, () => {
            const options = dialect(compiler).filter((option) => !option.startsWith("-std"));
            expect(build.compile(compiler, [...options, "-std=gnu11", "-O2", "-c", file, "-o", `${file}.o`])).to.equal(
              "",
            );
          });

          it(`${file} has the functions of the facts, and no others`, () => {
            const expected = [...prototypes[file], ...statics[file], ...externs[file]];
            build.write(`expected-${file}`, `${headers}${expected.join("\n")}\n#include "${file}"\n`);
            const options = [...dialect(compiler), "-Wmissing-declarations", "-fsyntax-only"];
            expect(build.compile(compiler, [...options, `expected-${file}`])).to.equal("");
            expect(definitionsIn(build, compiler, file)).to.have.members(prototypes[file].map(symbolOf));
          });
        }

        it("refuses another prototype, so that the one above means something", () => {
          build.write("wrong.c", `${headers}void *runtime·SysAlloc(int32);\n#include "mem.c"\n`);
          expect(build.compile(compiler, [...dialect(compiler), "-fsyntax-only", "wrong.c"])).to.match(
            /conflicting types/,
          );
        });

        it("refuses what the runtime's headers refuse", () => {
          build.write("words.c", `#include "runtime.h"\nint x;\n`);
          expect(build.compile(compiler, [...dialect(compiler), "-fsyntax-only", "words.c"])).to.match(/poisoned/);
        });

        it("agree with the header of the bridges, which C code calls the port's assembly by", () => {
          const files = cFiles.map((file) => `#include "${file}"\n`).join("");
          build.write("bridges.c", `${headers}#include "port.h"\n${files}`);
          const options = dialect(compiler).filter((option) => !option.startsWith("-std"));
          expect(build.compile(compiler, [...options, "-std=gnu11", "-O2", "-c", "bridges.c"])).to.equal("");
        });

        it("lays struct sigaction out as the kernel reads it", () => {
          const asserted = [
            "sizeof(struct sigaction) == 16",
            "offsetof(struct sigaction, sa_u) == 0",
            "sizeof(((struct sigaction *)0)->sa_u) == 8",
            "offsetof(struct sigaction, sa_mask) == 8",
            "sizeof(((struct sigaction *)0)->sa_mask) == 4",
            "offsetof(struct sigaction, sa_flags) == 12",
            "sizeof(((struct sigaction *)0)->sa_flags) == 4",
          ].map((condition) => `_Static_assert(${condition}, "");\n`);
          build.write("layout.c", `#include "signal.c"\n${asserted.join("")}`);
          expect(build.compile(compiler, [...dialect(compiler), "-fsyntax-only", "layout.c"])).to.equal("");
        });
      });
    }
  });
}

describe("the two forms of the C files", () => {
  it("differ where their errata are, and nowhere else", () => {
    const differing = cFiles.flatMap((file) => {
      const original = sourceText(file, "original").split("\n");
      const corrected = sourceText(file, "corrected").split("\n");
      return [
        ...original.filter((line) => !corrected.includes(line)).map((line) => `- ${line.trim()}`),
        ...corrected.filter((line) => !original.includes(line)).map((line) => `+ ${line.trim()}`),
      ].filter((line) => !line.includes("//"));
    });
    expect(differing).to.deep.equal([
      "- if(v < (byte*)4096)",
      "- return runtime·mmap(v, n, PROT_NONE, MAP_ANON|MAP_PRIVATE, -1, 0);",
      "+ if((uintptr)v >= (uintptr)-4095)",
      "+ p = runtime·mmap(v, n, PROT_NONE, MAP_ANON|MAP_PRIVATE, -1, 0);",
      "+ if((uintptr)p >= (uintptr)-4095)",
      "+ return p;",
      "+ if((uintptr)p >= (uintptr)-4095) {",
      '+ runtime·printf("runtime: cannot map %p: errno %d\\n", v, (int32)-(uintptr)p);',
      '+ runtime·throw("runtime: cannot map pages in arena address space");',
      "- it.it_interval.tv_sec = 0;",
      "- it.it_interval.tv_usec = 1000000/hz;",
      "+ it.it_interval.tv_sec = 1/hz;",
      "+ it.it_interval.tv_usec = 1000000/hz%1000000;",
    ]);
  });
});

function symbolOf(prototype: string): string {
  return /([\w·]+)\(/u.exec(prototype)?.[1] ?? prototype;
}

/** The functions that others can call, as the compiler's assembly has them. */
function definitionsIn(build: BuildFolder, compiler: string, file: CFileName): readonly string[] {
  const said = build.compile(compiler, [...dialect(compiler), "-S", file, "-o", `${file}.s`]);
  expect(said).to.equal("");
  return build.read(`${file}.s`).flatMap((line) => {
    const [, name, quoted] = /^\s*\.globl\s+(?:([^\s"]+)|"([^"]+)")/u.exec(line) ?? [];
    const symbol = unescaped(name ?? quoted ?? "");
    return symbol === "" || symbol === "runtime·sigtab" ? [] : [symbol];
  });
}

/** gcc writes the bytes of a middle dot in octal. */
function unescaped(symbol: string): string {
  return symbol.replaceAll(/\\302\\267/gu, "·");
}
