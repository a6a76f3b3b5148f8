import {
  AX,
  BP,
  BX,
  CALL,
  DI,
  DX,
  JCC,
  MOVQ,
  R10,
  RET,
  SI,
  SP,
  SYSCALL,
  at,
  calls,
  voidType,
  setsWord,
  returnsNothing,
  pointee,
  inOrder,
  entryWord,
  entryRegister,
  callsRoutine,
  crash,
  get_tls,
  incompleteStruct,
  int32,
  none,
  onError,
  pointer,
  routine,
  syscallStub,
} from "portwright/dsl";
import { G, g, m, m_gsignal, sighandler } from "../runtime.js";
import { sys } from "../system-calls.js";
import { Siginfo, Sigaltstack } from "../types.js";
import { notok } from "./crash.js";

const sigactionType = incompleteStruct("sigaction");

/** sigaction(2). */
export const sigaction = syscallStub(
  "runtime·sigaction",
  sys.sigaction,
  { signum: int32, new: pointer(sigactionType), old: pointer(sigactionType) },
  onError(crash(notok)),
  { doc: "sigaction(2)." },
);

/** Where sigtramp keeps the interrupted goroutine while the handler runs, above the handler's four arguments. */
const savedG = at(SP, 40);

/** Entered by the kernel on the signal stack: calls the runtime's handler as the goroutine that handles signals. */
export const sigtramp = routine(
  "runtime·sigtramp",
  {
    doc: "sigtramp is entered by the kernel: the signal in DI, its Siginfo in SI, its context in DX.\nIt calls sighandler(sig, info, context, g) as the goroutine m->gsignal.",
    frame: 64,
    contract: () =>
      inOrder(
        setsWord(g(BX), pointee(entryWord(m(BX)), 72)),
        callsRoutine(sighandler, {
          stack: [
            { offset: 0, type: int32, value: entryRegister(DI) },
            { offset: 8, type: pointer(Siginfo), value: entryRegister(SI) },
            { offset: 16, type: pointer(voidType), value: entryRegister(DX) },
            { offset: 24, type: pointer(G), value: entryWord(g(BX)) },
          ],
        }),
        setsWord(g(BX), entryWord(g(BX))),
        returnsNothing,
      ),
  },
  () => [
    get_tls(BX),
    MOVQ(g(BX), R10),
    MOVQ(R10, savedG),
    MOVQ(m(BX), BP),
    MOVQ(m_gsignal(BP), BP),
    MOVQ(BP, g(BX)),
    MOVQ(DI, at(SP, 0)),
    MOVQ(SI, at(SP, 8)),
    MOVQ(DX, at(SP, 16)),
    MOVQ(R10, at(SP, 24)),
    CALL(sighandler),
    get_tls(BX),
    MOVQ(savedG, R10),
    MOVQ(R10, g(BX)),
    RET(),
  ],
);

/** sigaltstack(2). */
export const sigaltstack = routine(
  "runtime·sigaltstack",
  {
    doc: "sigaltstack(2).",
    args: { new: pointer(Sigaltstack), old: pointer(Sigaltstack) },
    frame: none,
    labels: ["ok"],
    contract: (args) => calls(sys.sigaltstack, args, onError(crash(notok))),
  },
  (args, { ok }) => [
    MOVQ(args.new, DI),
    MOVQ(args.old, SI),
    MOVQ(sys.sigaltstack, AX),
    SYSCALL(),
    JCC(ok),
    CALL(notok),
    ok,
    RET(),
  ],
);
