import { segmentFlag, segmentType } from "../../elf/constants.js";
import { ElfError } from "../../elf/elf-error.js";
import { largestData, trampolineAddress, userStart } from "../memory/layout.js";
import type { ProgramHeader } from "./program-header.js";

/** The most bytes of a file that are loaded. */
const largestContents = 1n << 30n;

/** Where segments must end: the signal trampoline and the stack lie behind. */
const segmentsEnd = trampolineAddress;

/** The segments to load, by address, each alone and all together checked. */
export function checkSegments(
  headers: readonly ProgramHeader[],
  entry: bigint,
  fileSize: number,
): readonly ProgramHeader[] {
  const segments = headers
    .filter(({ type, memorySize, fileSize: size }) => type === segmentType.load && (memorySize !== 0n || size !== 0n))
    .sort((one, other) => (one.address < other.address ? -1 : Number(one.address > other.address)));
  if (segments.length === 0) {
    throw new ElfError("it has no PT_LOAD segment, so that there is nothing to load");
  }
  for (const segment of segments) {
    checkSegment(segment, BigInt(fileSize));
  }
  checkTogether(segments);
  checkEntry(segments, entry);
  return segments;
}

function checkSegment(segment: ProgramHeader, fileEnd: bigint): void {
  const { offset, address, fileSize, memorySize, alignment } = segment;
  const name = nameOf(segment);
  if (fileSize > memorySize) {
    throw new ElfError(`${name} has ${fileSize} bytes in the file and only ${memorySize} in memory`);
  }
  // Where nothing comes from the file, 6l and others let the offset be anything.
  if (fileSize !== 0n && offset + fileSize > fileEnd) {
    throw new ElfError(`${name} ends at byte ${offset + fileSize} of the file, which has ${fileEnd}`);
  }
  if (memorySize > largestData) {
    throw new ElfError(`${name} takes ${memorySize} bytes of memory; OpenBSD allows ${largestData}`);
  }
  if (address < userStart || address + memorySize > segmentsEnd) {
    throw new ElfError(
      `${name} lies at ${hex(address)} to ${hex(address + memorySize)}, outside of what programs have: ${hex(userStart)} to ${hex(segmentsEnd)}`,
    );
  }
  if ((alignment & (alignment - 1n)) !== 0n && alignment !== 0n) {
    throw new ElfError(`${name} is aligned to ${alignment}, which is no power of two`);
  }
  if (BigInt.asUintN(12, offset) !== BigInt.asUintN(12, address) && fileSize !== 0n) {
    throw new ElfError(
      `${name} lies at offset ${hex(offset)} of the file and at ${hex(address)} in memory: that is not the same place in a page`,
    );
  }
}

function checkTogether(segments: readonly ProgramHeader[]): void {
  let before: ProgramHeader | undefined;
  let [contents, memory] = [0n, 0n];
  for (const segment of segments) {
    if (before !== undefined && before.address + before.memorySize > segment.address) {
      throw new ElfError(`${nameOf(before)} and ${nameOf(segment)} overlap at ${hex(segment.address)}`);
    }
    before = segment;
    contents += segment.fileSize;
    memory += segment.memorySize;
  }
  if (memory > largestData) {
    throw new ElfError(`its segments take ${memory} bytes of memory; OpenBSD allows ${largestData}`);
  }
  if (contents > largestContents) {
    throw new ElfError(`its segments have ${contents} bytes in the file; portwright loads at most ${largestContents}`);
  }
}

function checkEntry(segments: readonly ProgramHeader[], entry: bigint): void {
  const home = segments.find(({ address, memorySize }) => address <= entry && entry < address + memorySize);
  if (home === undefined) {
    throw new ElfError(`its entry point ${hex(entry)} lies in no segment`);
  }
  if ((home.flags & segmentFlag.execute) === 0) {
    throw new ElfError(`its entry point ${hex(entry)} lies in ${nameOf(home)}, which may not be executed`);
  }
}

function nameOf({ index }: ProgramHeader): string {
  return `segment ${index}`;
}

function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}
