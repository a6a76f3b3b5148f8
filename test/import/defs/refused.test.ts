import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { importDefinitions } from "../../../gen/import/definitions/import-definitions.js";
import { workspace, type Workspace } from "../../gen/workspace.js";
import { needs } from "../../peers.js";

const source = "enum { ONE = 1 }; struct pair { short a; long b; } pair;\n";

/** Objects that compilers make and portwright does not read, and what is said of them. */
const refused: readonly (readonly [compiler: string, options: readonly string[], says: RegExp])[] = [
  ["gcc", ["-g0"], /^it has no debugging information; compile with -g$/],
  ["gcc", ["-gdwarf-3"], /^\.debug_info\+0x0: has a unit of DWARF version 3: portwright reads 4 and 5/],
  ["gcc", ["-g", "-gz"], /^section \d+ \(\.debug_info\) is compressed: compile with -gz=none, or run objcopy --decomp/],
  [
    "clang",
    ["-g", "-gz"],
    /^section \d+ \(\.debug_\w+\) is compressed: compile with -gz=none, or run objcopy --decomp/,
  ],
  ["gcc", ["-g", "-Wa,--compress-debug-sections=zlib-gnu"], /zdebug_\w+.*compressed: compile with -gz=none/],
  [
    "gcc",
    ["-gdwarf-4", "-gsplit-dwarf"],
    /^\.debug_info\+0x0?b: has its types in a \.dwo file: compile without -gsplit-/,
  ],
  [
    "gcc",
    ["-gdwarf-5", "-gsplit-dwarf"],
    /^\.debug_info\+0x0: has its types in a \.dwo file: compile without -gsplit-/,
  ],
  ["clang", ["-gdwarf-4", "-gsplit-dwarf"], /^\.debug_info\+0x0?b: has its types in a \.dwo file: compile without/],
  ["clang", ["-gdwarf-5", "-gsplit-dwarf"], /^\.debug_info\+0x0: has its types in a \.dwo file: compile without/],
  ["gcc", ["-g", "-flto"], /\(\.gnu\.debuglto_\.debug_\w+\) is for the link-time optimizer; compile without -flto/],
  ["clang", ["-g", "-flto"], /^it is no ELF file but LLVM bitcode: compile without -flto/],
  ["clang", ["-g", "-m32"], /^it is a 32-bit ELF file for 32-bit x86, not a 64-bit one for x86-64/],
  ["clang", ["-g", "-mx32"], /^it is a 32-bit ELF file for x86-64, not a 64-bit one/],
  ["clang", ["-g", "--target=aarch64-linux-gnu"], /^it is a 64-bit ELF file for 64-bit ARM, not a 64-bit one for/],
  ["clang", ["-g", "--target=mips-linux-gnu"], /^it is a 32-bit big-endian ELF file for MIPS, not/],
  ["clang", ["-g", "--target=powerpc64-linux-gnu"], /^it is a 64-bit big-endian ELF file for 64-bit PowerPC, not/],
  ["clang", ["-g", "--target=x86_64-apple-darwin"], /^it is no ELF file/],
];

describe("import defs: objects that are refused by name", function () {
  this.timeout(20_000);
  let work: Workspace;
  before(function () {
    work = workspace({ "source.c": source });
    needs(this, "gcc", "gcc");
    needs(this, "clang", "clang");
  });
  after(() => {
    work.remove();
  });

  for (const [compiler, options, says] of refused) {
    it(`${compiler} ${options.join(" ")}`, function () {
      const run = compile(compiler, options);
      if (compiler === "clang" && run.stderr.includes("unable to create target")) {
        // Not every clang has every back end.
        this.skip();
      }
      expect(run.status, run.stderr).to.equal(0);
      expect(said("source.o")).to.match(says);
    });
  }

  it("the .dwo file itself", () => {
    compile("gcc", ["-gdwarf-5", "-gsplit-dwarf"]);
    expect(existsSync(work.path("source.dwo"))).to.equal(true);
    expect(said("source.dwo")).to.match(
      /\(\.debug_\w+\.dwo\) is that of a \.dwo file.*; compile without -gsplit-dwarf$/,
    );
  });

  it("a constant with a name that is none", () => {
    work.write("named.c", "enum numbers { SOME_NUMBER = 1 } number;\n");
    expect(spawnSync("gcc", ["-g", "-c", "named.c"], { cwd: work.folder }).status).to.equal(0);
    const damaged = readFileSync(work.path("named.o")).toString("latin1").replaceAll("SOME_NUMBER", "GNU C17 12.");
    writeFileSync(work.path("named.o"), damaged, "latin1");
    expect(said("named.o")).to.match(
      /^\.debug_info\+0x\w+: is a constant with the name "GNU C17 12\.", which is none in C$/,
    );
  });

  it("an archive", () => {
    compile("gcc", ["-g"]);
    expect(spawnSync("ar", ["rc", "source.a", "source.o"], { cwd: work.folder }).status).to.equal(0);
    expect(said("source.a")).to.equal("it is no ELF file; it is an archive: take the object out of it with ar x");
  });

  it("a program, and one that no linker has finished", () => {
    work.write("main.c", `${source}int main(void) { return 0; }\n`);
    expect(spawnSync("gcc", ["-g", "main.c", "-o", "main"], { cwd: work.folder }).status).to.equal(0);
    expect(said("main")).to.match(
      /^it is a shared object or a position-independent executable, not a relocatable object/,
    );
    compile("gcc", ["-g", "-o", "part.o"]);
    expect(spawnSync("ld", ["-r", "part.o", "-o", "source.o"], { cwd: work.folder }).status).to.equal(0);
    expect(said("source.o")).to.equal("1 type, 0 constants");
  });

  it("two files that mean different things by one name, unless it is not wanted", () => {
    work.write("other.c", "struct pair { long b; } other; struct only { char c; } only;\n");
    compile("gcc", ["-g", "-o", "part.o"]);
    expect(spawnSync("gcc", ["-g", "-c", "other.c"], { cwd: work.folder }).status).to.equal(0);
    expect(spawnSync("ld", ["-r", "part.o", "other.o", "-o", "both.o"], { cwd: work.folder }).status).to.equal(0);
    expect(said("both.o")).to.match(
      /^struct pair is defined differently at \.debug_info\+0x\w+ and at \.debug_info\+0x/,
    );
    expect(said("both.o", ["only"])).to.equal("1 type, 0 constants");
  });

  function compile(compiler: string, options: readonly string[]) {
    return spawnSync(compiler, ["-c", "-ffreestanding", ...options, "source.c"], {
      cwd: work.folder,
      encoding: "utf8",
    });
  }

  /** The first fault with its hint, or what was imported. */
  function said(file: string, types?: readonly string[]): string {
    const bytes = readFileSync(work.path(file));
    const imported = importDefinitions(bytes, file, { types });
    if (imported.kind === "module") {
      return `${imported.contents.types.length} type, ${imported.contents.constants.length} constants`;
    }
    return imported.faults
      .map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`))
      .join("\n");
  }
});
