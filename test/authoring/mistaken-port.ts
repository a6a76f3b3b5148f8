import type { MarkedDescription, Mistake } from "./marked-mistakes.js";
import { withoutMarks } from "./marked-mistakes.js";

/** A description that is right but for the mistake. */
const opening = `import {
  ADDQ, AX, BX, CALL, CMPQ, CX, DI, DX, JEQ, JMP, LEAQ, LOCK, MOVL, MOVQ, PUSHQ, RET, SHLQ, SI, SP, SUBQ, SYSCALL, XCHGL,
  assemblyUnit, at, byte, calls, callsRoutine, constants, crash, declareErratum, erratum, external, field, ignored, inChild, inOrder, int32, int64, localLabel,
  none, onError, pointer, port, repeats, resultOf, returns, returnsNothing, routine, struct, syscallStub, systemCall, systemCalls, threadLocalWord, uint64,
  uintptr, voidType,
} from "portwright/dsl";
import type { Routine } from "portwright/dsl";

const sys = systemCalls({
  write: systemCall(4, int64, { fd: int32, buf: pointer(voidType), nbyte: uint64 }),
  munmap: systemCall(73, int32, { addr: pointer(voidType), len: uint64 }),
});
const kernel = constants({ PROT_READ: 1 });
const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64 });
const g = threadLocalWord("g", -16);
const notok = external("runtime·notok");
const routines: Routine[] = [];
function use(described: Routine): void {
  routines.push(described);
}
`;

const closing = `
export default port({
  name: "mistaken",
  title: "a port with a mistake",
  errata: [],
  outputs: [{ kind: "plan9-assembly", path: "sys.s", unit: assemblyUnit({ includes: [], routines }) }],
});
export const mentioned = [
  ADDQ, AX, BX, CALL, CMPQ, CX, DI, DX, JEQ, JMP, LEAQ, LOCK, MOVL, MOVQ, PUSHQ, RET, SHLQ, SI, SP, SUBQ, SYSCALL, XCHGL,
  at, byte, calls, callsRoutine, crash, declareErratum, erratum, field, g, ignored, inChild, inOrder, kernel, localLabel, none, notok, onError, repeats, resultOf, returns, returnsNothing, routine, struct,
  syscallStub, sys, Timeval, uintptr, use,
];
`;

/** A port whose only routine has the mistake in its body. */
export function inBody({ code }: Mistake): MarkedDescription {
  return describeWith(`use(routine("runtime·x", {
  args: { fd: int32, buf: pointer(byte) }, frame: 16, labels: ["done", "elsewhere"],
}, ({ fd, buf }, { done, elsewhere }) => [
  ${code},
  done,
  MOVL(fd, DI), MOVQ(buf, SI),
  RET(),
  ...(elsewhere === undefined ? [] : []),
]));`);
}

/** A port with `code` in it. */
export function describeWith(code: string): MarkedDescription {
  return withoutMarks(`${opening}${code}${closing}`);
}
