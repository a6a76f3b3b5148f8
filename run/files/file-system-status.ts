import { statfsSync } from "node:fs";
import { onHost } from "./host-error.js";

/** Bytes of `struct statfs` of 2011. */
export const fileSystemStatusSize = 488;

/** MNT_RDONLY, MNT_LOCAL and MNT_ROOTFS of OpenBSD sys/mount.h. */
const mountFlag = Object.freeze({ readOnly: 0x1, local: 0x1000, root: 0x4000 });

/** `struct statfs` of 2011, of a file of the host's by its path, or of what is virtual. */
export function encodeFileSystemStatus(path: Buffer | undefined): Uint8Array {
  const bytes = new Uint8Array(fileSystemStatusSize);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, mountFlag.local | mountFlag.root | (path === undefined ? mountFlag.readOnly : 0), true);
  view.setUint32(4, 4096, true);
  view.setUint32(8, 16384, true);
  if (path !== undefined) {
    const host = onHost(() => statfsSync(path, { bigint: true }));
    view.setUint32(4, Number(host.bsize & 0xffff_ffffn), true);
    [host.blocks, host.bfree, host.bavail, host.files, host.ffree, host.ffree].forEach((count, index) => {
      view.setBigUint64(16 + index * 8, count, true);
    });
  }
  view.setInt32(96, path === undefined ? 1 : 2, true);
  view.setUint32(104, 255, true);
  setText(bytes, 128, path === undefined ? "mfs" : "ffs");
  setText(bytes, 144, "/");
  setText(bytes, 234, "root_device");
  return bytes;
}

function setText(bytes: Uint8Array, offset: number, text: string): void {
  bytes.set(Buffer.from(text, "latin1"), offset);
}
