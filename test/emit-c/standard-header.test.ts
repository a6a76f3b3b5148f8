import { assert } from "chai";
import { int32, opaque, struct } from "../../dsl/ctypes/ctype.js";
import { constants } from "../../dsl/operands/immediate.js";
import { definitions } from "../../dsl/port/definitions.js";
import { emitStandardHeader } from "../../emit/c/standard-header.js";
import { kernelDefinitions } from "../../targets/openbsd-amd64/types.js";
import { needs } from "../peers.js";
import { compilers, complaints, runProgram } from "./compiler.js";
import { definitionFacts } from "./facts.js";
import type { FieldFact, TypeFact } from "./facts.js";

const header = emitStandardHeader(
  kernelDefinitions,
  { portName: "openbsd-amd64", errata: "corrected" },
  "openbsd/amd64/defs_std.h",
);
const facts = definitionFacts();

/** The size of a type as the facts spell it; every struct of them has its padding written out. */
function sizeOf(name: string): number {
  if (name.endsWith("*")) {
    return 8;
  }
  const digits = /^u?int(8|16|32|64)$/u.exec(name)?.[1];
  if (digits !== undefined) {
    return Number(digits) / 8;
  }
  if (name === "byte") {
    return 1;
  }
  const type = facts.types.find((one) => one.name === name);
  if (type === undefined) {
    throw new Error(`the facts do not say what ${name} is`);
  }
  return type.kind === "typedef" ? sizeOf(type.of) : sizeOfFields(type);
}

function sizeOfField({ type, count = 1 }: FieldFact): number {
  return sizeOf(type) * count;
}

function sizeOfFields({ kind, fields }: TypeFact & { readonly kind: "struct" | "union" }): number {
  const sizes = fields.map(sizeOfField);
  return kind === "union" ? Math.max(...sizes) : sizes.reduce((sum, size) => sum + size, 0);
}

/** A line for each constant, size and offset, as a program prints them and as the facts have them. */
function readings(): readonly { readonly expression: string; readonly label: string; readonly expected: number }[] {
  const lines = facts.constants.map(({ name, value }) => ({ expression: name, label: name, expected: value }));
  for (const type of facts.types) {
    if (type.kind === "typedef") {
      if (type.of !== "void") {
        lines.push({ expression: `sizeof(${type.name})`, label: type.name, expected: sizeOf(type.of) });
      }
      continue;
    }
    lines.push({ expression: `sizeof(${type.name})`, label: type.name, expected: sizeOfFields(type) });
    let offset = 0;
    for (const field of type.fields) {
      const label = `${type.name}.${field.name}`;
      lines.push({ expression: `offsetof(${type.name}, ${field.name})`, label, expected: offset });
      lines.push({ expression: `sizeof(((${type.name} *)0)->${field.name})`, label, expected: sizeOfField(field) });
      offset += type.kind === "union" ? 0 : sizeOfField(field);
    }
  }
  return lines;
}

