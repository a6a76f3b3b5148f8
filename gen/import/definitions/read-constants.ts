import { viewOf } from "../../../elf/checked-bytes.js";
import { sectionType } from "../../../elf/constants.js";
import { attribute, operation, tag } from "../dwarf/constants.js";
import type { ProgramAddress } from "../dwarf/debug-sections.js";
import { entryError, type DebugInformation, type Entry } from "../dwarf/entries.js";
import { checkName, exactConstantOf, flagOf } from "./entry-attributes.js";
import type { ImportedType, NamedValue } from "./imported-type.js";
import { behindNames } from "./imported-type.js";
import type { TypeReader } from "./read-types.js";

/**
 * The number in a `const` variable of file scope, from DW_AT_const_value or from the section that it lies in; undefined
 * where the entry is no such variable, or only a declaration of one.
 */
export function readConstant(entry: Entry, types: TypeReader): NamedValue | undefined {
  const { information } = types;
  // A definition may refer to an earlier declaration, which has its name and its type (DWARF 5, 2.13.2).
  const declared = information.referenced(entry, attribute.specification) ?? entry;
  const name = information.text(declared);
  if (name === undefined || flagOf(entry, attribute.declaration) || !isConst(declared, information)) {
    return undefined;
  }
  const number = numberType(behindNames(types.typeOf(declared)));
  if (number === undefined) {
    return undefined;
  }
  const value = valueOf(entry, number.size, information);
  const width = number.size * 8;
  return value === undefined
    ? undefined
    : {
        name: checkName(entry, name),
        value: number.isSigned ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value),
      };
}

/** Is a variable's type const, under whatever names? */
function isConst(entry: Entry, information: DebugInformation): boolean {
  const passing: readonly number[] = [tag.typedef, tag.volatileType, tag.atomicType];
  let at = information.referenced(entry, attribute.type);
  for (let steps = 0; at !== undefined && steps < 100; steps += 1) {
    if (at.tag === tag.constType) {
      return true;
    }
    at = passing.includes(at.tag) ? information.referenced(at, attribute.type) : undefined;
  }
  return false;
}

function numberType(type: ImportedType): { readonly size: number; readonly isSigned: boolean } | undefined {
  switch (type.kind) {
    case "base":
      return type.number !== "other" && [1, 2, 4, 8].includes(type.size)
        ? { size: type.size, isSigned: type.number === "signed" }
        : undefined;
    case "enumeration":
      return type.size === 0 ? undefined : { size: type.size, isSigned: type.isSigned };
    default:
      return undefined;
  }
}

function valueOf(entry: Entry, size: number, information: DebugInformation): bigint | undefined {
  const given = entry.attributes.get(attribute.constValue);
  switch (given?.kind) {
    case "constant":
      return exactConstantOf(entry, attribute.constValue);
    case "block":
      return given.bytes.length === size ? littleEndian(given.bytes) : undefined;
    default: {
      const place = addressOf(entry, information);
      return place === undefined ? undefined : stored(entry, place, size, information);
    }
  }
}

/** The variable's address, where its location is nothing but one: DW_OP_addr, or DW_OP_addrx of version 5. */
function addressOf(entry: Entry, information: DebugInformation): ProgramAddress | undefined {
  const location = entry.attributes.get(attribute.location);
  if (location?.kind !== "block") {
    return undefined;
  }
  const [code, ...rest] = location.bytes;
  if (code === operation.addr && rest.length === 8) {
    return entry.unit.section.addresses.get(location.at + 1);
  }
  if (code !== operation.addrx || rest.length === 0 || rest.length > 4) {
    return undefined;
  }
  const index = rest.reduce((sum, digit, position) => sum + (digit & 0x7f) * 2 ** (7 * position), 0);
  return information.sections.get(".debug_addr").addresses.get(information.addressBase(entry) + index * 8);
}

function stored(
  entry: Entry,
  { section, offset }: ProgramAddress,
  size: number,
  { sections }: DebugInformation,
): bigint | undefined {
  const held = sections.object.sections[section];
  if (held === undefined || offset < 0n || offset + BigInt(size) > BigInt(held.size)) {
    throw entryError(entry, `is a variable at byte ${offset} of ${held?.name ?? "no section"}, outside of it`);
  }
  if (held.type === sectionType.nobits) {
    return 0n;
  }
  const from = Number(offset);
  // What a linker fills in is no constant.
  return held.relocations.some((relocation) => relocation.offset < from + size && relocation.offset + 8 > from)
    ? undefined
    : littleEndian(held.bytes.subarray(from, from + size));
}

function littleEndian(bytes: Uint8Array): bigint {
  const padded = new Uint8Array(8);
  padded.set(bytes);
  return viewOf(padded).getBigUint64(0, true);
}
