import {
  ADDQ,
  AX,
  DI,
  DX,
  JCC,
  MOVL,
  MOVQ,
  NEGL,
  NEGQ,
  R10,
  R8,
  R9,
  RET,
  SI,
  SP,
  SUBQ,
  SYSCALL,
  at,
  byte,
  calls,
  crash,
  erratum,
  int32,
  negatedErrno,
  onError,
  pointer,
  retype,
  routine,
  syscallStub,
  uint32,
  uint64,
  uintptr,
  zeroExtended,
} from "portwright/dsl";
import { errnoNegation, mmapOffsetWidth } from "../errata.js";
import { sys } from "../system-calls.js";
import { notok } from "./crash.js";

/** Room for the slot of a libc stub's return address and the seventh argument above it. */
const stackArguments = 16;

/** mmap(2), which has seven arguments: the last one lies on the stack. */
export const mmap = routine(
  "runtime·mmap",
  {
    doc: "mmap(2). The kernel reads seven arguments: a word of padding in R9, and the offset from the stack,\nabove the slot where a libc stub would have its return address.",
    args: { addr: pointer(byte), len: uintptr, prot: int32, flags: int32, fd: int32, off: uint32 },
    returns: pointer(byte),
    frame: 0,
    labels: ["ok"],
    contract: ({ addr, len, prot, flags, fd, off }) =>
      calls(sys.mmap, { addr, len, prot, flags, fd, offset: zeroExtended(off) }, onError(negatedErrno)),
  },
  ({ addr, len, prot, flags, fd, off }, { ok }) => [
    MOVQ(addr, DI),
    MOVQ(len, SI),
    MOVL(prot, DX),
    MOVL(flags, R10),
    MOVL(fd, R8),
    erratum(mmapOffsetWidth, { original: [MOVQ(retype(off, uint64), R9)], corrected: [MOVL(off, R9)] }),
    SUBQ(stackArguments, SP),
    MOVQ(R9, at(SP, 8)),
    MOVQ(0, R9),
    MOVL(sys.mmap, AX),
    SYSCALL(),
    JCC(ok),
    erratum(errnoNegation, { original: [NEGL(AX)], corrected: [NEGQ(AX)] }),
    ok,
    ADDQ(stackArguments, SP),
    RET(),
  ],
);

/** munmap(2); a failure means that the allocator's books are wrong. */
export const munmap = syscallStub(
  "runtime·munmap",
  sys.munmap,
  { addr: pointer(byte), len: uintptr },
  onError(crash(notok)),
  { doc: "munmap(2). A failure means that the allocator's books are wrong: crash.", frame: 0 },
);