describe("the standard C header", () => {
  it("asserts every constant, every size and every offset", () => {
    for (const { name } of facts.constants) {
      assert.include(header, `_Static_assert(${name} == `);
    }
    for (const type of facts.types) {
      if (type.kind !== "typedef") {
        assert.include(header, `_Static_assert(sizeof(${type.name}) == ${sizeOfFields(type)}, `);
        for (const { name } of type.fields) {
          assert.include(header, `_Static_assert(offsetof(${type.name}, ${name}) == `);
        }
      }
    }
    assert.include(header, "_Static_assert(sizeof(Sigset) == 4, ");
  });

  it("ends in a newline and has no white space at the end of a line", () => {
    assert.isTrue(header.endsWith("\n"));
    assert.notMatch(header, /[ \t]\n|\r|\n\n\n/u);
  });

  for (const compiler of compilers) {
    describe(`compiled by ${compiler}`, () => {
      before(function () {
        needs(this, compiler, compiler);
      });

      it("pleases it at -Wall -Wextra -Wpedantic, included once or twice", () => {
        assert.equal(complaints(compiler, header), "");
        assert.equal(complaints(compiler, header + header), "");
      });

      it("gives the numbers of the facts", () => {
        const lines = readings();
        const program = [
          '#include "defs.h"',
          "#include <stdio.h>",
          "int main(void)",
          "{",
          ...lines.map(({ expression }) => `\tprintf("%lld\\n", (long long)(${expression}));`),
          "\treturn 0;",
          "}",
          "",
        ].join("\n");
        const printed = runProgram(compiler, { "defs.h": header, "main.c": program }, "main.c").trim().split("\n");
        assert.deepEqual(
          lines.map(({ label }, index) => `${label} ${printed[index] ?? "missing"}`),
          lines.map(({ label, expected }) => `${label} ${expected}`),
        );
      });

      it("is refused after any one of its assertions is made wrong", () => {
        const assertions = [...header.matchAll(/_Static_assert\((.*?) == (0x[0-9a-f]+|\d+), /gu)];
        assert.isAbove(assertions.length, facts.constants.length + 9 + 50);
        // All are made wrong at once, and the compiler has to name every one.
        const wrong = header.replaceAll(
          /(_Static_assert\(.*? == )(0x[0-9a-f]+|\d+), /gu,
          (_, before: string, number: string) => `${before}${Number(number) + 1}, `,
        );
        const everyError = compiler === "gcc" ? "-fmax-errors=0" : "-ferror-limit=0";
        const said = complaints(compiler, wrong, ["-std=c11", everyError]);
        assert.equal(said.match(/error: static(?:_assert| assertion) failed/gu)?.length, assertions.length);
      });

      it("is refused after a member changes its width", () => {
        const wrong = header.replace("int32_t si_errno;", "int64_t si_errno;");
        assert.notEqual(wrong, header);
        assert.include(complaints(compiler, wrong), "Siginfo");
      });

      it("is refused after a constant changes", () => {
        const wrong = header.replace("enum { SIGBUS = 0xa };", "enum { SIGBUS = 0x7 };");
        assert.notEqual(wrong, header);
        assert.include(complaints(compiler, wrong), "SIGBUS is 0xa on openbsd-amd64");
      });

      it("goes together with the headers of standard C, before and after it", () => {
        const others = ["stdio", "stdlib", "string", "time", "errno", "limits", "stdint", "inttypes"];
        const includes = others.map((name) => `#include <${name}.h>\n`).join("");
        assert.equal(complaints(compiler, `${includes}${header}`), "");
        assert.equal(complaints(compiler, `${header}${includes}`), "");
      });

      it("leaves macros of the system's headers alone where they agree", () => {
        assert.equal(complaints(compiler, `#define SIGHUP 1\n#define PROT_READ (0x01)\n${header}`), "");
      });

      it("refuses another system's numbers, by name", () => {
        assert.include(complaints(compiler, `#define SIGBUS 7\n${header}`), "SIGBUS is 0xa on openbsd-amd64");
      });

      it("aligns what the system aligns more than C would", () => {
        const Wide = struct("Wide", { n: int32, data: opaque(32, 16), tail: int32 });
        const text = emitStandardHeader(
          definitions({ constants: {}, types: [Wide] }),
          { portName: "test", errata: "corrected" },
          "w.h",
        );
        assert.include(text, "_Alignas(16) uint8_t data[32];");
        assert.equal(complaints(compiler, text), "");
      });

      it("takes constants of every width", () => {
        const values = constants({
          INT_TOP: 0x7fffffff,
          UINT: 0x80000000,
          UINT_TOP: 0xffffffff,
          LONG_TOP: 0x7fffffffffffffffn,
          ULONG_TOP: 0xffffffffffffffffn,
          MINUS: -1,
          INT_LOW: -0x80000000,
          BELOW: -0x80000001,
          LOW: -(1n << 63n),
        });
        const text = emitStandardHeader(
          definitions({ constants: values, types: [] }),
          { portName: "test", errata: "corrected" },
          "w.h",
        );
        const program = [
          '#include "w.h"',
          "#include <stdio.h>",
          "int main(void)",
          "{",
          ...Object.values(values).map(({ name, value }) =>
            value < 0
              ? `\tprintf("%lld\\n", (long long)${name});`
              : `\tprintf("%llu\\n", (unsigned long long)${name});`,
          ),
          "\treturn 0;",
          "}",
          "",
        ].join("\n");
        assert.equal(complaints(compiler, text), "");
        assert.deepEqual(
          runProgram(compiler, { "w.h": text, "main.c": program }, "main.c").trim().split("\n"),
          Object.values(values).map(({ value }) => String(value)),
        );
      });
    });
  }
});
