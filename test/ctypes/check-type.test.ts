import { assert } from "chai";
import { checkType } from "../../dsl/ctypes/check-type.js";
import type { DefinedType } from "../../dsl/ctypes/check-type.js";
import {
  array,
  functionType,
  incompleteStruct,
  int32,
  opaque,
  pointer,
  struct,
  typedef,
  uint32,
  union,
  voidType,
} from "../../dsl/ctypes/ctype.js";
import { checkPrototype, prototype } from "../../dsl/ctypes/prototype.js";

const unit = typedef("unit", voidType);

function codes(type: DefinedType): readonly string[] {
  return checkType(type).map(({ code }) => code);
}

describe("checks of C types", () => {
  it("accept what C accepts", () => {
    const list = pointer(incompleteStruct("Node"));
    const Node = struct("Node", {
      next: list,
      handlers: array(pointer(functionType(voidType, int32)), 3),
      data: opaque(8, 8),
    });
    assert.deepEqual([Node, typedef("Handler", functionType(voidType, list)), unit].flatMap(codes), []);
  });

  const wrong: readonly (readonly [string, DefinedType, string, RegExp])[] = [
    ["a struct without members", struct("Empty", {}), "type-empty", /struct Empty has no members/u],
    ["a union without members", union("Empty", {}), "type-empty", /union Empty has no members/u],
    ["a member whose name is no identifier", struct("S", { "a-b": int32 }), "c-name", /member of the struct S.*"a-b"/u],
    [
      "a member named like a number, which JavaScript would put first",
      struct("S", { a: int32, 7: int32 }),
      "c-name",
      /"7"/u,
    ],
    ["a member named by a keyword", struct("S", { long: int32 }), "c-name", /long, which is a keyword/u],
    ["a type by a name that is taken", struct("uint32", { a: int32 }), "c-name", /uint32, a name that/u],
    ["padding written by hand", struct("S", { a: int32, pad_godefs_0: int32 }), "member-padding", /pad_godefs_0/u],
    [
      "a member without a size, through a typedef",
      struct("S", { a: unit }),
      "type-no-value",
      /member a of the struct S is unit/u,
    ],
    ["an array without elements", struct("S", { a: array(int32, 0) }), "array-count", /array of 0 elements/u],
    ["an array of a broken count", struct("S", { a: array(int32, 1.5) }), "array-count", /array of 1.5 elements/u],
    [
      "bytes that are no multiple of their alignment",
      struct("S", { a: opaque(10, 8) }),
      "type-align",
      /10 bytes aligned to 8/u,
    ],
    [
      "a function that returns a function",
      typedef("F", functionType(functionType(voidType))),
      "type-no-value",
      /result of/u,
    ],
    ["a function that returns an array", typedef("F", functionType(array(int32, 2))), "type-array", /result of/u],
    [
      "a function that is given a struct by its tag",
      typedef("F", functionType(voidType, incompleteStruct("s"))),
      "type-no-value",
      /parameter 1/u,
    ],
    [
      "a pointer at a tag that is no identifier",
      struct("S", { a: pointer(incompleteStruct("s t")) }),
      "c-name",
      /"s t"/u,
    ],
    [
      "a mistake deep inside",
      struct("S", { f: pointer(functionType(voidType, pointer(array(uint32, -1)))) }),
      "array-count",
      /-1 elements/u,
    ],
  ];
  for (const [what, type, code, message] of wrong) {
    it(`refuse ${what}`, () => {
      const found = checkType(type);
      assert.deepEqual(
        found.map((one) => one.code),
        [code],
      );
      assert.match(found[0]?.message ?? "", message);
      assert.equal(found[0]?.site, type.site);
    });
  }

  it("say all that is wrong at once", () => {
    assert.deepEqual(codes(struct("int", { "a b": array(int32, 0), c: unit })), [
      "c-name",
      "c-name",
      "array-count",
      "type-no-value",
    ]);
  });
});

describe("prototypes", () => {
  it("keep their parameters by name, in order", () => {
    const write = prototype("runtime·write", int32, { fd: int32, buf: pointer(voidType), nbyte: int32 });
    assert.deepEqual(Object.keys(write.parameters), ["fd", "buf", "nbyte"]);
    assert.deepEqual(checkPrototype(write), []);
    assert.deepEqual(checkPrototype(prototype("·local", voidType)), []);
    assert.deepEqual(checkPrototype(prototype("_rt0_amd64", voidType)), []);
  });

  it("want the middle dot in a qualified name", () => {
    const [found, ...others] = checkPrototype(prototype("runtime.write", voidType));
    assert.deepEqual(others, []);
    assert.equal(found?.code, "c-name");
    assert.equal(found?.hint, 'write "runtime\u00b7write"');
  });

  it("refuse parameters without a size, and names that C has taken", () => {
    const found = checkPrototype(prototype("f", voidType, { register: unit }));
    assert.deepEqual(
      found.map(({ code }) => code),
      ["c-name", "type-no-value"],
    );
  });
});
