import { assert } from "chai";
import type { DefinedType } from "../../dsl/ctypes/check-type.js";
import { checkType } from "../../dsl/ctypes/check-type.js";
import {
  array,
  int32,
  pointer,
  struct,
  uint16,
  uint32,
  uint64,
  uint8,
  union,
  voidType,
} from "../../dsl/ctypes/ctype.js";
import { bits, flexible, placed, structAt, unionAt } from "../../dsl/ctypes/explicit-layout.js";
import { cFile, defineType } from "../../dsl/c-source/c-file.js";
import { checkCFile } from "../../dsl/c-source/check-c-file.js";
import { field, at } from "../../dsl/operands/memory.js";
import { BX } from "../../dsl/operands/register.js";
import { definitions } from "../../dsl/port/definitions.js";
import { emitGodefsHeader } from "../../emit/c/godefs-header.js";
import { emitStandardHeader } from "../../emit/c/standard-header.js";
import { compilers, complaints } from "../emit-c/compiler.js";
import { needs } from "../peers.js";

const Event = structAt(
  "Event",
  { size: 12, align: 1 },
  { events: placed(0, uint32), data: placed(4, pointer(voidType)) },
);
const Flags = structAt(
  "Flags",
  { size: 8, align: 4 },
  { ready: bits(0, 1, uint32), level: bits(1, 7, uint32), count: placed(1, uint8), id: placed(4, uint32) },
);
const Wide = structAt("Wide", { size: 64, align: 64 }, { word: placed(0, uint64) });
const Either = unionAt("Either", { size: 6, align: 2 }, { one: placed(0, uint32), bit: bits(0, 3, uint8) });
const Open = struct(
  "Open",
  { length: uint32, kind: uint8, text: flexible(uint16) },
  { size: 8, align: 4, offsets: { length: 0, kind: 4, text: 6 } },
);
const Holder = struct("Holder", { byte: uint8, event: Event, wide: array(Wide, 2) });
const types = [Event, Flags, Wide, Either, Open, Holder];

describe("layouts that are said", () => {
  it("are accepted where they are possible", () => {
    assert.deepEqual(types.flatMap(checkType), []);
  });

  it("are where operands find members; bit-fields are none", () => {
    assert.equal(field(Event, "data", at(BX, 8)).displacement, 12);
    assert.deepEqual(Object.keys(Flags.fields), ["count", "id"]);
    const width: 8 = Event.fields.data.type.size;
    assert.equal(width, 8);
  });

  const wrong: readonly (readonly [string, DefinedType, string, RegExp])[] = [
    ["a member outside", structAt("S", { size: 4, align: 4 }, { a: placed(2, uint32) }), "layout-place", /a lies at 2/],
    [
      "bits outside",
      structAt("S", { size: 1, align: 1 }, { a: bits(6, 3, uint8) }),
      "layout-place",
      /bit 6 on, outside/,
    ],
    [
      "too many bits",
      structAt("S", { size: 4, align: 4 }, { a: bits(0, 9, uint8) }),
      "layout-place",
      /more than its type/,
    ],
    ["no bits", structAt("S", { size: 4, align: 4 }, { a: bits(0, 0, uint8) }), "layout-place", /no bits/],
    [
      "members on each other",
      structAt("S", { size: 8, align: 4 }, { a: placed(0, uint32), b: bits(31, 1, uint32) }),
      "layout-overlap",
      /members a and b/,
    ],
    [
      "a size that is no multiple",
      unionAt("U", { size: 5, align: 4 }, { a: placed(0, uint8) }),
      "layout-align",
      /5 bytes/,
    ],
    ["an odd alignment", structAt("S", { size: 6, align: 3 }, { a: placed(0, uint8) }), "layout-align", /power of two/],
    ["a broken size", structAt("S", { size: -1, align: 1 }, { a: placed(0, uint8) }), "layout-size", /-1 bytes/],
    [
      "another size than was measured",
      struct("S", { a: uint8, b: int32 }, { size: 12, align: 4, offsets: { a: 0, b: 4 } }),
      "layout-measured",
      /size of the struct S is 8 as it is described, and 12 as a compiler measured it/,
    ],
    [
      "another offset than was measured",
      struct("S", { a: uint8, b: int32 }, { size: 8, align: 4, offsets: { a: 0, b: 1 } }),
      "layout-measured",
      /offset of b in the struct S is 4/,
    ],
    [
      "another alignment than was measured",
      union("U", { a: uint8 }, { size: 1, align: 4, offsets: { a: 0 } }),
      "layout-measured",
      /alignment of the union U is 1/,
    ],
  ];
  for (const [title, type, code, message] of wrong) {
    it(`are refused with ${title}`, () => {
      const found = checkType(type);
      assert.include(
        found.map((diagnostic) => diagnostic.code),
        code,
      );
      assert.match(found.map((diagnostic) => diagnostic.message).join("\n"), message);
    });
  }

  for (const compiler of compilers) {
    it(`are what ${compiler} makes of the standard header`, function () {
      needs(this, compiler, compiler);
      const defined = definitions({ constants: {}, types });
      const header = emitStandardHeader(defined, { portName: "test", errata: "corrected" }, "defs.h");
      assert.include(header, "_Static_assert(sizeof(Event) == 12");
      assert.equal(complaints(compiler, header), "");
    });
  }

  it("have padding for bit-fields in godefs's header, and no flexible array", () => {
    const header = emitGodefsHeader(definitions({ constants: {}, types: [Flags, Open] }), {
      portName: "test",
      errata: "corrected",
    });
    assert.include(header, "\tuint8 pad_godefs_0[1];\n\tuint8 count;\n".replaceAll("uint8 pad", "byte pad"));
    assert.notInclude(header, "text");
  });

  it("are none for a C source, which has nothing but the members", () => {
    const file = cFile({ includes: [], items: [defineType(Event)] });
    assert.include(
      checkCFile(file).map(({ code }) => code),
      "c-layout",
    );
  });
});
