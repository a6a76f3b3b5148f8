import { assert } from "chai";
import { incompleteStruct, int32, pointer, typedef, voidType } from "../../dsl/ctypes/ctype.js";
import { prototype } from "../../dsl/ctypes/prototype.js";
import { checkRuntimeHeader, forwardDeclaration, macro, runtimeHeader } from "../../dsl/port/runtime-header.js";
import { declareErratum, erratum } from "../../dsl/port/erratum.js";
import { emitRuntimeHeader } from "../../emit/c/runtime-header.js";
import { emitStandardHeader } from "../../emit/c/standard-header.js";
import { osHeader } from "../../targets/openbsd-amd64/os-header.js";
import { kernelDefinitions } from "../../targets/openbsd-amd64/types.js";
import { needs } from "../peers.js";
import { cTokens } from "./c-tokens.js";
import { compilers, complaints } from "./compiler.js";

/** What port.md says os.h declares, each as gcc would have to see it to agree. */
const expectedPrototypes = [
  "void runtime\u00b7sigpanic(void);",
  "void runtime\u00b7sigaltstack(Sigaltstack *, Sigaltstack *);",
  "void runtime\u00b7sigaction(int32, struct sigaction *, struct sigaction *);",
  "void runtime\u00b7setitimer(int32, Itimerval *, Itimerval *);",
  "void runtime\u00b7raisesigpipe(void);",
];
const undefinedPrototype = "void runtime\u00b7setitimerval(int32, Itimerval *, Itimerval *);";

/** The names of functions that a header declares, in order. */
function declared(header: string): readonly string[] {
  return [...header.matchAll(/(runtime\u00b7\w+)\(/gu)].map((match) => match[1] ?? "");
}

describe("os.h", () => {
  const corrected = emitRuntimeHeader(osHeader, { portName: "openbsd-amd64", errata: "corrected" });
  const original = emitRuntimeHeader(osHeader, { portName: "openbsd-amd64", errata: "original" });

  it("defines the two handlers that are no functions", () => {
    assert.include(corrected, "#define SIG_DFL ((void*)0)\n#define SIG_IGN ((void*)1)\n");
  });

  it("declares what the port's C files call, and in its original form what nothing defines", () => {
    const names = ["sigpanic", "sigaltstack", "sigaction", "setitimer", "raisesigpipe"].map(
      (name) => `runtime\u00b7${name}`,
    );
    assert.sameMembers([...declared(corrected)], names);
    assert.sameMembers([...declared(original)], [...names, "runtime\u00b7setitimerval"]);
  });

  it("differs between its forms in that declaration only", () => {
    const [first, second] = [cTokens(original), cTokens(corrected)].map((tokens) => tokens.join(" "));
    assert.equal(
      first?.replace("void runtime\u00b7setitimerval ( int32 which , Itimerval * new , Itimerval * old ) ; ", ""),
      second,
    );
  });

  for (const compiler of compilers) {
    it(`agrees with the prototypes of the facts, says ${compiler}`, function () {
      needs(this, compiler, compiler);
      const source = (header: string, prototypes: readonly string[]): string =>
        [
          "typedef int int32;",
          emitStandardHeader(kernelDefinitions, { portName: "openbsd-amd64", errata: "corrected" }, "defs.h"),
          header,
          ...prototypes,
          "void *handlers[2] = { SIG_DFL, SIG_IGN };",
          "",
        ].join("\n");
      assert.equal(complaints(compiler, source(corrected, expectedPrototypes)), "");
      assert.equal(complaints(compiler, source(original, [...expectedPrototypes, undefinedPrototype])), "");
      assert.include(
        complaints(compiler, source(corrected, ["void runtime\u00b7setitimer(int32);"])),
        "conflicting types",
      );
    });
  }

  it("passes its own check", () => {
    assert.deepEqual(checkRuntimeHeader(osHeader), []);
  });
});

describe("the check of a runtime header", () => {
  const defect = declareErratum("x", "x", "x");
  const tagged = pointer(incompleteStruct("sigaction"));

  it("wants a tag to be declared before a prototype points at it", () => {
    const user = prototype("f", voidType, { a: tagged });
    assert.deepEqual(
      checkRuntimeHeader(runtimeHeader(user, forwardDeclaration(incompleteStruct("sigaction")))).map(
        (one) => one.message,
      ),
      ["f points at struct sigaction, which is not declared before it"],
    );
  });

  it("looks into both forms of an erratum, and says once what is wrong in both", () => {
    const header = runtimeHeader(
      prototype("f", voidType),
      prototype("f", int32),
      erratum(defect, {
        original: [prototype("g", voidType, { "a b": int32 })],
        corrected: [prototype("f", voidType)],
      }),
    );
    assert.deepEqual(
      checkRuntimeHeader(header).map(({ code }) => code),
      ["c-name", "definition-twice"],
    );
  });

  it("refuses macros that are no C", () => {
    const header = runtimeHeader(
      macro("while", int32, 1),
      macro("HALF", int32, 0.5),
      macro("NOTHING", typedef("unit", voidType), 0),
    );
    assert.deepEqual(
      checkRuntimeHeader(header).map(({ code }) => code),
      ["c-name", "constant-range", "type-no-value"],
    );
  });
});
