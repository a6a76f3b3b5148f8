import { assert } from "chai";
import type { CType } from "../../dsl/ctypes/ctype.js";
import { byte, fieldsOf, int32, opaque, pointer, struct, typedef, uint32, voidType } from "../../dsl/ctypes/ctype.js";
import { constants } from "../../dsl/operands/immediate.js";
import { checkDefinitions, definitions } from "../../dsl/port/definitions.js";
import { kernel } from "../../targets/openbsd-amd64/constants.js";
import { kernelDefinitions } from "../../targets/openbsd-amd64/types.js";
import { definitionFacts } from "./facts.js";
import type { FieldFact } from "./facts.js";

const facts = definitionFacts();

/** The facts spell a type as C does, an array's count apart. */
function spelled(type: CType): { readonly type: string; readonly count?: number } {
  switch (type.kind) {
    case "array":
      return { ...spelled(type.element), count: type.count };
    case "pointer":
      return { type: `${spelled(type.target).type} *` };
    case "integer":
    case "struct":
    case "union":
    case "typedef":
      return { type: type.name };
    case "void":
      return { type: "void" };
    case "incomplete":
    case "function":
      throw new Error(`the facts have no ${type.kind}`);
  }
}

function isPadding({ name }: FieldFact): boolean {
  return name.startsWith("pad_godefs_");
}

describe("the definitions of openbsd-amd64", () => {
  it("have the constants of the facts, in order", () => {
    assert.deepEqual(
      Object.values(kernel).map(({ name, value }) => ({ name, value })),
      facts.constants,
    );
    assert.deepEqual(
      Object.entries(kernel).map(([key]) => key),
      facts.constants.map(({ name }) => name),
    );
  });

  it("have the types of the facts, in order, padding left to the layout", () => {
    assert.deepEqual(
      kernelDefinitions.types.map((type) =>
        type.kind === "typedef"
          ? { kind: type.kind, name: type.name, of: spelled(type.of).type }
          : {
              kind: type.kind,
              name: type.name,
              fields: fieldsOf(type).map((field) => ({ name: field.name, ...spelled(field.type) })),
            },
      ),
      facts.types.map((type) =>
        type.kind === "typedef" ? type : { ...type, fields: type.fields.filter((field) => !isPadding(field)) },
      ),
    );
  });

  it("leave gaps where the facts have padding, and nowhere else", () => {
    const gaps = kernelDefinitions.types.flatMap((type) => {
      if (type.kind !== "struct") {
        return [];
      }
      const fields = fieldsOf(type);
      return fields
        .map((field, index) => (fields[index + 1]?.offset ?? type.size) - field.offset - field.type.size)
        .filter((gap) => gap > 0)
        .map((gap) => [type.name, gap]);
    });
    const padded = facts.types.flatMap((type) =>
      type.kind === "struct" ? type.fields.filter(isPadding).map((field) => [type.name, field.count]) : [],
    );
    assert.deepEqual(gaps, padded);
  });

  it("pass their own check", () => {
    assert.deepEqual(checkDefinitions(kernelDefinitions), []);
  });
});

describe("the check of definitions", () => {
  const Inner = struct("Inner", { a: int32 });
  const Outer = struct("Outer", { in: Inner, at: pointer(Inner) });

  it("wants a type before its users", () => {
    const [found, ...others] = checkDefinitions(definitions({ constants: {}, types: [Outer, Inner] }));
    assert.deepEqual(others, []);
    assert.equal(found?.message, "Outer uses Inner, which comes later");
    assert.equal(found?.hint, "move Inner before Outer");
  });

  it("wants every type that is used", () => {
    const found = checkDefinitions(definitions({ constants: {}, types: [typedef("Way", pointer(Outer))] }));
    assert.deepEqual(
      found.map(({ message }) => message),
      ["Way uses Outer, which is not in the list of types"],
    );
  });

  it("refuses a name that is defined twice, whatever the kind", () => {
    const found = checkDefinitions(
      definitions({ constants: constants({ Inner: 1 }), types: [Inner, struct("Inner", { b: byte })] }),
    );
    assert.deepEqual(
      found.map(({ code }) => code),
      ["definition-twice", "definition-twice"],
    );
  });

  it("refuses constants that are no whole numbers of 64 bits, and names that are not C", () => {
    const found = checkDefinitions(
      definitions({ constants: constants({ HALF: 0.5, WIDE: 1n << 64n, LOST: 2 ** 60, "NO-NAME": 1 }), types: [] }),
    );
    assert.deepEqual(
      found.map(({ code }) => code),
      ["constant-range", "constant-range", "constant-range", "c-name"],
    );
  });

  it("reports the mistakes of every type", () => {
    const found = checkDefinitions(
      definitions({
        constants: {},
        types: [struct("A", {}), struct("B", { a: opaque(3, 2) }), typedef("C", uint32), typedef("int64", voidType)],
      }),
    );
    assert.deepEqual(
      found.map(({ code }) => code),
      ["type-empty", "type-align", "c-name"],
    );
  });
});
