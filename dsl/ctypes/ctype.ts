import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";

/**
 * C types as the compilers of the port see them, with size and alignment in bytes. `Size` is a literal where the
 * type's size is known to the type checker (scalars and pointers), so that operands get their width from it.
 */
export type CType<Size extends number = number> =
  | VoidType
  | IntegerType<Size>
  | PointerType<Size>
  | ArrayType
  | StructType
  | UnionType
  | TypedefType<Size>
  | IncompleteType
  | FunctionType;

/** A type whose values lie in memory: what members and array elements are made of. */
export type ObjectType = IntegerType | PointerType | ArrayType | StructType | UnionType | TypedefType;

/** A type that fits a register: what arguments, results and system-call parameters are made of. */
export type ScalarType<Size extends number = number> = IntegerType<Size> | PointerType<Size> | TypedefType<Size>;

export interface VoidType {
  readonly kind: "void";
  readonly size: 0;
  readonly align: 1;
}

/** An integer by the name the runtime's headers give it. */
export interface IntegerType<Size extends number = number, Name extends string = string> {
  readonly kind: "integer";
  readonly name: Name;
  readonly size: Size;
  readonly align: number;
  readonly signed: boolean;
}

export interface PointerType<Size extends number = number, Target = CType> {
  readonly kind: "pointer";
  readonly size: Size;
  readonly align: number;
  readonly target: Target;
}

export interface ArrayType {
  readonly kind: "array";
  readonly size: number;
  /** The element's alignment, or more where the type of the system is more aligned; see `opaque`. */
  readonly align: number;
  readonly element: ObjectType;
  readonly count: number;
  /** Its length is left open, and `count` is 0; see `flexible`. */
  readonly flexible?: true;
}

/**
 * A member with its place, padding before it already counted in. Offset in bytes; a literal where the description says
 * it, so that an editor shows it.
 */
export interface Field<Name extends string = string, Type = ObjectType, Offset extends number = number> {
  readonly name: Name;
  readonly type: Type;
  readonly offset: Offset;
}

/** A bit-field with its place: `width` bits from the bit `offset` of the struct on, the lowest bit of byte 0 being 0. */
export interface BitField {
  readonly name: string;
  readonly type: IntegerType | TypedefType;
  readonly offset: number;
  readonly width: number;
}

/** Size, alignment and the members' offsets in bytes, as a compiler has them. */
export interface MeasuredLayout<Offsets = Readonly<Record<string, number>>> {
  readonly size: number;
  readonly align: number;
  readonly offsets: Offsets;
}

/** An offset for every member, and none for what is no member. */
type OffsetsOf<Fields extends FieldTypes, Offsets> = Readonly<
  Record<keyof Fields, number> & Record<Exclude<keyof Offsets, keyof Fields>, never>
>;

/** The members of a struct or union by name, in the order of declaration. */
export type FieldTypes = Readonly<Record<string, ObjectType>>;

/** A member's offset out of those that the description says; `number` where only their computation knows. */
export type OffsetIn<Offsets, Name> = Name extends keyof Offsets ? Extract<Offsets[Name], number> : number;

export interface StructType<Name extends string = string, Fields extends FieldTypes = FieldTypes, Offsets = unknown> {
  readonly kind: "struct";
  readonly name: Name;
  readonly size: number;
  readonly align: number;
  readonly fields: { readonly [K in keyof Fields]: Field<K & string, Fields[K], OffsetIn<Offsets, K>> };
  /** Members of less than a byte, or not at a byte; see `bits`. Absent: none. */
  readonly bitFields?: Readonly<Record<string, BitField>>;
  /** What a compiler says of the layout, for `generate` to compare; absent where nobody has asked one. */
  readonly measured?: MeasuredLayout;
  readonly site: SourceSite;
}

