import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Field, StructType, UnionType } from "../../../dsl/ctypes/ctype.js";
import { fieldsOf } from "../../../dsl/ctypes/ctype.js";
import { checkDefinitions } from "../../../dsl/port/definitions.js";
import { emitStandardHeader } from "../../../emit/c/standard-header.js";
import { importDefinitions } from "../../../gen/import/definitions/import-definitions.js";
import { writeModule, type ModuleContents } from "../../../gen/import/definitions/write-module.js";
import { compilers, complaints } from "../../emit-c/compiler.js";
import { workspace, type Workspace } from "../../gen/workspace.js";
import { needs } from "../../peers.js";
import { definitionsOf } from "./imported-module.js";
import { ObjectData } from "./object-data.js";

const headers = ["signal.h", "sys/stat.h", "sys/epoll.h", "elf.h"];
const includes = `#define _GNU_SOURCE\n${headers.map((header) => `#include <${header}>\n`).join("")}`;

describe(`import defs: everything in <${headers.join(">, <")}>`, function () {
  this.timeout(60_000);
  let work: Workspace;
  before(() => {
    work = workspace({ "headers.c": includes });
  });
  after(() => {
    work.remove();
  });

  for (const compiler of compilers) {
    describe(compiler, () => {
      before(function () {
        needs(this, "gcc", "gcc");
        if (compiler === "clang") needs(this, "clang", "clang");
      });

      for (const version of ["4", "5"]) {
        it(`-gdwarf-${version}: is as the compiler has it`, () => {
          compile(compiler, "headers", `-gdwarf-${version}`, "-fno-eliminate-unused-debug-types");
          const contents = imported("headers.o");
          const questions = contents.types.flatMap(questionsAbout);
          const constants = contents.constants.flatMap(({ name, value }) => [
            { expression: name, value: BigInt.asIntN(64, value) },
            { expression: `(${name}) < 0`, value: value < 0n ? 1n : 0n },
          ]);
          const all = [...questions, ...constants];
          // Headers have macros by the names of members: si_pid is _sifields._kill.si_pid.
          const members = contents.types.flatMap(({ type }) => (type.kind === "typedef" ? [] : fieldsOf(type)));
          const bare = members.map(({ name }) => `#undef ${name}\n`).join("");
          work.write(
            "answers.c",
            `${includes}${bare}const long long answers[] = {\n${all.map(({ expression }) => `(long long)(${expression}),\n`).join("")}};\n`,
          );
          compile(compiler, "answers", "-g0", "-w");
          const answers = new ObjectData(work.path("answers.o")).numbers("answers");
          const wrong = all.filter(({ value }, index) => value !== answers[index]);
          expect(wrong).to.deep.equal([]);
          // As many as glibc 2.36 has; others have some more or less.
          expect(contents.types.length).to.be.above(200);
          expect(contents.constants.length).to.be.above(60);
          expect(all.length).to.be.above(1200);
        });
      }

      it("with macros: is what generate takes, prettier leaves as it is, and compilers agree with", async () => {
        const macros = compiler === "gcc" ? "-g3" : "-fdebug-macro";
        compile(compiler, "headers", "-g", macros, "-fno-eliminate-unused-debug-types");
        const contents = imported("headers.o");
        expect(contents.constants.length).to.be.above(3000);
        const text = writeModule(contents, "// Made by a test.\n");
        const defined = await definitionsOf(text, work.path("headers.ts"));
        expect(checkDefinitions(defined).map(({ message }) => message)).to.deep.equal([]);
        const { format } = await import("prettier");
        expect(text).to.equal(await format(text, { parser: "typescript", printWidth: 120 }));
        // glibc's <stdint.h> has these two, made of its own names.
        const types = defined.types.filter(({ name }) => !["__fsid_t", "__caddr_t"].includes(name));
        const header = emitStandardHeader({ ...defined, types }, { portName: "real", errata: "corrected" }, "real.h");
        expect(complaints(compiler, header)).to.equal("");
      });
    });
  }

  function imported(object: string): ModuleContents {
    const wanted = {};
    const result = importDefinitions(readFileSync(work.path(object)), object, wanted);
    if (result.kind === "broken") throw new Error(result.faults.map(({ message }) => message).join("\n"));
    return result.contents;
  }

  function compile(compiler: string, name: string, ...options: readonly string[]): void {
    const run = spawnSync(compiler, ["-c", `${name}.c`, ...options], { cwd: work.folder, encoding: "utf8" });
    expect(run.status, run.stderr.slice(0, 2000)).to.equal(0);
  }
});

/** Size and members of a type, as C asks for them by the name that the documentation of the type gives. */
function questionsAbout({ type, doc }: ModuleContents["types"][number]) {
  const [, name = ""] = /^`(?:typedef )?([^`]+)`/.exec(doc) ?? [];
  const [root = "", ...path] = name.replaceAll("[]", "[0]").split(".");
  const spelled = path.length === 0 ? name : `__typeof__(((${root} *)0)->${path.join(".")})`;
  // What is anonymous has no name to ask for, and what is behind va_list is known to the compiler alone.
  return type.size === 0 || /\.anon\d/.test(name) || name === "struct __va_list_tag"
    ? []
    : [
        { expression: `sizeof(${spelled})`, value: BigInt(type.size) },
        ...(type.kind === "typedef" ? [] : reachable(type)).flatMap((field) => [
          { expression: `__builtin_offsetof(${spelled}, ${field.name})`, value: BigInt(field.offset) },
          ...(field.type.size === 0
            ? []
            : [{ expression: `sizeof(((${spelled} *)0)->${field.name})`, value: BigInt(field.type.size) }]),
        ]),
      ];
}

/** Members by the names that C knows: those of an anonymous one are its owner's. */
function reachable(type: StructType | UnionType): readonly Field[] {
  return fieldsOf(type).flatMap((field) =>
    /^anon\d+$/.test(field.name) && (field.type.kind === "struct" || field.type.kind === "union")
      ? reachable(field.type).map((inner) => ({ ...inner, offset: field.offset + inner.offset }))
      : [field],
  );
}
