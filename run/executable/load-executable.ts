import type { CpuState } from "../../verify/engine/engine.js";
import { registerNumber } from "../../verify/engine/engine.js";
import type { AddressSpace } from "../memory/address-space.js";
import { largestStack, pageDown, pageUp, stackTop, trampolineAddress, usualStack } from "../memory/layout.js";
import { protection } from "../memory/protection.js";
import { trampolineBytes } from "../signals/trampoline.js";
import type { Executable, Segment } from "./executable.js";
import type { TextEncoding } from "./process-stack.js";
import { processStack } from "./process-stack.js";

/** RFLAGS at the start: the bit that is always set, and interrupts. */
const initialFlags = 0x202n;

/**
 * Puts a program into memory that is still empty, with its stack and the signal trampoline. The answer is the state of
 * its first thread. Throws an ExecutableError where the arguments are too long.
 */
export function loadExecutable(
  executable: Executable,
  memory: AddressSpace,
  words: readonly string[],
  environment: readonly string[],
  encoding?: TextEncoding,
): CpuState {
  const stack = processStack(words, environment, encoding);
  mapSegments(executable.segments, memory);
  mapStack(memory);
  memory.install(stack.address, stack.bytes);
  const trampolineSize = pageUp(BigInt(trampolineBytes.length));
  memory.map({
    address: trampolineAddress,
    size: trampolineSize,
    fixed: true,
    protection: protection.read | protection.execute,
    maximum: protection.read | protection.execute,
  });
  memory.install(trampolineAddress, trampolineBytes);
  const registers = new BigUint64Array(Object.keys(registerNumber).length);
  registers[registerNumber.SP] = stack.address;
  return { registers, rip: executable.entry, flags: initialFlags, fsBase: 0n, gsBase: 0n };
}

function mapSegments(segments: readonly Segment[], memory: AddressSpace): void {
  let mapped = 0n;
  for (const { address, size, protection: bits } of segments) {
    const [start, end] = [pageDown(address), pageUp(address + size)];
    if (start < mapped) {
      // The first page is the last of what came before: it must do for all of them.
      memory.protect(start, mapped - start, protectionsIn(segments, start, mapped));
    }
    const from = start < mapped ? mapped : start;
    if (from < end) {
      // Nothing can be put into memory that was never usable.
      memory.map({ address: from, size: end - from, fixed: true, protection: bits | protection.read });
      memory.protect(from, end - from, bits);
      mapped = end;
    }
  }
  for (const { address, bytes } of segments) {
    memory.install(address, bytes);
  }
  const data = dataOf(segments);
  memory.setData(data.start, data.end);
}

/** What may be done with pages that several segments share. */
function protectionsIn(segments: readonly Segment[], start: bigint, end: bigint): number {
  return segments
    .filter(({ address, size }) => address < end && start < address + size)
    .reduce<number>((all, { protection: bits }) => all | bits, protection.none);
}

/** The data of a program: from the first segment that can be written, or behind all of them where none can. */
function dataOf(segments: readonly Segment[]): { readonly start: bigint; readonly end: bigint } {
  const written = segments.filter(({ protection: bits }) => (bits & protection.write) !== 0);
  const [first, last] = [written[0], (written.length === 0 ? segments : written).at(-1)];
  const end = last === undefined ? 0n : pageUp(last.address + last.size);
  return { start: first === undefined ? end : pageDown(first.address), end };
}

/** The stack, and the addresses below it that no mapping is to take. */
function mapStack(memory: AddressSpace): void {
  memory.map({
    address: stackTop - largestStack,
    size: largestStack - usualStack,
    fixed: true,
    protection: protection.none,
  });
  memory.map({
    address: stackTop - usualStack,
    size: usualStack,
    fixed: true,
    protection: protection.read | protection.write,
  });
}
