import { behindNames, type ImportedMember, type ImportedType } from "./imported-type.js";
import { typeSize } from "./type-size.js";

/**
 * Members of a struct, with those made bit-fields that clang calls members like any other: of a bit-field that is as wide
 * as its type, it says only in which byte it begins (LLVM's DwarfUnit::constructMemberDIE). In a packed struct that may be
 * within the byte, where the bit-field before it ends; nothing else can share a byte with that one.
 */
export function withWholeBitFields(members: readonly ImportedMember[]): readonly ImportedMember[] {
  const settled: ImportedMember[] = [];
  for (const [index, member] of members.entries()) {
    const before = settled.at(-1);
    const begin = before?.width === undefined ? 0 : before.offset + before.width;
    const width = integerWidth(member.type);
    if (member.width !== undefined || width === undefined || begin % 8 === 0 || member.offset !== begin - (begin % 8)) {
      settled.push(member);
    } else {
      // Where the next bit-field follows at once, there is no room for one without a name before this.
      const isCertain = members[index + 1]?.offset === begin + width;
      settled.push({ ...member, offset: begin, width, ...(isCertain ? {} : { isAssumed: true }) });
    }
  }
  return settled;
}

/** In bits; undefined for what no bit-field can be of. */
function integerWidth(type: ImportedType): number | undefined {
  const behind = behindNames(type);
  const isInteger = behind.kind === "enumeration" || (behind.kind === "base" && behind.number !== "other");
  const size = isInteger ? typeSize(behind) : undefined;
  return size === undefined || size === 0 ? undefined : size * 8;
}
