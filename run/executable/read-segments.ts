import { segmentFlag } from "../../elf/constants.js";
import { ElfError } from "../../elf/elf-error.js";
import { protection } from "../memory/protection.js";
import type { ByteSource } from "./byte-source.js";
import type { Segment } from "./executable.js";
import type { ProgramHeader } from "./program-header.js";

/** Reads what checked segments have in the file. */
export function readSegments(source: ByteSource, headers: readonly ProgramHeader[]): readonly Segment[] {
  return headers.map((header) => {
    const size = Number(header.fileSize);
    const bytes = size === 0 ? new Uint8Array(0) : source.read(Number(header.offset), size);
    if (bytes.length !== size) {
      throw new ElfError(`segment ${header.index} could not be read to its end: the file has become shorter`);
    }
    return { address: header.address, size: header.memorySize, bytes, protection: protectionOf(header.flags) };
  });
}

/** Bits of p_flags are not those of mmap(2). */
function protectionOf(flags: number): number {
  return (
    ((flags & segmentFlag.read) === 0 ? 0 : protection.read) |
    ((flags & segmentFlag.write) === 0 ? 0 : protection.write) |
    ((flags & segmentFlag.execute) === 0 ? 0 : protection.execute)
  );
}
