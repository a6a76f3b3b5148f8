/** Writes executables byte by byte after the gABI's tables, so that every field can be spoilt. */

export interface MadeSegment {
  readonly type?: number;
  readonly flags?: number;
  readonly offset?: bigint;
  readonly address?: bigint;
  readonly fileSize?: bigint;
  readonly memorySize?: bigint;
  readonly alignment?: bigint;
}

export interface MadeFile {
  readonly class?: number;
  readonly encoding?: number;
  readonly identVersion?: number;
  readonly abi?: number;
  readonly type?: number;
  readonly machine?: number;
  readonly version?: number;
  readonly entry?: bigint;
  readonly tableOffset?: bigint;
  readonly entrySize?: number;
  readonly count?: number;
  readonly segments?: readonly MadeSegment[];
  /** The file's size: the headers and a page, if not said. */
  readonly size?: number;
}

export const textSegment: MadeSegment = {
  type: 1,
  flags: 5,
  offset: 0n,
  address: 0x400000n,
  fileSize: 0x200n,
  memorySize: 0x200n,
  alignment: 0x1000n,
};

export const dataSegment: MadeSegment = {
  type: 1,
  flags: 6,
  offset: 0x200n,
  address: 0x601200n,
  fileSize: 0x100n,
  memorySize: 0x2000n,
  alignment: 0x1000n,
};

/** A file that is right in all that is not said otherwise: text with the headers and the entry, and data. */
export function madeFile(file: MadeFile = {}): Uint8Array {
  const segments = file.segments ?? [textSegment, dataSegment];
  const bytes = new Uint8Array(Math.max(file.size ?? 0x1000, 64 + 56 * segments.length));
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, file.class ?? 2, file.encoding ?? 1, file.identVersion ?? 1, file.abi ?? 0]);
  view.setUint16(16, file.type ?? 2, true);
  view.setUint16(18, file.machine ?? 62, true);
  view.setUint32(20, file.version ?? 1, true);
  view.setBigUint64(24, file.entry ?? 0x400100n, true);
  view.setBigUint64(32, file.tableOffset ?? 64n, true);
  view.setUint16(52, 64, true);
  view.setUint16(54, file.entrySize ?? 56, true);
  view.setUint16(56, file.count ?? segments.length, true);
  for (const [index, segment] of segments.entries()) {
    const at = 64 + 56 * index;
    view.setUint32(at, segment.type ?? 1, true);
    view.setUint32(at + 4, segment.flags ?? 4, true);
    view.setBigUint64(at + 8, segment.offset ?? 0n, true);
    view.setBigUint64(at + 16, segment.address ?? 0n, true);
    view.setBigUint64(at + 32, segment.fileSize ?? 0n, true);
    view.setBigUint64(at + 40, segment.memorySize ?? 0n, true);
    view.setBigUint64(at + 48, segment.alignment ?? 0n, true);
  }
  for (let at = 64 + 56 * segments.length; at < bytes.length; at += 1) {
    bytes[at] = (at * 7) & 0xff;
  }
  return bytes.subarray(0, file.size ?? bytes.length);
}
