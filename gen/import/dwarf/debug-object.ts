import elfy from "elfy";
import { viewOf } from "../../../elf/checked-bytes.js";
import { recordSize, sectionIndex, sectionType } from "../../../elf/constants.js";
import { ElfError } from "../../../elf/elf-error.js";
import type { ElfObject, ObjectSection } from "../../../elf/object.js";
import { readObject } from "../../../elf/read-object.js";

/**
 * Reads an object for its debugging information. elfy takes the sections apart. Symbols and relocations, which it does
 * not know, come from portwright's own reader, and so does the judgement whether the file is what it should be.
 */
export function readDebugObject(bytes: Uint8Array, name: string): ElfObject {
  const object = readObject(bytes, name);
  if (object.sections.length === 0) {
    return object;
  }
  const contents = sectionContents(bytes);
  return { ...object, sections: object.sections.map((section) => withContent(section, contents)) };
}

/** What elfy finds in the sections of each name, in the order of the file. */
function sectionContents(bytes: Uint8Array): ReadonlyMap<string, Uint8Array[]> {
  const contents = new Map<string, Uint8Array[]>();
  for (const { name, type, data } of parsed(bytes)) {
    if (type === "progbits") {
      const known = contents.get(name);
      if (known === undefined) {
        contents.set(name, [data]);
      } else {
        known.push(data);
      }
    }
  }
  for (const found of contents.values()) {
    // So that the next one is the last.
    found.reverse();
  }
  return contents;
}

function parsed(bytes: Uint8Array) {
  const header = viewOf(bytes.subarray(0, recordSize.fileHeader));
  const names = header.getUint16(62, true);
  if (header.getUint16(60, true) === 0 || names === sectionIndex.extended) {
    throw new ElfError(
      "it has more sections than its file header can count: compile without -ffunction-sections and -fdata-sections",
    );
  }
  if (names === sectionIndex.undefined) {
    throw new ElfError("its sections have no names (e_shstrndx, byte 62 of the file header, is 0)");
  }
  try {
    return elfy.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).body.sections;
  } catch (error) {
    // Of what elfy looks at, program headers are all that a relocatable object does not have.
    throw new ElfError("its file header speaks of program headers (byte 32 on), and they are not in the file", {
      cause: error,
    });
  }
}

function withContent(section: ObjectSection, contents: ReadonlyMap<string, Uint8Array[]>): ObjectSection {
  if (section.type !== sectionType.progbits) {
    return section;
  }
  const bytes = contents.get(section.name)?.pop();
  if (bytes?.length !== section.size) {
    throw new ElfError(
      `${section.name} has ${String(section.size)} bytes, of which elfy finds ${String(bytes?.length ?? 0)}`,
    );
  }
  return { ...section, bytes };
}
