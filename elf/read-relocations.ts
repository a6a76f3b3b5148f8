import { viewOf } from "./checked-bytes.js";
import { recordSize } from "./constants.js";
import { ElfError } from "./elf-error.js";
import type { ObjectRelocation } from "./object.js";
import type { RawSection } from "./read-sections.js";
import { fieldSize, relocationName } from "./relocation-names.js";

/** The relocations of a section, by offset. `symbols` maps indices of the file to those of the object. */
export function readRelocations(
  table: RawSection,
  target: RawSection,
  symbols: (index: number) => number | undefined,
): readonly ObjectRelocation[] {
  const title = `section ${table.index} (${table.name})`;
  if (table.bytes.length % recordSize.relocation !== 0) {
    throw new ElfError(`the ${table.bytes.length} bytes of ${title} are no multiple of ${recordSize.relocation}`);
  }
  const view = viewOf(table.bytes);
  const relocations: ObjectRelocation[] = [];
  let last = 0;
  let sorted = true;
  for (let at = 0; at < table.bytes.length; at += recordSize.relocation) {
    const what = `relocation ${at / recordSize.relocation} of ${title}`;
    const type = view.getUint32(at + 8, true);
    const offset = view.getBigUint64(at, true);
    if (offset + BigInt(fieldSize(type) ?? 1) > BigInt(target.bytes.length)) {
      throw new ElfError(
        `${what}, ${relocationName(type)} at offset ${offset}, is outside of ${target.name}, which has ${target.bytes.length} bytes`,
      );
    }
    const index = view.getUint32(at + 12, true);
    const symbol = symbols(index);
    if (symbol === undefined) {
      throw new ElfError(`${what} is about symbol ${index}, which is not there`);
    }
    const place = Number(offset);
    sorted &&= place >= last;
    last = place;
    relocations.push({ offset: place, type, symbol, addend: view.getBigInt64(at + 16, true) });
  }
  // The order of those at one place matters; sorting keeps it.
  return sorted ? relocations : relocations.toSorted((one, other) => one.offset - other.offset);
}
