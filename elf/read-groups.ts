import { viewOf } from "./checked-bytes.js";
import { comdatGroup } from "./constants.js";
import { ElfError } from "./elf-error.js";
import type { ObjectSection, ObjectSymbol, SectionGroup } from "./object.js";
import type { RawSection } from "./read-sections.js";
import type { SectionPlaces } from "./read-symbols.js";

/** The COMDAT groups of an object; other groups only say that their sections belong together. */
export function readGroups(
  raw: readonly RawSection[],
  groups: readonly RawSection[],
  places: SectionPlaces,
  symbols: readonly ObjectSymbol[],
  sections: readonly ObjectSection[],
): readonly SectionGroup[] {
  const grouped = new Set<number>();
  return groups.flatMap((group) => {
    const what = `the section group ${group.index}`;
    if (group.bytes.length < 4 || group.bytes.length % 4 !== 0) {
      throw new ElfError(`${what} has ${group.bytes.length} bytes, which is no list of sections`);
    }
    const view = viewOf(group.bytes);
    const members: number[] = [];
    for (let at = 4; at < group.bytes.length; at += 4) {
      const member = view.getUint32(at, true);
      if (member === 0 || member >= raw.length) {
        throw new ElfError(`${what} has section ${member}, but the last one is ${raw.length - 1}`);
      }
      if (grouped.has(member)) {
        throw new ElfError(`section ${member} is in two groups, or twice in one`);
      }
      grouped.add(member);
      const place = places.get(member);
      if (place !== undefined) {
        members.push(place);
      }
    }
    // The null symbol is left out of the object.
    const symbol = symbols[group.info - 1];
    if (symbol === undefined) {
      throw new ElfError(`${what} is named by symbol ${group.info}, which is not there`);
    }
    return view.getUint32(0, true) === comdatGroup
      ? [{ signature: signatureOf(symbol, sections), sections: members }]
      : [];
  });
}

/** Old assemblers name a group by the symbol of a section. */
function signatureOf({ name, type, place }: ObjectSymbol, sections: readonly ObjectSection[]): string {
  return type === "section" && place.kind === "section" && name === "" ? (sections[place.index]?.name ?? "") : name;
}
