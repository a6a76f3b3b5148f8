import { underlyingType } from "../../dsl/ctypes/underlying-type.js";
import type { BitField, CType, Field } from "../../dsl/ctypes/ctype.js";
import { bitFieldsOf, fieldsOf } from "../../dsl/ctypes/ctype.js";
import type { Headers } from "./ask.js";
import type { TypeClaim } from "./claims.js";
import type { Compared, Discrepancy } from "./discrepancy.js";
import type { Question } from "./questions.js";

/** A claim that a number settles: the question, and what is wrong if the answer is another number. */
interface Measure {
  readonly question: Question;
  readonly described: bigint;
  readonly differs: (found: bigint) => Discrepancy | undefined;
}

/** Compares types with those of the headers: sizes, alignments, members and their signs. */
export function compareTypes(claims: readonly TypeClaim[], headers: Headers): Compared {
  const names = claims.flatMap((claim) => claim.systemNames.map((name) => ({ claim, name })));
  const answers = headers.ask(names.map(({ name }) => sizeOf(name)));
  const found = new Map<TypeClaim, string>();
  names.forEach(({ claim, name }, index) => {
    if (answers[index]?.kind === "number" && !found.has(claim)) {
      found.set(claim, name);
    }
  });
  const present = [...found];
  const absent = claims.filter((claim) => !found.has(claim)).map(missingType);
  const wholes = settle(
    present.flatMap(([claim, name]) => wholeMeasures(claim, name, headers)),
    headers,
  );
  const members = compareMembers(present, headers);
  return {
    compared: absent.length + wholes.compared + members.compared,
    discrepancies: [...absent, ...wholes.discrepancies, ...members.discrepancies],
  };
}

function sizeOf(what: string): Question {
  return { kind: "number", expression: `sizeof(${what})` };
}

function missingType({ name, type, systemNames, site }: TypeClaim): Discrepancy {
  const message =
    systemNames.length === 1
      ? `${name}: the system's headers have no ${systemNames[0] ?? name}`
      : `${name}: the system's headers have none of ${systemNames.join(", ")}`;
  return { code: "header-missing", name, described: String(type.size), message, site };
}

/** Size, alignment and sign of a whole type. */
function wholeMeasures(claim: TypeClaim, systemName: string, { knowsSigns }: Headers): readonly Measure[] {
  const { name, type, site } = claim;
  const inSystem = `the system's ${systemName}`;
  return [
    measure(sizeOf(systemName), type.size, (found) => ({
      code: "header-size",
      name,
      message: `${name} has ${bytes(type.size)}; ${inSystem} has ${bytes(found)}`,
      site,
    })),
    measure(
      { kind: "number", expression: `__builtin_offsetof(struct { char before; ${systemName} it; }, it)` },
      type.align,
      (found) => ({
        code: "header-alignment",
        name,
        message: `${name} is aligned to ${bytes(type.align)}; ${inSystem} is aligned to ${bytes(found)}`,
        site,
      }),
    ),
    ...(type.kind === "typedef" && knowsSigns
      ? signMeasures(type, `*(${systemName} *)0`, name, inSystem, { name, site })
      : []),
  ];
}

interface Member {
  readonly claim: TypeClaim;
  readonly systemName: string;
  readonly field: Field | BitField;
}

function compareMembers(present: readonly (readonly [TypeClaim, string])[], headers: Headers): Compared {
  const members = present.flatMap(([claim, systemName]): readonly Member[] =>
    claim.type.kind === "typedef"
      ? []
      : [...fieldsOf(claim.type), ...bitFieldsOf(claim.type)].map((field) => ({ claim, systemName, field })),
  );
  const offsets = headers.ask(members.map(offsetOf));
  const unplaced = members.filter((_, index) => offsets[index]?.kind === "refused");
  // A bit-field has no offset, but a value.
  const values = headers.ask(unplaced.map((member) => sizeOf(`${place(member)} + 0`)));
  const bitFields = new Set(unplaced.filter((_, index) => values[index]?.kind === "number"));
  const absent = unplaced.filter((member) => !bitFields.has(member) || !("width" in member.field));
  const { compared, discrepancies } = settle(
    members.filter((member) => !absent.includes(member)).flatMap((member) => memberMeasures(member, headers)),
    headers,
  );
  return {
    compared: compared + absent.length,
    discrepancies: [...absent.map((member) => withoutPlace(member, bitFields.has(member))), ...discrepancies],
  };
}

