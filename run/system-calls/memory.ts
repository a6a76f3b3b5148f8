import { largestData, pageSize, pageUp, userEnd, userStart } from "../memory/layout.js";
import { protection } from "../memory/protection.js";
import type { Inheritance } from "../memory/region.js";
import { mappingCalls } from "./map-memory.js";
import type { PageRange } from "./memory-range.js";
import { checkedProtection, pagesOf, pagesWithoutWrap } from "./memory-range.js";
import type { CallResult } from "./result.js";
import { CallError, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** What has worked and has nothing to tell. */
const worked = value(0);

/** munmap(2): all of it must be mapped. */
function unmap(call: Call): CallResult {
  const { memory } = call.process;
  const { address, size } = pagesWithoutWrap(call.argument(0), call.argument(1));
  if (size === 0n) {
    return worked;
  }
  if (address < userStart || address + size > userEnd || !memory.covers(address, size)) {
    throw new CallError("EINVAL");
  }
  memory.unmap(address, size);
  return worked;
}

/** mprotect(2): what is not mapped is passed over. */
function protect(call: Call): CallResult {
  const bits = checkedProtection(call.argument(2));
  const { address, size } = withinUser(pagesWithoutWrap(call.argument(0), call.argument(1)));
  call.process.memory.protect(address, size, bits);
  return worked;
}

const inheritances: readonly Inheritance[] = ["share", "copy", "none"];

/** minherit(2). */
function inherit(call: Call): CallResult {
  const { address, size } = withinUser(pagesWithoutWrap(call.argument(0), call.argument(1)));
  const inheritance = inheritances[call.int(2)];
  if (inheritance === undefined) {
    throw new CallError("EINVAL");
  }
  call.process.memory.inherit(address, size, inheritance);
  return worked;
}

const advice = Object.freeze({ normal: 0, random: 1, sequential: 2, willNeed: 3, notNeeded: 4, free: 6 });

/** madvise(2). */
function advise(call: Call): CallResult {
  const range = pagesWithoutWrap(call.argument(0), call.argument(1));
  switch (call.int(2)) {
    case advice.normal:
    case advice.random:
    case advice.sequential:
    case advice.willNeed:
      return worked;
    case advice.notNeeded:
      demandMapped(call, range, "EFAULT");
      return worked;
    case advice.free:
      demandMapped(call, range, "EFAULT");
      call.process.memory.discard(range.address, range.size);
      return worked;
    default:
      throw new CallError("EINVAL");
  }
}

const syncFlag = Object.freeze({ asynchronous: 1, synchronous: 2, invalidate: 4, all: 7 });

/** msync(2). */
function synchronize(call: Call): CallResult {
  const range = pagesWithoutWrap(call.argument(0), call.argument(1));
  const flags = call.int(2);
  const both = syncFlag.asynchronous | syncFlag.synchronous;
  if (flags === 0 || (flags & ~syncFlag.all) !== 0 || (flags & both) === both) {
    throw new CallError("EINVAL");
  }
  demandMapped(call, range, "EFAULT");
  call.process.memory.synchronize(range.address, range.size);
  return worked;
}

/** mlock(2) and munlock(2): nothing is ever moved out, so that there is nothing to do. */
function lock(call: Call): CallResult {
  demandMapped(call, pagesWithoutWrap(call.argument(0), call.argument(1)), "ENOMEM");
  return worked;
}

/** MCL_CURRENT and MCL_FUTURE. */
const lockFlags = 3;

function lockAll(call: Call): CallResult {
  const flags = call.int(0);
  if (flags === 0 || (flags & ~lockFlags) !== 0) {
    throw new CallError("EINVAL");
  }
  return worked;
}

/** The pages from which on mincore(2) finds a question too big. */
const mostPages = 0xfffffn;

/** mincore(2): all that is mapped is in memory. */
function inCore(call: Call): CallResult {
  const { memory } = call.process;
  const [address, vector] = [call.argument(0), call.argument(2)];
  const { size, offset } = pagesOf(address, call.argument(1));
  if (offset !== 0n || size === 0n || address + size >= 1n << 64n) {
    throw new CallError("EINVAL");
  }
  const pages = size / BigInt(pageSize);
  if (pages >= mostPages) {
    throw new CallError("E2BIG");
  }
  // As the kernel does it: first the place for the answer is made sure of.
  const answer = new Uint8Array(Number(pages)).fill(1);
  if (memory.accessible(vector, answer.length, "write") === answer.length) {
    demandMapped(call, { address, size, offset }, "ENOMEM");
  }
  memory.write(vector, answer);
  return worked;
}

/** break(2): sets the end of the data segment. */
function setBreak(call: Call): CallResult {
  const { memory } = call.process;
  const { start, end: old } = memory.data;
  const end = pageUp(call.argument(0));
  if (end < start || end - start > largestData) {
    throw new CallError("ENOMEM");
  }
  if (end > old) {
    if (memory.findSpace(old, end - old) !== old) {
      throw new CallError("ENOMEM");
    }
    memory.map({ address: old, size: end - old, protection: protection.read | protection.write });
  } else {
    memory.unmap(end, old - end);
  }
  memory.setData(start, end);
  return worked;
}

/** What of the pages a program can have. */
function withinUser(range: PageRange): PageRange {
  const start = range.address < userEnd ? range.address : userEnd;
  const end = range.address + range.size;
  return { ...range, address: start, size: (end < userEnd ? end : userEnd) - start };
}

function demandMapped(call: Call, range: PageRange, errno: "EFAULT" | "ENOMEM"): void {
  const { address, size } = withinUser(range);
  if (size !== range.size || !call.process.memory.covers(address, size)) {
    throw new CallError(errno);
  }
}

const range = ["pointer", "ulong"] as const;

/** The calls of a program about its memory. */
export const memoryCalls: readonly SystemCall[] = Object.freeze([
  ...mappingCalls,
  { number: 17, name: "break", parameters: ["pointer"], run: setBreak },
  { number: 73, name: "munmap", parameters: range, run: unmap },
  { number: 74, name: "mprotect", parameters: [...range, "flags"], run: protect },
  { number: 75, name: "madvise", parameters: [...range, "int"], run: advise },
  { number: 78, name: "mincore", parameters: [...range, "pointer"], run: inCore },
  { number: 203, name: "mlock", parameters: range, run: lock },
  { number: 204, name: "munlock", parameters: range, run: lock },
  { number: 250, name: "minherit", parameters: [...range, "int"], run: inherit },
  { number: 256, name: "msync", parameters: [...range, "flags"], run: synchronize },
  { number: 271, name: "mlockall", parameters: ["flags"], run: lockAll },
  { number: 272, name: "munlockall", parameters: [], run: () => worked },
]);
