import type { AddressSpace } from "../memory/address-space.js";
import type { MappedPart } from "../memory/mapping.js";
import { pageUp, userEnd, userStart } from "../memory/layout.js";
import { protection } from "../memory/protection.js";
import { mappableFile, zeroDevice } from "./file-to-map.js";
import { checkedProtection, pagesOf } from "./memory-range.js";
import type { CallResult } from "./result.js";
import { CallError, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** Flags of mmap(2): OpenBSD sys/mman.h of 2011. */
const mapFlag = Object.freeze({
  shared: 0x1,
  private: 0x2,
  /** MAP_COPY: the old name of a private mapping. */
  copy: 0x4,
  fixed: 0x10,
  /** The address may lie below the heap. */
  tryFixed: 0x400,
  anonymous: 0x1000,
  /** All that there are, those without effect too. */
  all: 0x17f7,
});

/** What a mapping shows, and what may ever be done with it. */
interface Shown {
  readonly file?: MappedPart | undefined;
  readonly maximum: number;
}

/** mmap(2), as sys_mmap and uvm_mmap of OpenBSD do it (sys/uvm/uvm_mmap.c). */
function map(call: Call): CallResult {
  const { memory } = call.process;
  const bits = checkedProtection(call.argument(2));
  const flags = checkedFlags(call.int(3));
  // The offset need not be whole pages: the answer then is as far into the first page.
  const { address: position, size, offset } = pagesOf(BigInt.asUintN(64, call.argument(6)), call.argument(1));
  const fixed = (flags & mapFlag.fixed) !== 0;
  const address = fixed
    ? fixedAddress(BigInt.asUintN(64, call.argument(0) - offset), size)
    : hintedAddress(memory, call.argument(0), flags);
  const { file, maximum } = (flags & mapFlag.anonymous) === 0 ? fileFor(call, bits, flags, position) : anonymous(call);
  if (size === 0n) {
    return value(address + offset);
  }
  const shared = (flags & mapFlag.shared) !== 0;
  const inheritance = shared ? "share" : "copy";
  return value(memory.map({ address, size, fixed, protection: bits, maximum, inheritance, file }) + offset);
}

function checkedFlags(given: number): number {
  const flags = (given & mapFlag.copy) === 0 ? given : (given & ~mapFlag.copy) | mapFlag.private;
  const both = mapFlag.shared | mapFlag.private;
  if ((given & ~mapFlag.all) !== 0 || (flags & both) === both) {
    throw new CallError("EINVAL");
  }
  return flags;
}

function fixedAddress(address: bigint, size: bigint): bigint {
  if (address !== pageUp(address) || address < userStart || address + size > userEnd) {
    throw new CallError("EINVAL");
  }
  return address;
}

/** Where to begin to look: where the program says, if that is not below its heap. */
function hintedAddress(memory: AddressSpace, hint: bigint, flags: number): bigint {
  const belowHeap = hint < memory.data.start && (flags & mapFlag.tryFixed) === 0;
  return hint === 0n || belowHeap ? memory.usualHint : pageUp(hint);
}

function anonymous(call: Call): Shown {
  if (call.argument(4) !== -1n) {
    throw new CallError("EINVAL");
  }
  return { maximum: protection.all };
}

function fileFor(call: Call, bits: number, flags: number, position: bigint): Shown {
  const file = call.process.files.get(call.int(4));
  if (zeroDevice(file)) {
    return { maximum: protection.all };
  }
  const shared = (flags & mapFlag.shared) !== 0;
  // A copy of one's own can always be written. The file must be open for reading, as POSIX has it: pages are read.
  const maximum = shared && !file.writable ? protection.all & ~protection.write : protection.all;
  if (!file.readable || (bits & ~maximum) !== 0) {
    throw new CallError("EACCES");
  }
  if (position > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new CallError("EINVAL");
  }
  const writes = shared && file.writable;
  return { maximum, file: { file: mappableFile(file, writes), offset: Number(position), shared } };
}

/** mquery(2): where a mapping could be. */
function query(call: Call): CallResult {
  const { memory } = call.process;
  checkedProtection(call.argument(2));
  if (call.int(4) >= 0) {
    call.process.files.get(call.int(4));
  }
  const { address, size } = pagesOf(call.argument(0), call.argument(1));
  const start = address === 0n ? memory.usualHint : address;
  const found = memory.findSpace(start, size);
  if ((call.int(3) & mapFlag.fixed) !== 0 && found !== start) {
    throw new CallError("EINVAL");
  }
  if (found === undefined) {
    throw new CallError("ENOMEM");
  }
  return value(found);
}

const parameters = ["pointer", "ulong", "flags", "flags", "int", "padding", "long"] as const;

/** The calls that choose addresses. */
export const mappingCalls: readonly SystemCall[] = Object.freeze([
  { number: 197, name: "mmap", parameters, run: map },
  { number: 286, name: "mquery", parameters, run: query },
]);
