import { attribute, operation } from "../dwarf/constants.js";
import { entryError, type Entry } from "../dwarf/entries.js";
import { constantOf, sizeOf } from "./entry-attributes.js";
import type { ImportedMember, ImportedType } from "./imported-type.js";
import { typeSize } from "./type-size.js";

/** A member of a struct or union: DWARF 5, 5.7.6. */
export function readMember(entry: Entry, type: ImportedType, name: string | undefined): ImportedMember {
  const width = constantOf(entry, attribute.bitSize);
  const place = { name: name === "" ? undefined : name, type, align: constantOf(entry, attribute.alignment), entry };
  const start = startOf(entry) * 8;
  if (width === undefined) {
    return { ...place, offset: checked(start, entry), width };
  }
  if (!Number.isSafeInteger(width) || width < 1 || width > 64) {
    throw entryError(entry, `is a bit-field of ${width} bits: expected 1 to 64`);
  }
  return { ...place, offset: checked(start + bitsInto(entry, type, width), entry), width };
}

/** From the beginning of the aggregate, in bytes; 0 where a union's member does not say. */
function startOf(entry: Entry): number {
  const location = entry.attributes.get(attribute.dataMemberLocation);
  switch (location?.kind) {
    case undefined:
      return 0;
    case "constant":
      return Number(location.value);
    case "block": {
      // What DWARF 2 wrote for an offset, and some compilers still do: DW_OP_plus_uconst with a LEB128.
      const [code, ...digits] = location.bytes;
      const last = digits.at(-1);
      if (code === operation.plusUconst && last !== undefined && last < 0x80 && digits.length <= 6) {
        return digits.reduce((sum, digit, index) => sum + (digit & 0x7f) * 2 ** (7 * index), 0);
      }
      throw entryError(entry, "is a member at a place that has to be computed: expected an offset");
    }
    default:
      throw entryError(entry, "is a member at a place that is no offset");
  }
}

/** Bits from the member's location to the lowest bit of the field. */
function bitsInto(entry: Entry, type: ImportedType, width: number): number {
  const direct = constantOf(entry, attribute.dataBitOffset);
  if (direct !== undefined) {
    return direct;
  }
  const old = entry.attributes.get(attribute.bitOffset);
  if (old === undefined) {
    return 0;
  }
  if (old.kind !== "constant") {
    throw entryError(entry, "is a bit-field at a place that has to be computed: expected an offset");
  }
  // DW_AT_bit_offset counts from the highest bit of a unit of storage (DWARF 4, 5.5.6), and is negative where a packed
  // field begins in the unit before; gcc writes that as 64 bits without a sign, or as few bits as hold it with one.
  const unit = sizeOf(entry) ?? typeSize(type) ?? 0;
  return unit * 8 - Number(BigInt.asIntN(64, old.value)) - width;
}

function checked(offset: number, entry: Entry): number {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > 2 ** 50) {
    throw entryError(entry, `is a member at bit ${offset}, which is in no struct`);
  }
  return offset;
}
