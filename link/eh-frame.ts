import type { ObjectRelocation, ObjectSection } from "../elf/object.js";
import { viewOf } from "../elf/checked-bytes.js";

/** Unwind information as it goes into the program. */
export interface EditedFrames {
  readonly section: ObjectSection;
  /** What describes functions, for the table by which they are found; undefined where that cannot be told. */
  readonly functions: readonly FrameOfFunction[] | undefined;
}

export interface FrameOfFunction {
  /** In the edited section. */
  readonly offset: number;
  /** The field with the function's address. */
  readonly start: ObjectRelocation;
}

/** A record: one that others build upon (CIE), or one that describes a function (FDE). */
interface FrameRecord {
  readonly offset: number;
  readonly size: number;
  /** Offset of the CIE of an FDE; undefined of a CIE. */
  readonly common: number | undefined;
}

/**
 * Takes functions that are not in the program out of an object's `.eh_frame`, and the zeros that end it: another object's
 * comes behind it. What is not made as it should be is left as it is.
 */
export function editFrames(
  section: ObjectSection,
  isDiscarded: (relocation: ObjectRelocation) => boolean,
): EditedFrames {
  const records = recordsOf(section.bytes);
  if (records === undefined) {
    return { section, functions: undefined };
  }
  const byOffset = new Map(section.relocations.map((relocation) => [relocation.offset, relocation]));
  const startOf = ({ offset, common }: FrameRecord): ObjectRelocation | undefined =>
    common === undefined ? undefined : byOffset.get(offset + 8);
  const kept = records.filter((record) => {
    const start = startOf(record);
    return start === undefined || !isDiscarded(start);
  });
  const bytes = new Uint8Array(kept.reduce((sum, { size }) => sum + size, 0));
  const view = viewOf(bytes);
  const moved = new Map<number, number>();
  const relocations: ObjectRelocation[] = [];
  const functions: FrameOfFunction[] = [];
  let all = true;
  let end = 0;
  let next = 0;
  for (const record of kept) {
    const { offset, size, common } = record;
    bytes.set(section.bytes.subarray(offset, offset + size), end);
    moved.set(offset, end);
    if (common !== undefined) {
      view.setUint32(end + 4, end + 4 - (moved.get(common) ?? 0), true);
    }
    for (; (section.relocations[next]?.offset ?? Number.POSITIVE_INFINITY) < offset + size; next += 1) {
      const relocation = section.relocations[next];
      if (relocation !== undefined && relocation.offset >= offset) {
        relocations.push({ ...relocation, offset: relocation.offset - offset + end });
      }
    }
    const start = startOf(record);
    if (start !== undefined) {
      functions.push({ offset: end, start });
    } else if (common !== undefined) {
      all = false;
    }
    end += size;
  }
  return {
    // Gaps between two objects' records would end them.
    section: { ...section, bytes, size: bytes.length, relocations, alignment: bytes.length % 4 === 0 ? 4 : 1 },
    functions: all ? functions : undefined,
  };
}

/** Its records in order; undefined where they are not what they should be, or in the format for more than 4 GiB. */
function recordsOf(bytes: Uint8Array): readonly FrameRecord[] | undefined {
  const view = viewOf(bytes);
  const records: FrameRecord[] = [];
  const commons = new Set<number>();
  for (let offset = 0; offset < bytes.length;) {
    if (offset + 4 > bytes.length) {
      return undefined;
    }
    const length = view.getUint32(offset, true);
    if (length === 0) {
      offset += 4;
      continue;
    }
    const size = length + 4;
    if (length < 8 || offset + size > bytes.length) {
      return undefined;
    }
    const pointer = view.getUint32(offset + 4, true);
    const common = pointer === 0 ? undefined : offset + 4 - pointer;
    if (common === undefined) {
      commons.add(offset);
    } else if (!commons.has(common) || length < 12) {
      return undefined;
    }
    records.push({ offset, size, common });
    offset += size;
  }
  return records;
}

/** Bytes of the table of `.eh_frame_hdr` for so many functions. */
export function frameTableSize(functions: number): number {
  return 12 + 8 * functions;
}

/**
 * `.eh_frame_hdr`: a table by which unwinders find a function's record, sorted by address (Linux Standard Base, 10.6.2).
 * False where an address is too far away to be written down.
 */
export function writeFrameTable(
  bytes: Uint8Array,
  address: number,
  frames: number,
  functions: readonly { readonly start: number; readonly record: number }[],
): boolean {
  const view = viewOf(bytes);
  // Version; pointer relative to its place; count; table relative to this section: four bytes each, signed.
  bytes.set([1, 0x1b, 0x03, 0x3b]);
  const fields = [
    frames - (address + 4),
    functions.length,
    ...functions
      .toSorted((one, other) => one.start - other.start)
      .flatMap(({ start, record }) => [start - address, record - address]),
  ];
  for (const [index, value] of fields.entries()) {
    if (!Number.isSafeInteger(value) || value < -0x8000_0000 || value > 0x7fff_ffff) {
      return false;
    }
    view.setInt32(4 + 4 * index, value, true);
  }
  return true;
}
