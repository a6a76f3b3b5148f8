import type { DeviceName } from "./device.js";
import type { FileStatus } from "./file-status.js";
import { fileType } from "./file-status.js";

/** A folder or device that is not of the host. */
export type VirtualNode = VirtualDirectory | VirtualDevice;

export interface VirtualDirectory {
  readonly kind: "virtual-directory";
  readonly inode: number;
  readonly entries: ReadonlyMap<string, VirtualNode>;
}

export interface VirtualDevice {
  readonly kind: "device";
  readonly device: DeviceName;
  readonly inode: number;
  /** The descriptor that a `descriptor` stands for. */
  readonly descriptor?: number;
}

let lastInode = 1;

function directory(entries: Readonly<Record<string, VirtualNode>>): VirtualDirectory {
  lastInode += 1;
  return Object.freeze({ kind: "virtual-directory", inode: lastInode, entries: new Map(Object.entries(entries)) });
}

function device(name: DeviceName): VirtualDevice {
  lastInode += 1;
  return Object.freeze({ kind: "device", device: name, inode: lastInode });
}

function descriptor(number: number): VirtualDevice {
  return Object.freeze({ ...device("descriptor"), descriptor: number });
}

/** As many as MAKEDEV makes. */
const descriptorDevices = 64;

/** /dev, whatever the root is. */
export const devices: VirtualDirectory = directory({
  null: device("null"),
  zero: device("zero"),
  random: device("random"),
  urandom: device("random"),
  arandom: device("random"),
  srandom: device("random"),
  prandom: device("random"),
  tty: device("terminal"),
  stdin: descriptor(0),
  stdout: descriptor(1),
  stderr: descriptor(2),
  fd: directory(
    Object.fromEntries(Array.from({ length: descriptorDevices }, (_, number) => [String(number), descriptor(number)])),
  ),
});

/** The root of a guest that was given none: nothing but /dev. */
export const emptyRoot: VirtualDirectory = directory({ dev: devices });

export function virtualDirectoryStatus(node: VirtualDirectory, time: bigint): FileStatus {
  const folders = [...node.entries.values()].filter((entry) => entry.kind === "virtual-directory");
  return {
    device: 1,
    inode: node.inode,
    mode: fileType.directory | 0o755,
    links: 2 + folders.length,
    user: 0,
    group: 0,
    special: 0,
    size: 512n,
    blocks: 1n,
    blockSize: 16384,
    accessed: time,
    modified: time,
    changed: time,
    born: time,
  };
}