export interface UnionType<Name extends string = string, Fields extends FieldTypes = FieldTypes> {
  readonly kind: "union";
  readonly name: Name;
  readonly size: number;
  readonly align: number;
  readonly fields: { readonly [K in keyof Fields]: Field<K & string, Fields[K]> };
  /** Members of less than a byte, or not at a byte; see `bits`. Absent: none. */
  readonly bitFields?: Readonly<Record<string, BitField>>;
  /** What a compiler says of the layout, for `generate` to compare; absent where nobody has asked one. */
  readonly measured?: MeasuredLayout;
  readonly site: SourceSite;
}

/** Another name for a type: `typedef uint32 Sigset;`. */
export interface TypedefType<Size extends number = number, Name extends string = string> {
  readonly kind: "typedef";
  readonly name: Name;
  readonly size: Size;
  readonly align: number;
  readonly of: CType;
  readonly site: SourceSite;
}

/** A struct or union of which only the tag is known here: a pointer's target, described in some other file. */
export interface IncompleteType<Tag extends string = string> {
  readonly kind: "incomplete";
  readonly keyword: "struct" | "union";
  readonly tag: Tag;
  readonly size: 0;
  readonly align: 1;
  /** Headers have a typedef of the same name, so that it is written without its keyword; see `headerStruct`. */
  readonly typedefName?: boolean;
  /** Members that are known though the layout is not; see `headerStruct`. */
  readonly members?: Readonly<Record<string, CType>>;
}

/** A function, as a pointer's target. */
export interface FunctionType {
  readonly kind: "function";
  readonly size: 0;
  readonly align: 1;
  readonly returns: CType;
  readonly parameters: readonly CType[];
}

/** `void`: no value; the target of an untyped pointer. */
export const voidType: VoidType = Object.freeze({ kind: "void", size: 0, align: 1 });

function integer<Size extends 1 | 2 | 4 | 8, Name extends string>(
  name: Name,
  size: Size,
  signed: boolean,
): IntegerType<Size, Name> {
  return Object.freeze({ kind: "integer", name, size, align: size, signed });
}

/** A signed integer of 8 bits. */
export const int8 = integer("int8", 1, true);
/** A signed integer of 16 bits. */
export const int16 = integer("int16", 2, true);
/** A signed integer of 32 bits. */
export const int32 = integer("int32", 4, true);
/** A signed integer of 64 bits. */
export const int64 = integer("int64", 8, true);
/** An unsigned integer of 8 bits. */
export const uint8 = integer("uint8", 1, false);
/** An unsigned integer of 16 bits. */
export const uint16 = integer("uint16", 2, false);
/** An unsigned integer of 32 bits. */
export const uint32 = integer("uint32", 4, false);
/** An unsigned integer of 64 bits. */
export const uint64 = integer("uint64", 8, false);
/** An unsigned octet; the runtime's headers make it `uint8`. */
export const byte = integer("byte", 1, false);
/** The runtime's truth value, one byte. */
export const bool = integer("bool", 1, false);
/** An unsigned integer as wide as an address. */
export const uintptr = integer("uintptr", 8, false);
/** A signed integer as wide as an address. */
export const intptr = integer("intptr", 8, true);

/** A 64-bit pointer to `target`. */
export function pointer<const Target extends CType>(target: Target): PointerType<8, Target> {
  return Object.freeze({ kind: "pointer", size: 8, align: 8, target });
}

/** `count` elements of one type, one after the other. */
export function array(element: ObjectType, count: number): ArrayType {
  return Object.freeze({ kind: "array", size: element.size * count, align: element.align, element, count });
}

/**
 * Bytes whose inner structure the port does not use, aligned as the system's type is: what remains of a union
 * without a name, say.
 *
 * @example
 * const Siginfo = struct("Siginfo", { si_signo: int32, si_code: int32, si_errno: int32, _data: opaque(120, 8) });
 */
export function opaque(size: number, align: 1 | 2 | 4 | 8 | 16): ArrayType {
  return Object.freeze({ kind: "array", size, align, element: byte, count: size });
}

