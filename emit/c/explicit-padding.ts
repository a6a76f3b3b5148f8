import type { StructType, UnionType } from "../../dsl/ctypes/ctype.js";
import { array, byte, fieldsOf } from "../../dsl/ctypes/ctype.js";
import type { Field } from "../../dsl/ctypes/ctype.js";

/**
 * The members of a struct or union with every gap between and after them as a member of its own, named as godefs
 * named them: `pad_godefs_0`, `pad_godefs_1`, counted in each struct.
 */
export function paddedMembers(aggregate: StructType | UnionType): readonly Field[] {
  return aggregate.kind === "struct" ? paddedStruct(aggregate) : paddedUnion(aggregate);
}

function paddedStruct(aggregate: StructType): readonly Field[] {
  const members: Field[] = [];
  let end = 0;
  let paddings = 0;
  const padTo = (offset: number): void => {
    if (offset > end) {
      members.push(padding(paddings, end, offset - end));
      paddings += 1;
    }
  };
  for (const member of fieldsOf(aggregate)) {
    padTo(member.offset);
    members.push(member);
    end = member.offset + member.type.size;
  }
  padTo(aggregate.size);
  return members;
}

/** A union's gap lies behind its largest member: a member over its whole size fills it. */
function paddedUnion(aggregate: UnionType): readonly Field[] {
  const members = fieldsOf(aggregate);
  return members.some((member) => member.type.size === aggregate.size)
    ? members
    : [...members, padding(0, 0, aggregate.size)];
}

function padding(index: number, offset: number, size: number): Field {
  return { name: `pad_godefs_${index}`, type: array(byte, size), offset };
}
