import type { BigIntStats } from "node:fs";

/** What stat(2) tells of a file. */
export interface FileStatus {
  readonly device: number;
  readonly inode: number;
  /** Its type and its permissions. */
  readonly mode: number;
  readonly links: number;
  readonly user: number;
  readonly group: number;
  /** Of a device: which. */
  readonly special: number;
  readonly size: bigint;
  /** In blocks of 512 bytes. */
  readonly blocks: bigint;
  readonly blockSize: number;
  /** Nanoseconds since 1970. */
  readonly accessed: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
  readonly born: bigint;
}

/** Types of files in `mode`: OpenBSD sys/stat.h. */
export const fileType = Object.freeze({
  mask: 0xf000,
  fifo: 0x1000,
  characterDevice: 0x2000,
  directory: 0x4000,
  blockDevice: 0x6000,
  regular: 0x8000,
  link: 0xa000,
  socket: 0xc000,
});

/** Who the guest is: a user without privileges. What belongs to the host's user belongs to this one, the rest to root. */
export const guestUser = 1000;
export const guestGroup = 1000;

/** What the guest is told of a file of the host. */
export function hostStatus(stats: BigIntStats): FileStatus {
  return {
    device: foldedDevice(stats.dev),
    inode: foldedInode(stats.ino),
    mode: Number(stats.mode & 0xffffn),
    links: Number(stats.nlink & 0xffff_ffffn),
    user: Number(stats.uid) === process.getuid?.() ? guestUser : 0,
    group: Number(stats.gid) === process.getgid?.() ? guestGroup : 0,
    special: Number(BigInt.asIntN(32, stats.rdev)),
    size: stats.size,
    blocks: stats.blocks,
    blockSize: Number(stats.blksize) || 512,
    accessed: stats.atimeNs,
    modified: stats.mtimeNs,
    changed: stats.ctimeNs,
    born: stats.birthtimeNs,
  };
}

/** A number of 32 bits for the host's number of a file: different files nearly always keep different ones, and none has 0. */
export function foldedInode(inode: bigint): number {
  return Number(BigInt.asUintN(32, inode ^ (inode >> 32n))) || 1;
}

function foldedDevice(device: bigint): number {
  return Number(BigInt.asUintN(31, device ^ (device >> 32n)));
}

/** Bytes of `struct stat` of 2011. */
export const statusSize = 144;

/** `struct stat` of 2011, on amd64. */
export function encodeStatus(status: FileStatus): Uint8Array {
  const bytes = new Uint8Array(statusSize);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, status.device, true);
  view.setUint32(4, status.inode, true);
  view.setUint32(8, status.mode, true);
  view.setUint32(12, status.links, true);
  view.setUint32(16, status.user, true);
  view.setUint32(20, status.group, true);
  view.setInt32(24, status.special, true);
  setTime(view, 32, status.accessed);
  setTime(view, 48, status.modified);
  setTime(view, 64, status.changed);
  view.setBigInt64(80, status.size, true);
  view.setBigInt64(88, status.blocks, true);
  view.setUint32(96, status.blockSize, true);
  setTime(view, 112, status.born);
  return bytes;
}

/** `struct timespec` of 2011: 32 bits of seconds. */
function setTime(view: DataView, offset: number, nanoseconds: bigint): void {
  const second = 1_000_000_000n;
  const part = ((nanoseconds % second) + second) % second;
  view.setInt32(offset, Number(BigInt.asIntN(32, (nanoseconds - part) / second)), true);
  view.setBigInt64(offset + 8, part, true);
}
