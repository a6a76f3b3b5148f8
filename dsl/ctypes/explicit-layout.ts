import { captureSite } from "../source-site.js";
import type {
  ArrayType,
  BitField,
  Field,
  IntegerType,
  ObjectType,
  StructType,
  TypedefType,
  UnionType,
} from "./ctype.js";

/** A member at the offset where the system's compiler put it, in bytes. */
export interface PlacedMember<Type extends ObjectType = ObjectType, Offset extends number = number> {
  readonly kind: "placed";
  readonly offset: Offset;
  readonly type: Type;
}

/** A bit-field: `width` bits from bit `offset` of the struct on. */
export interface PlacedBits {
  readonly kind: "bits";
  readonly offset: number;
  readonly width: number;
  readonly type: IntegerType | TypedefType;
}

/** Members with their places by name, in the order of declaration. */
export type PlacedMembers = Readonly<Record<string, PlacedMember | PlacedBits>>;

/** The types of those members that lie at a byte, which is where an operand can reach them. */
export type PlacedTypes<Members extends PlacedMembers> = {
  readonly [K in keyof Members as Members[K] extends PlacedMember ? K : never]: Members[K] extends PlacedMember<
    infer Type
  >
    ? Type
    : never;
};

/** The offsets of the members, those of bit-fields in bits. */
export type PlacedOffsets<Members extends PlacedMembers> = { readonly [K in keyof Members]: Members[K]["offset"] };

/** Size and alignment in bytes. */
export interface Extent {
  readonly size: number;
  readonly align: number;
}

/** A member of `structAt` or `unionAt`, `offset` bytes from the beginning; an argument of `routine`, from the first. */
export function placed<const Offset extends number, const Type extends ObjectType>(
  offset: Offset,
  type: Type,
): PlacedMember<Type, Offset> {
  return Object.freeze({ kind: "placed", offset, type });
}

/**
 * A bit-field of `structAt` or `unionAt`: `width` bits of a number of type `type`, the lowest of which is bit `offset`
 * of the struct. Bit 0 is the lowest of byte 0, bit 8 that of byte 1. Printed headers have padding for it, as godefs had.
 */
export function bits(offset: number, width: number, type: IntegerType | TypedefType): PlacedBits {
  return Object.freeze({ kind: "bits", offset, width, type });
}

/**
 * The member behind a struct whose length C leaves open: `char text[];`. It takes no room; printed headers do without
 * it.
 *
 * @example
 * const Entry = struct("Entry", { length: uint32, text: flexible(byte) });
 */
export function flexible(element: ObjectType): ArrayType {
  return Object.freeze({ kind: "array", size: 0, align: element.align, element, count: 0, flexible: true });
}

/**
 * A struct with every member where it is said to be: for what C's rules alone do not give, such as packed and aligned
 * structs and bit-fields. What lies between the members is padding.
 *
 * @example
 * const EpollEvent = structAt("EpollEvent", { size: 12, align: 1 }, { events: placed(0, uint32), data: placed(4, uint64) });
 * const Mode = structAt("Mode", { size: 4, align: 4 }, { ready: bits(0, 1, uint32), level: bits(1, 3, uint32) });
 */
export function structAt<const Name extends string, const Members extends PlacedMembers>(
  name: Name,
  extent: Extent,
  members: Members,
): StructType<Name, PlacedTypes<Members>, PlacedOffsets<Members>> {
  const { fields, ...rest } = membersOf(members);
  return Object.freeze({
    kind: "struct",
    name,
    size: extent.size,
    align: extent.align,
    fields: fields as StructType<Name, PlacedTypes<Members>, PlacedOffsets<Members>>["fields"],
    ...rest,
    site: captureSite(structAt),
  });
}

/** A union with its size, its alignment and the places of its bit-fields as said; its members lie at 0 as a rule. */
export function unionAt<const Name extends string, const Members extends PlacedMembers>(
  name: Name,
  extent: Extent,
  members: Members,
): UnionType<Name, PlacedTypes<Members>> {
  const { fields, ...rest } = membersOf(members);
  return Object.freeze({
    kind: "union",
    name,
    size: extent.size,
    align: extent.align,
    fields: fields as UnionType<Name, PlacedTypes<Members>>["fields"],
    ...rest,
    site: captureSite(unionAt),
  });
}

function membersOf(members: PlacedMembers): {
  readonly fields: Readonly<Record<string, Field>>;
  readonly bitFields?: Readonly<Record<string, BitField>>;
} {
  const fields: Record<string, Field> = {};
  const bitFields: Record<string, BitField> = {};
  for (const [name, member] of Object.entries(members)) {
    const { type, offset } = member;
    switch (member.kind) {
      case "placed":
        fields[name] = Object.freeze({ name, type, offset });
        break;
      case "bits":
        bitFields[name] = Object.freeze({ name, type: member.type, offset, width: member.width });
        break;
    }
  }
  return {
    fields: Object.freeze(fields),
    ...(Object.keys(bitFields).length === 0 ? {} : { bitFields: Object.freeze(bitFields) }),
  };
}
