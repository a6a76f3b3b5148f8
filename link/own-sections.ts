import { sectionFlag, sectionType } from "../elf/constants.js";
import type { ElfObject, ObjectSection } from "../elf/object.js";
import { frameTableSize } from "./eh-frame.js";
import type { InputObject } from "./input-object.js";
import { identSection } from "./layout.js";

/** What the linker itself adds to the program. */
export interface OwnSections {
  readonly input: InputObject;
  /** Indices of the sections whose bytes come last, where they are there. */
  readonly table: number | undefined;
  readonly frameTable: number | undefined;
}

/**
 * The sections of the program that no object brings: the note of OpenBSD, the offset table, the end of the unwind
 * information with its table, and who linked it.
 */
export function ownSections(given: {
  readonly tableEntries: number;
  readonly wantsTable: boolean;
  readonly hasFrames: boolean;
  /** How many functions the table of the unwind information lists; undefined: there is no table. */
  readonly frameFunctions: number | undefined;
  readonly comment: Uint8Array;
}): OwnSections {
  const sections: ObjectSection[] = [
    section(identSection, { type: sectionType.note, flags: sectionFlag.alloc, alignment: 4, bytes: identNote() }),
    section(".comment", { bytes: given.comment }),
  ];
  let table: number | undefined;
  let frameTable: number | undefined;
  if (given.wantsTable || given.tableEntries > 0) {
    table = sections.length;
    sections.push(
      section(".got", {
        flags: sectionFlag.alloc | sectionFlag.write,
        alignment: 8,
        bytes: new Uint8Array(8 * given.tableEntries),
      }),
    );
  }
  if (given.hasFrames) {
    // A record of length 0 ends them.
    sections.push(section(".eh_frame", { flags: sectionFlag.alloc, alignment: 4, bytes: new Uint8Array(4) }));
    if (given.frameFunctions !== undefined) {
      frameTable = sections.length;
      sections.push(
        section(".eh_frame_hdr", {
          flags: sectionFlag.alloc,
          alignment: 4,
          bytes: new Uint8Array(frameTableSize(given.frameFunctions)),
        }),
      );
    }
  }
  const object: ElfObject = { name: "portwright", sections, symbols: [] };
  return { input: { object, sections: [...sections], discarded: new Set() }, table, frameTable };
}

function section(
  name: string,
  given: Pick<ObjectSection, "bytes"> & Partial<Pick<ObjectSection, "type" | "flags" | "alignment">>,
): ObjectSection {
  const { type = sectionType.progbits, flags = 0n, alignment = 1, bytes } = given;
  return { name, type, flags, alignment, size: bytes.length, bytes, entrySize: 0, relocations: [] };
}

/** Name size 8, descriptor size 4, type 1, `OpenBSD\0`, 0: the kernel looks for it from 2012 on. */
function identNote(): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 8, true);
  view.setUint32(4, 4, true);
  view.setUint32(8, 1, true);
  bytes.set(Buffer.from("OpenBSD\0"), 12);
  return bytes;
}
