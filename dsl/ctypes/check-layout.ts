import type { Diagnostic } from "../diagnostic.js";
import type { StructType, UnionType } from "./ctype.js";
import { bitFieldsOf, fieldsOf, struct, union } from "./ctype.js";
import { underlyingType } from "./underlying-type.js";

/** What cannot be of a layout that was said, or is not as a compiler measured it. */
export function checkLayout(type: StructType | UnionType): readonly Diagnostic[] {
  const messages = [...checkExtent(type), ...checkPlaces(type), ...checkOverlaps(type), ...checkMeasured(type)];
  return messages.map(({ code, message }) => ({ code, message, site: type.site }));
}

/** Would a C compiler lay it out so by itself, of nothing but the declarations of the members? */
export function isLaidOutByC(type: StructType | UnionType): boolean {
  const fields = fieldsOf(type);
  const types = Object.fromEntries(fields.map((field) => [field.name, field.type]));
  const natural = type.kind === "struct" ? struct(type.name, types) : union(type.name, types);
  const places = fieldsOf(natural);
  return (
    bitFieldsOf(type).length === 0 &&
    natural.size === type.size &&
    natural.align === type.align &&
    fields.every(({ offset }, index) => offset === places[index]?.offset)
  );
}

type Message = Pick<Diagnostic, "code" | "message">;

function checkExtent({ kind, name, size, align }: StructType | UnionType): readonly Message[] {
  const what = `the ${kind} ${name}`;
  if (!Number.isSafeInteger(size) || size < 0) {
    return [{ code: "layout-size", message: `${what} has ${size} bytes: expected a whole number` }];
  }
  if (!Number.isSafeInteger(align) || align < 1 || !Number.isInteger(Math.log2(align))) {
    return [{ code: "layout-align", message: `${what} is aligned to ${align}: expected a power of two` }];
  }
  return size % align === 0
    ? []
    : [
        {
          code: "layout-align",
          message: `${what} has ${size} bytes and is aligned to ${align}: the size of a C type is a multiple of its alignment`,
        },
      ];
}

/** Members have to lie inside. */
function checkPlaces(type: StructType | UnionType): readonly Message[] {
  const what = `of the ${type.kind} ${type.name}, which has ${type.size} bytes`;
  return [
    ...fieldsOf(type)
      .filter(
        ({ offset, type: member }) => !Number.isSafeInteger(offset) || offset < 0 || offset + member.size > type.size,
      )
      .map(({ name, offset, type: member }) => ({
        code: "layout-place",
        message: `member ${name} lies at ${offset} and has ${member.size} bytes, outside ${what}`,
      })),
    ...bitFieldsOf(type).flatMap(({ name, offset, width, type: member }) => {
      const wrong = (because: string): Message => ({
        code: "layout-place",
        message: `bit-field ${name} has ${width} bits from bit ${offset} on, ${because}`,
      });
      if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(width) || offset < 0 || width < 1) {
        return [wrong("which are no bits: expected whole numbers")];
      }
      if (underlyingType(member).kind !== "integer" || width > member.size * 8) {
        return [wrong("more than its type has, or its type is no integer")];
      }
      return offset + width > type.size * 8 ? [wrong(`outside ${what}`)] : [];
    }),
  ];
}

/** Members of a struct do not share a bit. */
function checkOverlaps(type: StructType | UnionType): readonly Message[] {
  if (type.kind === "union") {
    return [];
  }
  const spans = [
    ...fieldsOf(type).map(({ name, offset, type: member }) => ({ name, from: offset * 8, width: member.size * 8 })),
    ...bitFieldsOf(type).map(({ name, offset, width }) => ({ name, from: offset, width })),
  ]
    .filter(({ width }) => width > 0)
    .toSorted((one, other) => one.from - other.from);
  return spans.flatMap((span, index) => {
    const before = spans[index - 1];
    return before === undefined || before.from + before.width <= span.from
      ? []
      : [
          {
            code: "layout-overlap",
            message: `members ${before.name} and ${span.name} of the struct ${type.name} overlap: only those of a union do`,
          },
        ];
  });
}

function checkMeasured(type: StructType | UnionType): readonly Message[] {
  const { measured } = type;
  if (measured === undefined) {
    return [];
  }
  const what = `the ${type.kind} ${type.name}`;
  const differs = (of: string, described: number | undefined, measuredAs: number): readonly Message[] =>
    described === measuredAs
      ? []
      : [
          {
            code: "layout-measured",
            message: `${of} is ${described ?? "not there"} as it is described, and ${measuredAs} as a compiler measured it`,
          },
        ];
  const offsets = new Map(fieldsOf(type).map(({ name, offset }) => [name, offset]));
  return [
    ...differs(`the size of ${what}`, type.size, measured.size),
    ...differs(`the alignment of ${what}`, type.align, measured.align),
    ...Object.entries(measured.offsets).flatMap(([name, offset]) =>
      differs(`the offset of ${name} in ${what}`, offsets.get(name), offset),
    ),
  ];
}
