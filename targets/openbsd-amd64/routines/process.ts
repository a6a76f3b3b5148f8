import {
  AX,
  CALL,
  DI,
  JCS,
  MOVL,
  MOVQ,
  RET,
  SYSCALL,
  calls,
  erratum,
  giveUp,
  returnsNothing,
  ignored,
  inOrder,
  int32,
  mustNotReturn,
  none,
  onError,
  resultOf,
  routine,
  SI,
  syscallStub,
} from "portwright/dsl";
import { kernel } from "../constants.js";
import { getthridUnchecked, threxitArgument } from "../errata.js";
import { sys } from "../system-calls.js";
import { notok } from "./crash.js";

/** exit(2). */
export const exit = syscallStub("runtime·exit", sys.exit, { status: int32 }, onError(mustNotReturn(notok)), {
  doc: "exit ends the process. It does not come back.",
});

/** threxit(2): ends the thread. */
export const exit1 = routine(
  "runtime·exit1",
  {
    doc: "exit1 ends the calling thread. It does not come back.",
    frame: none,
    contract: () => calls(sys.threxit, { notdead: 0 }, onError(mustNotReturn(notok))),
  },
  () => [
    erratum(threxitArgument, { original: [], corrected: [MOVL(0, DI)] }),
    MOVL(sys.threxit, AX),
    SYSCALL(),
    CALL(notok),
    RET(),
  ],
);

/** kill(2) of the calling thread, with SIGPIPE. */
export const raisesigpipe = routine(
  "runtime·raisesigpipe",
  {
    doc: "raisesigpipe sends SIGPIPE to the calling thread.",
    frame: 16,
    labels: ["done"],
    contract: () =>
      inOrder(
        calls(sys.getthrid, {}, onError(giveUp)),
        calls(sys.kill, { pid: resultOf(0), signum: kernel.SIGPIPE }, onError(ignored)),
        returnsNothing,
      ),
  },
  (_, { done }) => [
    MOVL(sys.getthrid, AX),
    SYSCALL(),
    erratum(getthridUnchecked, { original: [], corrected: [JCS(done)] }),
    MOVQ(AX, DI),
    MOVQ(kernel.SIGPIPE, SI),
    MOVL(sys.kill, AX),
    SYSCALL(),
    done,
    RET(),
  ],
);
