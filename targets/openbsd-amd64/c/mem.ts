import type { CText, Reference } from "portwright/dsl";
import {
  byte,
  c,
  cFile,
  cFunction,
  cast,
  enumeration,
  erratum,
  int32,
  nil,
  or,
  pointer,
  typed,
  uintptr,
  voidType,
} from "portwright/dsl";
import { kernel } from "../constants.js";
import { errno } from "../errno.js";
import { sysallocCounts, sysallocErrorCheck, sysmapErrorCheck, sysreserveErrorCheck } from "../errata.js";
import { defsHeader, mallocHeader, osHeader, runtimeHeader } from "./headers.js";
import { mmap, mstats, munmap, printf, throws } from "./runtime.js";

const anything = pointer(voidType);
const readWriteExecute = or(kernel.PROT_READ, kernel.PROT_WRITE, kernel.PROT_EXEC);
const anonymous = or(kernel.MAP_ANON, kernel.MAP_PRIVATE);

/** Did mmap fail? Errnos come back negated, and the kernel has none above 4095. */
function isErrno(result: Reference): CText {
  return c`${cast(uintptr, result)} >= (uintptr)-4095`;
}

const SysAlloc = cFunction(
  "runtime·SysAlloc",
  {
    doc: "SysAlloc gets n bytes of zeroed memory from the system, anywhere; nil where there are none.",
    returns: anything,
    params: { n: uintptr },
    locals: { v: pointer(byte) },
  },
  ({ n, v }, returns) => c`
    ${erratum(sysallocCounts, { original: [c`${mstats.sys} += ${n};`], corrected: [] })}
    ${v} = ${mmap({ addr: nil, len: n, prot: readWriteExecute, flags: anonymous, fd: -1, off: 0 })};
    ${erratum(sysallocErrorCheck, {
      original: [c`if(${v} < (byte*)4096)`],
      corrected: [c`if(${isErrno(v)})`],
    })}
      ${returns(nil)};
    ${erratum(sysallocCounts, { original: [], corrected: [c`${mstats.sys} += ${n};`] })}
    ${returns(v)};
  `,
);

const SysUnused = cFunction(
  "runtime·SysUnused",
  {
    doc: "SysUnused may tell the system that the contents of this memory are not needed any more. It does not, yet.",
    params: { v: anything, n: uintptr },
  },
  ({ v, n }) => c`
    USED(${v});
    USED(${n});
  `,
);

const SysFree = cFunction(
  "runtime·SysFree",
  {
    doc: "SysFree gives memory back to the system.",
    params: { v: anything, n: uintptr },
  },
  ({ v, n }) => c`
    ${mstats.sys} -= ${n};
    ${munmap({ addr: v, len: n })};
  `,
);

const SysReserve = cFunction(
  "runtime·SysReserve",
  {
    doc: "SysReserve reserves n bytes of address space at v, or elsewhere; SysMap maps them when they are needed.",
    returns: anything,
    params: { v: anything, n: uintptr },
    locals: { p: anything },
  },
  ({ v, n, p }, returns) => c`
    // Where pointers have 64 bits the space asked for is so large that ulimit -v would
    // count it and refuse. It is assumed to be free instead, and SysMap looks whether it was.
    if(sizeof(void*) == 8)
      ${returns(v)};
    ${erratum(sysreserveErrorCheck, {
      original: [c`${returns(reserve(v, n))};`],
      corrected: [
        c`
          ${p} = ${reserve(v, n)};
          if(${isErrno(p)})
            ${returns(nil)};
          ${returns(p)};
        `,
      ],
    })}
  `,
);

/** Address space without memory behind it. */
function reserve(v: Reference<typeof anything>, n: Reference<typeof uintptr>): ReturnType<typeof mmap> {
  return mmap({ addr: v, len: n, prot: kernel.PROT_NONE, flags: anonymous, fd: -1, off: 0 });
}

const SysMap = cFunction(
  "runtime·SysMap",
  {
    doc: "SysMap puts memory behind n bytes of address space at v that SysReserve has reserved.",
    params: { v: anything, n: uintptr },
    locals: { p: anything },
  },
  ({ v, n, p }) => c`
    ${mstats.sys} += ${n};

    if(sizeof(void*) == 8) {
      // Nothing was reserved, so without MAP_FIXED: what is there by now stays.
      ${p} = ${mmap({ addr: v, len: n, prot: readWriteExecute, flags: anonymous, fd: -1, off: 0 })};
      if(${p} == (void*)-${errno.ENOMEM})
        ${throws("runtime: out of memory")};
      ${erratum(sysmapErrorCheck, {
        original: [],
        corrected: [
          c`
            if(${isErrno(p)}) {
              ${printf("runtime: cannot map %p: errno %d\n", v, typed(int32, c`(int32)-${cast(uintptr, p)}`))};
              ${throws("runtime: cannot map pages in arena address space")};
            }
          `,
        ],
      })}
      if(${p} != ${v}) {
        ${printf("runtime: address space conflict: map(%p) = %p\n", v, p)};
        ${throws("runtime: address space conflict")};
      }
      return;
    }

    ${p} = ${mmap({
      addr: v,
      len: n,
      prot: readWriteExecute,
      flags: or(kernel.MAP_ANON, kernel.MAP_FIXED, kernel.MAP_PRIVATE),
      fd: -1,
      off: 0,
    })};
    if(${p} != ${v})
      ${throws("runtime: cannot map pages in arena address space")};
  `,
);

/** mem.c: where the allocator gets its memory. */
export const memSource = cFile({
  doc: "Where the allocator gets its memory.",
  includes: [runtimeHeader, defsHeader, osHeader, mallocHeader],
  items: [enumeration("Errors that are told apart.", errno.ENOMEM), SysAlloc, SysUnused, SysFree, SysReserve, SysMap],
});
