import type { MappableFile } from "../files/mappable-file.js";
import type { OpenFile } from "../files/open-file.js";
import { CallError } from "./result.js";

/** /dev/zero: mapping it is the old way to ask for anonymous memory. */
const zeroDeviceNumber = 0x20c;

export function zeroDevice(file: OpenFile): boolean {
  return file.type === "device" && file.status().special === zeroDeviceNumber;
}

/**
 * An open file to map. ENODEV for what mmap(2) does not know, EINVAL for a device that cannot be mapped. What is
 * written back later keeps the file open, whatever becomes of the descriptor.
 */
export function mappableFile(file: OpenFile, writes: boolean): MappableFile {
  if (file.type !== "regular") {
    throw new CallError(file.type === "device" ? "EINVAL" : "ENODEV");
  }
  const reading: MappableFile = {
    size: () => Number(file.status().size),
    readAt: (offset, length) => file.peek(length, offset) ?? new Uint8Array(0),
  };
  if (!writes) {
    return reading;
  }
  return {
    ...reading,
    retain: () => {
      file.retain();
    },
    writeAt: (offset, bytes) => {
      file.write(bytes, offset);
    },
    release: () => {
      file.release();
    },
  };
}