function withoutPlace({ claim, systemName, field }: Member, isBitField: boolean): Discrepancy {
  const name = `${claim.name}.${field.name}`;
  return {
    code: isBitField ? "header-no-member" : "header-missing",
    name,
    described: String(field.offset),
    message: isBitField
      ? `${name} is at offset ${String(field.offset)}; in the system's ${systemName} it is a bit-field, which has none`
      : `${name}: the system's ${systemName} has no member ${field.name}`,
    site: claim.site,
    member: field.name,
  };
}

function place({ systemName, field }: Member): string {
  return `((${systemName} *)0)->${field.name}`;
}

function offsetOf({ systemName, field }: Member): Question {
  return { kind: "number", expression: `__builtin_offsetof(${systemName}, ${field.name})` };
}

function memberMeasures(member: Member, { knowsSigns }: Headers): readonly Measure[] {
  const { claim, systemName, field } = member;
  const name = `${claim.name}.${field.name}`;
  const inSystem = `in the system's ${systemName}`;
  const about = { name, site: claim.site, member: field.name };
  if ("width" in field) {
    return [
      measure(
        { kind: "bits", type: systemName, member: field.name },
        ((1n << BigInt(field.width)) - 1n) << BigInt(field.offset),
        (found) => ({
          ...about,
          code: "header-bits",
          message: `${name} is ${bitsText(field.offset, field.width)}; ${inSystem} it is ${foundBits(found)}`,
        }),
      ),
    ];
  }
  const { type, offset } = field;
  const isOpen = type.kind === "array" && type.flexible === true;
  return [
    measure(offsetOf(member), offset, (found) => ({
      ...about,
      code: "header-offset",
      message: `${name} is at offset ${String(offset)}; ${inSystem} it is at ${String(found)}`,
    })),
    ...(isOpen
      ? []
      : [
          measure(sizeOf(place(member)), type.size, (found) => ({
            ...about,
            code: "header-size",
            message: `${name} has ${bytes(type.size)}; ${inSystem} it has ${bytes(found)}`,
          })),
        ]),
    ...(knowsSigns ? signMeasures(type, place(member), name, `${inSystem} it`, about) : []),
  ];
}

/** What `_Generic` gives for integers with a sign and without; 2 for all else, and for `char`, which is either. */
const kinds =
  "signed char: 1, short: 1, int: 1, long: 1, long long: 1, unsigned char: 0, unsigned short: 0, unsigned: 0, " +
  "unsigned long: 0, unsigned long long: 0, _Bool: 0, default: 2";

/** Only between integers can a sign be wrong: a port may well take a pointer for a number. */
function signMeasures(
  type: CType,
  where: string,
  name: string,
  inSystem: string,
  about: Pick<Discrepancy, "name" | "site" | "member">,
): readonly Measure[] {
  const integer = underlyingType(type);
  if (integer.kind !== "integer") {
    return [];
  }
  const word = (signed: boolean): string => (signed ? "signed" : "unsigned");
  return [
    {
      question: { kind: "number", expression: `_Generic(${where}, ${kinds})` },
      described: integer.signed ? 1n : 0n,
      differs: (found) =>
        found === 2n
          ? undefined
          : {
              ...about,
              code: "header-sign",
              described: word(integer.signed),
              inHeaders: word(found === 1n),
              message: `${name} is ${word(integer.signed)}; ${inSystem} is ${word(found === 1n)}`,
            },
    },
  ];
}

function measure(
  question: Question,
  described: number | bigint,
  differs: (found: bigint) => Omit<Discrepancy, "described" | "inHeaders">,
): Measure {
  const claimed = BigInt(described);
  return {
    question,
    described: claimed,
    differs: (found) => ({ ...differs(found), described: String(claimed), inHeaders: String(found) }),
  };
}

function settle(measures: readonly Measure[], headers: Headers): Compared {
  const answers = headers.ask(measures.map(({ question }) => question));
  const discrepancies = measures.flatMap(({ described, differs }, index) => {
    const answer = answers[index];
    const found = answer?.kind === "number" && answer.value !== described ? differs(answer.value) : undefined;
    return found === undefined ? [] : [found];
  });
  return { compared: answers.filter(({ kind }) => kind === "number").length, discrepancies };
}

function bytes(count: number | bigint): string {
  return `${String(count)} ${BigInt(count) === 1n ? "byte" : "bytes"}`;
}

function bitsText(offset: number, width: number): string {
  return width === 1 ? `bit ${String(offset)}` : `bits ${String(offset)} to ${String(offset + width - 1)}`;
}

/** Set bits as a range: a bit-field's lie side by side. */
function foundBits(found: bigint): string {
  const text = found.toString(2);
  const offset = text.length - 1 - text.lastIndexOf("1");
  return bitsText(offset, text.lastIndexOf("1") - text.indexOf("1") + 1);
}
