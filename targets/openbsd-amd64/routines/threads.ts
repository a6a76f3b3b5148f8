import {
  ADDQ,
  AX,
  CALL,
  CMPL,
  DI,
  JCC,
  JEQ,
  JMP,
  LEAQ,
  MOVL,
  MOVQ,
  NEGL,
  NEGQ,
  R12,
  R8,
  R9,
  RET,
  SI,
  SP,
  SYSCALL,
  at,
  calls,
  repeats,
  returnsNothing,
  uint64,
  switchesStack,
  stores,
  setsWord,
  scratch,
  resultOf,
  preserving,
  plus,
  inChild,
  entryRegister,
  cannotFail,
  callsRoutine,
  comment,
  crash,
  erratum,
  get_tls,
  CX,
  ignored,
  inOrder,
  int32,
  int64,
  negatedErrno,
  onError,
  pointer,
  routine,
  syscallStub,
  voidType,
} from "portwright/dsl";
import { errnoNegation, threadFunctionTwice, threxitArgument } from "../errata.js";
import { G, M, g, m, m_procid, m_tls, stackcheck, threadFunction, tlsSize } from "../runtime.js";
import { AMD64_SET_FSBASE, sys } from "../system-calls.js";
import { Timespec } from "../types.js";
import { notok } from "./crash.js";

/** sysarch(2): puts the FS base above the thread-local words. Takes their address in DI. */
export const settls = routine(
  "runtime·settls",
  {
    doc: "settls makes the words at DI the thread-local ones: g and m are read below the FS base.",
    frame: 8,
    labels: ["ok"],
    contract: () =>
      preserving(
        [R8, R9, R12],
        inOrder(
          calls(
            sys.sysarch,
            { op: AMD64_SET_FSBASE, parms: scratch(8, plus(entryRegister(DI), tlsSize)) },
            onError(crash(notok)),
          ),
          returnsNothing,
        ),
      ),
  },
  (_, { ok }) => [
    ADDQ(tlsSize, DI),
    MOVQ(DI, at(SP, 0)),
    MOVQ(SP, SI),
    MOVQ(AMD64_SET_FSBASE, DI),
    MOVQ(sys.sysarch, AX),
    SYSCALL(),
    JCC(ok),
    CALL(notok),
    ok,
    RET(),
  ],
);

/** rfork(2) with a stack, a thread and a goroutine for the child. */
export const rfork_thread = routine(
  "runtime·rfork_thread",
  {
    doc: "rfork_thread starts a thread that runs fn as goroutine g of thread m, on the stack given.\nThe parent gets the new thread's id, or a negative errno.",
    args: { flags: int32, stack: pointer(voidType), mm: pointer(M), gg: pointer(G), fn: pointer(threadFunction) },
    returns: int64,
    frame: 0,
    labels: ["forked", "child", "call_fn", "end_thread"],
    contract: ({ flags, stack, mm, gg, fn }) =>
      inOrder(
        calls(sys.rfork, { flags }, onError(negatedErrno)),
        inChild(
          switchesStack(stack),
          calls(sys.getthrid, {}, onError(cannotFail("it fails only where rfork has failed too"))),
          stores(plus(mm, 64), uint64, resultOf(1)),
          callsRoutine(settls, { registers: { DI: plus(mm, 80) }, preserves: [R8, R9, R12] }),
          setsWord(m(CX), mm),
          setsWord(g(CX), gg),
          callsRoutine(stackcheck, { preserves: [R12] }),
          callsRoutine(fn),
          calls(sys.threxit, { notdead: 0 }, onError(ignored)),
          repeats,
        ),
      ),
  },
  ({ flags, stack, mm, gg, fn }, { forked, child, call_fn, end_thread }) => [
    MOVL(flags, DI),
    MOVQ(stack, SI),
    comment("The child cannot read these from the parent's stack."),
    MOVQ(mm, R8),
    MOVQ(gg, R9),
    MOVQ(fn, R12),
    MOVL(sys.rfork, AX),
    SYSCALL(),
    JCC(forked),
    erratum(errnoNegation, { original: [NEGL(AX)], corrected: [NEGQ(AX)] }),
    RET(),
    forked,
    comment("AX is 0 in the child."),
    CMPL(AX, 0),
    JEQ(child),
    RET(),
    child,
    MOVQ(SI, SP),
    MOVL(sys.getthrid, AX),
    SYSCALL(),
    MOVQ(AX, m_procid(R8)),
    LEAQ(m_tls(R8), DI),
    CALL(settls),
    get_tls(CX),
    MOVQ(R8, m(CX)),
    MOVQ(R9, g(CX)),
    CALL(stackcheck),
    call_fn,
    CALL(R12),
    comment("fn is not supposed to return."),
    end_thread,
    erratum(threxitArgument, { original: [], corrected: [MOVL(0, DI)] }),
    MOVL(sys.threxit, AX),
    SYSCALL(),
    erratum(threadFunctionTwice, { original: [JMP(call_fn)], corrected: [JMP(end_thread)] }),
  ],
);

/** sched_yield(2). */
export const sys_sched_yield = syscallStub("runtime·sys_sched_yield", sys.sched_yield, {}, onError(ignored), {
  doc: "sched_yield(2).",
  frame: 0,
});

/** thrsleep(2). */
export const sys_thrsleep = syscallStub(
  "runtime·sys_thrsleep",
  sys.thrsleep,
  { ident: pointer(voidType), clock: int32, timeout: pointer(Timespec), lock: pointer(voidType) },
  onError(ignored),
  { doc: "thrsleep(2): sleeps on ident until woken, or until the time comes; unlocks lock first.", frame: 0 },
);

/** thrwakeup(2). */
export const sys_thrwakeup = syscallStub(
  "runtime·sys_thrwakeup",
  sys.thrwakeup,
  { ident: pointer(voidType), n: int32 },
  onError(ignored),
  { doc: "thrwakeup(2): wakes n threads that sleep on ident, all of them for 0.", frame: 0 },
);
