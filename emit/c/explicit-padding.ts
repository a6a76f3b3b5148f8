import type { StructType, UnionType } from "../../dsl/ctypes/ctype.js";
import { array, byte, fieldsOf } from "../../dsl/ctypes/ctype.js";
import type { Field } from "../../dsl/ctypes/ctype.js";

/**
 * The members of a struct or union with every gap between and after them as a member of its own, named as godefs
 * named them: `pad_godefs_0`, `pad_godefs_1`, counted in each struct. Bit-fields are gaps, as they were to godefs:
 * their places are the compiler's business. What has no bytes, such as a flexible array, is left out: C allows nothing
 * behind it, not even padding.
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
  for (const member of printedFields(aggregate)) {
    padTo(member.offset);
    members.push(member);
    end = member.offset + member.type.size;
  }
  padTo(aggregate.size);
  return members;
}

/** A union's gap lies behind its largest member: a member over its whole size fills it. */
function paddedUnion(aggregate: UnionType): readonly Field[] {
  const members = printedFields(aggregate);
  return members.some((member) => member.type.size === aggregate.size)
    ? members
    : [...members, padding(0, 0, aggregate.size)];
}

function printedFields(aggregate: StructType | UnionType): readonly Field[] {
  return fieldsOf(aggregate).filter(({ type }) => type.size > 0);
}

function padding(index: number, offset: number, size: number): Field {
  return { name: `pad_godefs_${index}`, type: array(byte, size), offset };
}
