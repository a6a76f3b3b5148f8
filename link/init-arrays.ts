import { sectionFlag, sectionType } from "../elf/constants.js";
import type { ObjectSection } from "../elf/object.js";

const lastPriority = 65535;

/** When the functions of `.init_array.N` run: those of lower numbers first, those without one last. */
export function priorityOf(name: string): number {
  const [, digits] = /\.(\d{1,5})$/.exec(name) ?? [];
  return digits === undefined ? lastPriority + 1 : Number(digits);
}

/**
 * Lists of constructors as compilers made them before `.init_array`: run from the last to the first, `.ctors.N` with the
 * higher N first. They become pieces of the arrays, which run from the first to the last.
 */
export function asInitArray(section: ObjectSection): ObjectSection {
  const [, kind, digits] = /^\.(ctors|dtors)(?:\.(\d{1,5}))?$/.exec(section.name) ?? [];
  const isList = section.type === sectionType.progbits && (section.flags & sectionFlag.alloc) !== 0n;
  if (kind === undefined || !isList || section.size % 8 !== 0) {
    return section;
  }
  const bytes = new Uint8Array(section.size);
  for (let at = 0; at < section.size; at += 8) {
    bytes.set(section.bytes.subarray(at, at + 8), section.size - 8 - at);
  }
  const array = kind === "ctors" ? ".init_array" : ".fini_array";
  return {
    ...section,
    name: digits === undefined ? array : `${array}.${String(lastPriority - Number(digits)).padStart(5, "0")}`,
    type: kind === "ctors" ? sectionType.initArray : sectionType.finiArray,
    bytes,
    relocations: section.relocations
      .map((relocation) => {
        const within = relocation.offset % 8;
        return { ...relocation, offset: section.size - 8 - (relocation.offset - within) + within };
      })
      .toReversed(),
  };
}
