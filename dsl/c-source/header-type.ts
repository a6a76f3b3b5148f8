import type { CType, IncompleteType } from "../ctypes/ctype.js";

/** Members by name. Their order says nothing about their place. */
export type MemberTypes = Readonly<Record<string, CType>>;

/** A struct or union with the members that a port uses; headers that are not the port's have all of them. */
export interface HeaderType<
  Tag extends string = string,
  Members extends MemberTypes = MemberTypes,
> extends IncompleteType<Tag> {
  readonly members: Members;
}

/**
 * A struct that the runtime's headers define, under a typedef of the same name: C sources may name the members given
 * here. Nothing is known about its layout.
 *
 * @example
 * const Lock = headerStruct("Lock", { key: uint32 });
 */
export function headerStruct<const Tag extends string, const Members extends MemberTypes>(
  tag: Tag,
  members: Members,
): HeaderType<Tag, Members> {
  return Object.freeze({ kind: "incomplete", keyword: "struct", tag, size: 0, align: 1, typedefName: true, members });
}

/** The same for a union. */
export function headerUnion<const Tag extends string, const Members extends MemberTypes>(
  tag: Tag,
  members: Members,
): HeaderType<Tag, Members> {
  return Object.freeze({ kind: "incomplete", keyword: "union", tag, size: 0, align: 1, typedefName: true, members });
}

/**
 * A struct that a C source defines for itself and that is known by its tag only: `struct sigaction`. It stands among
 * the items of the source.
 *
 * @example
 * const Sigaction = taggedStruct("sigaction", { sa_mask: uint32, sa_flags: int32 });
 */
export function taggedStruct<const Tag extends string, const Members extends MemberTypes>(
  tag: Tag,
  members: Members,
): HeaderType<Tag, Members> {
  return Object.freeze({ kind: "incomplete", keyword: "struct", tag, size: 0, align: 1, members });
}
