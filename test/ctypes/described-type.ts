import fc from "fast-check";
import type { ObjectType } from "../../dsl/ctypes/ctype.js";
import {
  array,
  byte,
  functionType,
  int16,
  int32,
  int64,
  int8,
  opaque,
  pointer,
  struct,
  typedef,
  uint16,
  uint32,
  uint64,
  uintptr,
  union,
  voidType,
} from "../../dsl/ctypes/ctype.js";
import type { DefinedType } from "../../dsl/ctypes/check-type.js";

/** A C type for property tests, said independently of both the description language and C. */
export type DescribedType =
  | { readonly kind: "integer"; readonly integer: keyof typeof integers }
  | { readonly kind: "pointer" | "function-pointer" }
  | { readonly kind: "opaque"; readonly count: number; readonly align: 1 | 2 | 4 | 8 | 16 }
  | { readonly kind: "array"; readonly of: DescribedType; readonly count: number }
  | { readonly kind: "typedef"; readonly of: DescribedType }
  | { readonly kind: "struct" | "union"; readonly members: readonly DescribedType[] };

/** The integers with what any C compiler calls them. */
const integers = {
  int8: { type: int8, c: "signed char" },
  byte: { type: byte, c: "unsigned char" },
  int16: { type: int16, c: "short" },
  uint16: { type: uint16, c: "unsigned short" },
  int32: { type: int32, c: "int" },
  uint32: { type: uint32, c: "unsigned" },
  int64: { type: int64, c: "long long" },
  uint64: { type: uint64, c: "unsigned long long" },
  uintptr: { type: uintptr, c: "unsigned long" },
} as const;

const { anyType, anyAggregate } = fc.letrec<{
  anyType: DescribedType;
  anyAggregate: DescribedType & { kind: "struct" | "union" };
}>((tie) => ({
  anyType: fc.oneof(
    { depthSize: "small" },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("integer" as const),
        integer: fc.constantFrom("int8", "byte", "int16", "uint16", "int32", "uint32", "int64", "uint64", "uintptr"),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("pointer", "function-pointer") }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("opaque" as const),
        count: fc.integer({ min: 1, max: 5 }),
        align: fc.constantFrom(1, 2, 4, 8, 16),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("array" as const),
        of: tie("anyType"),
        count: fc.integer({ min: 1, max: 7 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("typedef" as const), of: tie("anyType") }) },
    { weight: 2, arbitrary: tie("anyAggregate") },
  ),
  anyAggregate: fc.record({
    kind: fc.constantFrom("struct", "union"),
    members: fc.array(tie("anyType"), { minLength: 1, maxLength: 7 }),
  }),
}));

/** Some dozens of structs and unions at once, so that one run of a compiler judges many. */
export const manyAggregates: fc.Arbitrary<readonly DescribedType[]> = fc.array(anyAggregate, {
  minLength: 40,
  maxLength: 80,
  size: "max",
});
export { anyType };

/** Both renderings of a type under construction, each named type once and in the order of use. */
export class TypeWorkshop {
  /** The named types in the description language. */
  readonly defined: DefinedType[] = [];
  /** The C source that declares the same types, one typedef for each layer so that no declarator is composed. */
  readonly declarations: string[] = [];
  private count = 0;

  /** The type in the description language, and its name in the C source. */
  build(type: DescribedType): { readonly type: ObjectType; readonly c: string } {
    switch (type.kind) {
      case "integer":
        return integers[type.integer];
      case "pointer":
        return { type: pointer(voidType), c: this.declare((name) => `typedef void *${name};`) };
      case "function-pointer":
        return {
          type: pointer(functionType(int32, pointer(byte), uint64)),
          c: this.declare((name) => `typedef int (*${name})(unsigned char *, unsigned long long);`),
        };
      case "opaque": {
        const size = type.count * type.align;
        return {
          type: opaque(size, type.align),
          c: this.declare((name) => `typedef struct { _Alignas(${type.align}) unsigned char b[${size}]; } ${name};`),
        };
      }
      case "array": {
        const of = this.build(type.of);
        return {
          type: array(of.type, type.count),
          c: this.declare((name) => `typedef ${of.c} ${name}[${type.count}];`),
        };
      }
      case "typedef": {
        const of = this.build(type.of);
        const name = this.nextName();
        const named = typedef(name, of.type);
        this.defined.push(named);
        this.declarations.push(`typedef ${of.c} ${name};`);
        return { type: named, c: name };
      }
      case "struct":
      case "union": {
        const members = type.members.map((member) => this.build(member));
        const fields = Object.fromEntries(members.map((member, index) => [`f${index}`, member.type]));
        const name = this.nextName();
        const named = type.kind === "struct" ? struct(name, fields) : union(name, fields);
        this.defined.push(named);
        const list = members.map((member, index) => `${member.c} f${index};`).join(" ");
        this.declarations.push(`typedef ${type.kind} { ${list} } ${name};`);
        return { type: named, c: name };
      }
    }
  }

  private declare(write: (name: string) => string): string {
    const name = this.nextName();
    this.declarations.push(write(name));
    return name;
  }

  private nextName(): string {
    this.count += 1;
    return `T${this.count}`;
  }
}