/**
 * A struct that some other file describes, to point at.
 *
 * @example
 * pointer(incompleteStruct("sigaction"))   // struct sigaction *
 */
export function incompleteStruct<const Tag extends string>(tag: Tag): IncompleteType<Tag> {
  return Object.freeze({ kind: "incomplete", keyword: "struct", tag, size: 0, align: 1 });
}

/** A union that some other file describes, to point at. */
export function incompleteUnion<const Tag extends string>(tag: Tag): IncompleteType<Tag> {
  return Object.freeze({ kind: "incomplete", keyword: "union", tag, size: 0, align: 1 });
}

/** A function type, for pointers to functions. */
export function functionType(returns: CType, ...parameters: readonly CType[]): FunctionType {
  return Object.freeze({ kind: "function", size: 0, align: 1, returns, parameters });
}

/** Another name for `of`. */
export function typedef<const Name extends string, Size extends number>(
  name: Name,
  of: CType<Size> & { readonly size: Size },
): TypedefType<Size, Name> {
  return Object.freeze({ kind: "typedef", name, size: of.size, align: of.align, of, site: captureSite(typedef) });
}

/**
 * A struct laid out as C does it: each member at the next multiple of its alignment, the size a multiple of the
 * largest alignment. Padding is computed, never written. `measured` is what a compiler of the system says of it:
 * `generate` compares. For another layout (packed, aligned, bit-fields) there is `structAt`.
 *
 * @example
 * const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64 });
 */
export function struct<const Name extends string, const Fields extends FieldTypes, const Offsets = unknown>(
  name: Name,
  fields: Fields,
  measured?: MeasuredLayout<Offsets & OffsetsOf<NoInfer<Fields>, NoInfer<Offsets>>>,
): StructType<Name, Fields, Offsets> {
  const placed: Record<string, Field> = {};
  let offset = 0;
  let align = 1;
  for (const [fieldName, type] of Object.entries(fields)) {
    offset = alignUp(offset, type.align);
    placed[fieldName] = Object.freeze({ name: fieldName, type, offset });
    offset += type.size;
    align = Math.max(align, type.align);
  }
  return Object.freeze({
    kind: "struct",
    name,
    size: alignUp(offset, align),
    align,
    fields: Object.freeze(placed) as StructType<Name, Fields, Offsets>["fields"],
    ...(measured === undefined ? {} : { measured }),
    site: captureSite(struct),
  });
}

/**
 * A union: every member at offset 0, as large as the largest, as aligned as the most aligned. `measured` is what a
 * compiler says of it; for another layout there is `unionAt`.
 */
export function union<const Name extends string, const Fields extends FieldTypes>(
  name: Name,
  fields: Fields,
  measured?: MeasuredLayout<Readonly<Record<keyof NoInfer<Fields> & string, number>>>,
): UnionType<Name, Fields> {
  const placed: Record<string, Field> = {};
  let size = 0;
  let align = 1;
  for (const [fieldName, type] of Object.entries(fields)) {
    placed[fieldName] = Object.freeze({ name: fieldName, type, offset: 0 });
    size = Math.max(size, type.size);
    align = Math.max(align, type.align);
  }
  return Object.freeze({
    kind: "union",
    name,
    size: alignUp(size, align),
    align,
    fields: Object.freeze(placed) as UnionType<Name, Fields>["fields"],
    ...(measured === undefined ? {} : { measured }),
    site: captureSite(union),
  });
}

/** The members in the order of declaration, as plain fields, without bit-fields. */
export function fieldsOf(aggregate: StructType | UnionType): readonly Field[] {
  return Object.values(aggregate.fields);
}

/** The bit-fields in the order of declaration. */
export function bitFieldsOf(aggregate: StructType | UnionType): readonly BitField[] {
  return Object.values(aggregate.bitFields ?? {});
}

/** The least multiple of `align` that is not below `offset`. */
export function alignUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}
