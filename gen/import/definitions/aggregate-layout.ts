import type { MeasuredLayout, ObjectType, StructType, UnionType } from "../../../dsl/ctypes/ctype.js";
import { fieldsOf, struct, union } from "../../../dsl/ctypes/ctype.js";
import type { PlacedMembers } from "../../../dsl/ctypes/explicit-layout.js";
import { bits, placed, structAt, unionAt } from "../../../dsl/ctypes/explicit-layout.js";
import { underlyingType } from "../../../dsl/ctypes/underlying-type.js";
import { entryError } from "../dwarf/entries.js";
import type { ImportedAggregate, ImportedMember, ImportedType } from "./imported-type.js";

/** A member of the object with its type as the description has it. */
export interface DescribedMember {
  readonly name: string;
  readonly type: ObjectType;
  readonly member: ImportedMember;
}

/**
 * The struct or union of a description: by C's rules where they give the layout of the object, or else with every
 * member where it is. `alignOf` is what is known of an imported type's alignment.
 */
export function layOut(
  { kind, size = 0, align, entry }: ImportedAggregate,
  name: string,
  members: readonly DescribedMember[],
  alignOf: (member: ImportedMember, described: ObjectType) => number,
): StructType | UnionType {
  const wanted = alignment(size, align, members, alignOf);
  const natural = naturalLayout(kind, name, members);
  if (natural?.size === size && natural.align === wanted && isLaidOutAs(natural, members)) {
    const measured: MeasuredLayout = {
      size,
      align: wanted,
      offsets: Object.fromEntries(members.map(({ name: title, member }) => [title, member.offset / 8])),
    };
    const fields = Object.fromEntries(members.map(({ name: title, type }) => [title, type]));
    return kind === "struct" ? struct(name, fields, measured) : union(name, fields, measured);
  }
  const places = Object.fromEntries(members.map((described) => [described.name, placeOf(described)]));
  const extent = { size, align: wanted };
  if (Object.keys(places).length !== members.length) {
    throw entryError(entry, `has two members of one name`);
  }
  return kind === "struct" ? structAt(name, extent, places) : unionAt(name, extent, places);
}

function placeOf({ name, type, member }: DescribedMember): PlacedMembers[string] {
  if (member.width === undefined) {
    return placed(member.offset / 8, type);
  }
  if ((type.kind !== "integer" && type.kind !== "typedef") || underlyingType(type).kind !== "integer") {
    throw entryError(member.entry, `is the bit-field ${name} of a type that is no integer`);
  }
  return bits(member.offset, member.width, type);
}

function naturalLayout(
  kind: "struct" | "union",
  name: string,
  members: readonly DescribedMember[],
): StructType | UnionType | undefined {
  if (members.some(({ member }) => member.width !== undefined)) {
    return undefined;
  }
  const fields = Object.fromEntries(members.map(({ name: title, type }) => [title, type]));
  return kind === "struct" ? struct(name, fields) : union(name, fields);
}

function isLaidOutAs(natural: StructType | UnionType, members: readonly DescribedMember[]): boolean {
  const fields = fieldsOf(natural);
  return (
    fields.length === members.length &&
    members.every(({ name, member }, index) => {
      const field = fields[index];
      return field?.name === name && field.offset * 8 === member.offset;
    })
  );
}

/**
 * Debugging information says an alignment only where the source asks for one. Otherwise it is that of the most aligned
 * member, unless the layout shows that there is less, which is what `packed` means.
 */
function alignment(
  size: number,
  given: number | undefined,
  members: readonly DescribedMember[],
  alignOf: (member: ImportedMember, described: ObjectType) => number,
): number {
  const aligns = members.map(({ member, type }) => alignOf(member, type));
  const natural = Math.max(1, ...aligns);
  const isKept =
    size % natural === 0 &&
    members.every(
      ({ member }, index) => member.width !== undefined || member.offset % ((aligns[index] ?? 1) * 8) === 0,
    );
  const fits = (align: number): boolean =>
    Number.isInteger(Math.log2(align)) && align > 0 && size % align === 0 && align <= 2 ** 31;
  const candidates = [
    ...(given === undefined ? [] : [isKept ? Math.max(given, natural) : given]),
    ...(isKept ? [natural] : []),
  ];
  return candidates.find(fits) ?? 1;
}

/** An imported type's own alignment, where the source or the processor gives it another one than the description. */
export function askedAlignment(type: ImportedType): number | undefined {
  switch (type.kind) {
    case "typedef":
      return type.align ?? askedAlignment(type.of);
    case "array":
      return askedAlignment(type.element);
    case "void":
    case "base":
    case "pointer":
    case "enumeration":
    case "function":
    case "struct":
    case "union":
      return undefined;
  }
}
