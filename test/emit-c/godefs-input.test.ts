import { assert } from "chai";
import { int32, struct } from "../../dsl/ctypes/ctype.js";
import { definitions } from "../../dsl/port/definitions.js";
import { checkGodefsInput, godefsInput, systemStruct } from "../../dsl/port/godefs-input.js";
import { emitGodefsInput } from "../../emit/c/godefs-input.js";
import { defsInput } from "../../targets/openbsd-amd64/defs-input.js";
import { needs } from "../peers.js";
import { compilers, complaints } from "./compiler.js";
import { definitionFacts } from "./facts.js";

/** The system's types as port.md lists them. */
const systemTypes = [
  "struct sigaltstack $Sigaltstack",
  "sigset_t $Sigset",
  "siginfo_t $Siginfo",
  "union sigval $Sigval",
  "stack_t $StackT",
  "struct timeval $Timeval",
  "struct itimerval $Itimerval",
  "void $sfxsave64",
  "struct sigcontext $Sigcontext",
];

const systemHeaders = [
  "sys/types.h",
  "sys/mman.h",
  "sys/time.h",
  "sys/unistd.h",
  "sys/signal.h",
  "machine/mcontext.h",
  "errno.h",
  "signal.h",
];

describe("defs.c", () => {
  const text = emitGodefsInput(defsInput, { portName: "openbsd-amd64", errata: "corrected" });
  const facts = definitionFacts();

  it("asks for every constant, in order", () => {
    const body = /enum \{\n([^}]*)\};/u.exec(text)?.[1] ?? "";
    assert.deepEqual(body.trim().split(/\s*,\s*/u), [...facts.constants.map(({ name }) => `$${name} = ${name}`), ""]);
  });

  it("asks for every type, in order", () => {
    const asked = [...text.matchAll(/^typedef (.*);$/gmu)].map((match) => match[1] ?? "");
    assert.deepEqual(asked, systemTypes);
    assert.deepEqual(
      asked.map((one) => one.replace(/^.*\$/u, "")),
      facts.types.map(({ name }) => name),
    );
  });

  it("includes the system's headers and says how the tool was run", () => {
    assert.deepEqual(
      [...text.matchAll(/^#include <(.*)>$/gmu)].map((match) => match[1]),
      systemHeaders,
    );
    assert.match(text, /^\/\/.*godefs -f -m64 defs\.c$/mu);
  });

  for (const compiler of compilers) {
    it(`compiles with ${compiler} where the system's names are known`, function () {
      needs(this, compiler, compiler);
      const system = [
        "typedef unsigned sigset_t; typedef struct { int n; } siginfo_t; typedef struct { int n; } stack_t;",
        "struct sigaltstack { int n; }; union sigval { int n; }; struct timeval { int n; };",
        "struct itimerval { int n; }; struct sigcontext { int n; };",
        `enum { ${facts.constants.map(({ name, value }) => `${name} = ${value}`).join(", ")} };`,
      ];
      const source = [...system, text.replaceAll(/^#include.*$/gmu, ""), ""].join("\n");
      assert.equal(complaints(compiler, source, ["-std=gnu11", "-Wall", "-Werror"]), "");
    });
  }

  it("passes its own check", () => {
    assert.deepEqual(checkGodefsInput(defsInput), []);
  });
});

describe("the check of a godefs input", () => {
  it("refuses brackets around headers, tags that are no names and commands of two lines", () => {
    const input = godefsInput({
      definitions: definitions({ constants: {}, types: [struct("Timeval", { a: int32 })] }),
      command: "godefs\ndefs.c",
      includes: ["<sys/types.h>"],
      systemTypes: { Timeval: systemStruct("struct timeval") },
    });
    assert.deepEqual(
      checkGodefsInput(input).map(({ code }) => code),
      ["single-line", "include-name", "c-name"],
    );
  });
});
