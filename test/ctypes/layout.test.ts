import { assert } from "chai";
import fc from "fast-check";
import { checkType } from "../../dsl/ctypes/check-type.js";
import { fieldsOf, int32, int64, opaque, pointer, struct, typedef, uint64, voidType } from "../../dsl/ctypes/ctype.js";
import { definitions } from "../../dsl/port/definitions.js";
import { emitGodefsHeader } from "../../emit/c/godefs-header.js";
import { emitStandardHeader } from "../../emit/c/standard-header.js";
import { compilers, complaints } from "../emit-c/compiler.js";
import { needs } from "../peers.js";
import { manyAggregates, TypeWorkshop } from "./described-type.js";

const runs = { numRuns: 6 };

/** Assertions in C about every named type of the workshop, from the layouts that the description language computes. */
function layoutAssertions(workshop: TypeWorkshop): string {
  return workshop.defined
    .flatMap((type) => [
      `_Static_assert(sizeof(${type.name}) == ${type.size}, "");`,
      ...(type.kind === "typedef"
        ? []
        : [
            `_Static_assert(_Alignof(${type.name}) == ${type.align}, "");`,
            ...fieldsOf(type).map(
              ({ name, offset }) => `_Static_assert(offsetof(${type.name}, ${name}) == ${offset}, "");`,
            ),
          ]),
    ])
    .join("\n");
}

/** What 6c makes of a header for it: no alignment, and the runtime's integers. */
function asPackedC(header: string): string {
  const prelude = [
    "#include <stddef.h>",
    ...["byte", "uint8"].map((name) => `typedef unsigned char ${name};`),
    "typedef signed char int8; typedef short int16; typedef int int32; typedef long long int64;",
    "typedef unsigned short uint16; typedef unsigned uint32; typedef unsigned long long uint64;",
    "typedef unsigned long uintptr;",
  ];
  return [
    ...prelude,
    header.replace("#pragma pack on", "#pragma pack(push, 1)").replace("#pragma pack off", "#pragma pack(pop)"),
  ].join("\n");
}

describe("the layout of C types", () => {
  it("puts members where C does", () => {
    const Mixed = struct("Mixed", { a: int32, b: pointer(voidType), c: int32 });
    assert.deepEqual(
      [Mixed.fields.a.offset, Mixed.fields.b.offset, Mixed.fields.c.offset, Mixed.size, Mixed.align],
      [0, 8, 16, 24, 8],
    );
  });

  it("aligns bytes as their system type is aligned", () => {
    const Tail = struct("Tail", { n: int32, data: opaque(120, 8) });
    assert.deepEqual([Tail.fields.data.offset, Tail.size, Tail.align], [8, 128, 8]);
  });

  it("gives a typedef the layout of its type", () => {
    const Inner = struct("Inner", { a: uint64, b: int32 });
    const Named = typedef("Named", Inner);
    assert.deepEqual([Named.size, Named.align], [16, 8]);
    assert.equal(struct("Outer", { a: int32, n: Named }).fields.n.offset, 8);
  });

  it("keeps the types of members for the type checker", () => {
    const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64 });
    const width: 8 = Timeval.fields.tv_usec.type.size;
    assert.equal(width, 8);
  });

  for (const compiler of compilers) {
    describe(`against ${compiler}`, () => {
      before(function () {
        needs(this, compiler, compiler);
      });

      it("agrees on sizes, alignments and offsets of any struct and union", () => {
        fc.assert(
          fc.property(manyAggregates, (types) => {
            const workshop = new TypeWorkshop();
            types.forEach((type) => workshop.build(type));
            assert.deepEqual(workshop.defined.flatMap(checkType), []);
            const source = ["#include <stddef.h>", ...workshop.declarations, layoutAssertions(workshop), ""].join("\n");
            assert.equal(complaints(compiler, source), "");
          }),
          runs,
        );
      });

      it("agrees with the assertions of the standard header of any types", () => {
        fc.assert(
          fc.property(manyAggregates, (types) => {
            const workshop = new TypeWorkshop();
            types.forEach((type) => workshop.build(type));
            const header = emitStandardHeader(
              definitions({ constants: {}, types: workshop.defined }),
              { portName: "test", errata: "corrected" },
              "any.h",
            );
            assert.equal(complaints(compiler, header), "");
          }),
          runs,
        );
      });

      it("finds no padding missing in the Plan 9 header of any types", () => {
        fc.assert(
          fc.property(manyAggregates, (types) => {
            const workshop = new TypeWorkshop();
            types.forEach((type) => workshop.build(type));
            const header = emitGodefsHeader(definitions({ constants: {}, types: workshop.defined }), {
              portName: "test",
              errata: "corrected",
            });
            const assertions = layoutAssertions(workshop)
              .split("\n")
              .filter((line) => !line.includes("_Alignof"));
            assert.equal(complaints(compiler, [asPackedC(header), ...assertions, ""].join("\n")), "");
          }),
          runs,
        );
      });
    });
  }
});
