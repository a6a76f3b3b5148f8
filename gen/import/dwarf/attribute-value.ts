import { form } from "./constants.js";
import type { AttributeForm } from "./abbreviations.js";
import type { SectionReader } from "./section-reader.js";
import type { UnitHeader } from "./unit-header.js";

/** The value of an attribute, by class (DWARF 5, 7.5.5). What is of a class that no type needs is `other`. */
export type AttributeValue =
  /** As it is written: where the form has a fixed size, without sign. */
  | { readonly kind: "constant"; readonly value: bigint }
  | { readonly kind: "flag"; readonly value: boolean }
  | { readonly kind: "string"; readonly place: StringPlace }
  /** An entry, by its offset in .debug_info or, of a unit there, .debug_types. */
  | { readonly kind: "reference"; readonly section: string; readonly offset: number }
  /** A type that is a unit by itself. */
  | { readonly kind: "signature"; readonly signature: bigint }
  /** Bytes of the section, an expression as a rule; `at` is where they begin. */
  | { readonly kind: "block"; readonly bytes: Uint8Array; readonly at: number }
  | { readonly kind: "offset"; readonly offset: number }
  | { readonly kind: "other" };

export type StringPlace =
  | { readonly kind: "here"; readonly at: number }
  | { readonly kind: "section"; readonly section: ".debug_str" | ".debug_line_str"; readonly at: number }
  | { readonly kind: "indexed"; readonly index: number };

const other: AttributeValue = Object.freeze({ kind: "other" });

/** Forms that lead to forms that lead to forms are no data. */
const deepestIndirection = 4;

/** Reads one attribute of an entry. */
export function readAttribute(reader: SectionReader, described: AttributeForm, unit: UnitHeader): AttributeValue {
  let used = described.form;
  for (let depth = 0; used === form.indirect; depth += 1) {
    if (depth === deepestIndirection) {
      throw reader.fail("has a form that is indirect again and again");
    }
    used = reader.count();
  }
  return readForm(reader, used, described, unit);
}

function readForm(reader: SectionReader, used: number, described: AttributeForm, unit: UnitHeader): AttributeValue {
  const { offsetSize, start, section } = unit;
  switch (used) {
    case form.data1:
      return constant(BigInt(reader.u8()));
    case form.data2:
      return constant(BigInt(reader.u16()));
    case form.data4:
      return constant(BigInt(reader.u32()));
    case form.data8:
      return constant(reader.u64());
    case form.udata:
      return constant(reader.uleb());
    case form.sdata:
      return constant(reader.sleb());
    case form.implicitConst:
      if (described.constant === undefined) {
        throw reader.fail("has an implicit constant that no abbreviation gives");
      }
      return constant(described.constant);
    case form.flag:
      return { kind: "flag", value: reader.u8() !== 0 };
    case form.flagPresent:
      return { kind: "flag", value: true };
    case form.ref1:
      return within(reader.u8());
    case form.ref2:
      return within(reader.u16());
    case form.ref4:
      return within(reader.u32());
    case form.ref8:
      return within(reader.offset(8));
    case form.refUdata:
      return within(reader.count());
    case form.refAddr:
      // Always .debug_info, also from a type unit (DWARF 4, 7.5.4).
      return { kind: "reference", section: ".debug_info", offset: reader.offset(offsetSize) };
    case form.refSig8:
      return { kind: "signature", signature: reader.u64() };
    case form.secOffset:
      return { kind: "offset", offset: reader.offset(offsetSize) };
    default:
      return readString(reader, used, offsetSize) ?? readBlock(reader, used) ?? readOther(reader, used, unit);
  }

  function within(offset: number): AttributeValue {
    return { kind: "reference", section: section.name, offset: start + offset };
  }
}

function constant(value: bigint): AttributeValue {
  return { kind: "constant", value };
}

function readString(reader: SectionReader, used: number, offsetSize: 4 | 8): AttributeValue | undefined {
  const at = (section: ".debug_str" | ".debug_line_str"): AttributeValue => ({
    kind: "string",
    place: { kind: "section", section, at: reader.offset(offsetSize) },
  });
  const indexed = (index: number): AttributeValue => ({ kind: "string", place: { kind: "indexed", index } });
  switch (used) {
    case form.string: {
      const { at: from } = reader;
      reader.text();
      return { kind: "string", place: { kind: "here", at: from } };
    }
    case form.strp:
      return at(".debug_str");
    case form.lineStrp:
      return at(".debug_line_str");
    case form.strx:
      return indexed(reader.count());
    case form.strx1:
      return indexed(reader.u8());
    case form.strx2:
      return indexed(reader.u16());
    case form.strx3:
      return indexed(reader.u24());
    case form.strx4:
      return indexed(reader.u32());
    default:
      return undefined;
  }
}

function readBlock(reader: SectionReader, used: number): AttributeValue | undefined {
  const size = blockSize(reader, used);
  if (size === undefined) {
    return undefined;
  }
  const { at } = reader;
  return { kind: "block", at, bytes: reader.bytes(size) };
}

function blockSize(reader: SectionReader, used: number): number | undefined {
  switch (used) {
    case form.block1:
      return reader.u8();
    case form.block2:
      return reader.u16();
    case form.block4:
      return reader.u32();
    case form.block:
    case form.exprloc:
      return reader.count();
    case form.data16:
      return 16;
    default:
      return undefined;
  }
}

/** Forms of which only the size matters here. */
function readOther(reader: SectionReader, used: number, { addressSize, offsetSize }: UnitHeader): AttributeValue {
  switch (used) {
    case form.addr:
      reader.skip(addressSize);
      return other;
    case form.addrx:
    case form.loclistx:
    case form.rnglistx:
      reader.uleb();
      return other;
    case form.addrx1:
      reader.skip(1);
      return other;
    case form.addrx2:
      reader.skip(2);
      return other;
    case form.addrx3:
      reader.skip(3);
      return other;
    case form.addrx4:
      reader.skip(4);
      return other;
    case form.refSup4:
      reader.skip(4);
      return other;
    case form.refSup8:
      reader.skip(8);
      return other;
    case form.strpSup:
      reader.skip(offsetSize);
      return other;
    default:
      throw reader.fail(`has a value of the unknown form 0x${used.toString(16)}`);
  }
}
