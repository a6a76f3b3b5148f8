import { workspace, type Workspace } from "../gen/workspace.js";

/**
 * Writes a port of many routines, in the style of targets/openbsd-amd64: system calls by hand and as stubs, loops, locks,
 * structs on the stack, errata. Names and numbers differ from routine to routine, as in a port that people wrote, so that
 * the type checker can take nothing over from one to the next.
 */
export function largePort(routines: number): Workspace {
  const files: Record<string, string> = {
    "tables.ts": tables(Math.max(60, Math.ceil(routines / 8))),
  };
  const modules = Math.ceil(routines / perModule);
  for (let module = 0; module < modules; module++) {
    const names = Array.from({ length: Math.min(perModule, routines - module * perModule) }, (_, index) => index);
    files[`routines/part${String(module)}.ts`] = [
      imports,
      ...names.map((index) => describedRoutine(module * perModule + index)),
      `export const part${String(module)} = [${names.map((index) => `r${String(module * perModule + index)}`).join(", ")}];`,
      "",
    ].join("\n");
  }
  const all = Array.from({ length: modules }, (_, module) => module);
  files["port.ts"] = [
    'import { assemblyUnit, definitions, port } from "portwright/dsl";',
    'import { errata, kernel, Timespec, Timeval } from "./tables.js";',
    ...all.map((module) => `import { part${String(module)} } from "./routines/part${String(module)}.js";`),
    `const unit = assemblyUnit({ includes: [], routines: [${all.map((module) => `...part${String(module)}`).join(", ")}] });`,
    "const defined = definitions({ constants: kernel, types: [Timeval, Timespec] });",
    'export default port({ name: "large", title: "many routines", errata, outputs: [',
    '  { kind: "plan9-assembly", path: "sys.s", unit },',
    '  { kind: "godefs-header", path: "defs.h", definitions: defined },',
    "] });",
    "",
  ].join("\n");
  return workspace(files);
}

const perModule = 40;

const imports = `import {
  ADDQ, AX, BX, CALL, CMPQ, CMPXCHGQ, CX, DECQ, DI, DX, JCC, JEQ, JMP, JNE, LEAQ, LOCK, MOVB, MOVL, MOVQ, NEGL, NEGQ, PAUSE, R10, R8,
  R9, RET, SI, SP, SUBQ, SYSCALL, XORL, addressOf, at, byte, calls, cannotFail, crash, erratum, field, ignored, inOrder,
  int32, int64, kernelWrote, negatedErrno, none, onError, pointer, retype, returnsNothing, routine, scratch, stores,
  syscallStub, uint32, uint64, uintptr, zeroExtended,
} from "portwright/dsl";
import { kernel, narrow, notok, sys, Timeval } from "../tables.js";
export const common = [ADDQ, CMPQ, JMP, XORL, addressOf];
`;

/** System calls, constants and structs, more of them in a port of more routines. */
function tables(calls: number): string {
  const numbers = Array.from({ length: calls }, (_, index) => index);
  return `import {
  constants, declareErratum, external, int32, int64, padding, pointer, struct, systemCall, systemCalls, uint64, voidType,
} from "portwright/dsl";

export const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64 }, { size: 16, align: 8, offsets: { tv_sec: 0, tv_usec: 8 } });
export const Timespec = struct("Timespec", { tv_sec: int64, tv_nsec: int64 });
export const notok = external("runtime·notok");
export const narrow = declareErratum("narrow", "reads 8 bytes of a 4-byte argument", "The upper half is somebody else's.");
export const errata = [narrow];
export const kernel = constants({
${numbers.map((index) => `  FLAG_${String(index)}: ${String(index * 37 + 1)},`).join("\n")}
});
export const sys = systemCalls({
${numbers
  .map((index) => {
    const name = `call${String(index)}`;
    const number = String(index + 1);
    switch (index % 4) {
      case 0:
        return `  /** ${number}: \`ssize_t ${name}(int fd, const void *buf, size_t nbyte)\`. */\n  ${name}: systemCall(${number}, int64, { fd: int32, buf: pointer(voidType), nbyte: uint64 }, { errors: [4, 9, 22] }),`;
      case 1:
        return `  /** ${number}: \`int ${name}(void *addr, size_t len)\`. */\n  ${name}: systemCall(${number}, int32, { addr: pointer(voidType), len: uint64 }, { errors: [22] }),`;
      case 2:
        return `  /** ${number}: \`void *${name}(void *addr, size_t len, int prot, int flags, int fd, long pad, off_t offset)\`. */\n  ${name}: systemCall(${number}, pointer(voidType), { addr: pointer(voidType), len: uint64, prot: int32, flags: int32, fd: int32, pad: padding, offset: int64 }),`;
      default:
        return `  /** ${number}: \`int ${name}(struct timeval *tp, void *tzp)\`. */\n  ${name}: systemCall(${number}, int32, { tp: pointer(Timeval), tzp: pointer(voidType) }, { errors: [14], writes: { tp: Timeval.size } }),`;
    }
  })
  .join("\n")}
});
`;
}

/** One of seven kinds, with names of its own. */
function describedRoutine(index: number): string {
  const name = `runtime·routine${String(index)}`;
  const head = `\n/** Routine ${String(index)}. */\nexport const r${String(index)} = `;
  const call = (kind: number): string => `sys.call${String((index * 4 + kind) % 60)}`;
  const flag = `kernel.FLAG_${String(index % 60)}`;
  switch (index % 7) {
    case 0:
      return `${head}routine("${name}", {
  doc: "${name}(2). What the kernel leaves in AX goes back to the caller.",
  args: { fd: int32, buf: pointer(byte), nbyte${String(index)}: int32 },
  returns: int32, frame: none,
  contract: ({ fd, buf, nbyte${String(index)} }) => calls(${call(0)}, { fd, buf, nbyte: zeroExtended(nbyte${String(index)}) }, onError(ignored)),
}, ({ fd, buf, nbyte${String(index)} }) => [
  MOVL(fd, DI), MOVQ(buf, SI), MOVL(nbyte${String(index)}, DX), MOVL(${call(0)}, AX), SYSCALL(), RET(),
]);`;
    case 1:
    case 2:
      return `${head}syscallStub("${name}", ${call(1)}, { addr: pointer(byte), len: uintptr }, onError(crash(notok)), { doc: "Unmaps." });`;
    case 3:
      return `${head}routine("${name}", {
  doc: "mmap(2).",
  args: { addr: pointer(byte), len: uintptr, prot: int32, flags: int32, fd: int32, off${String(index)}: uint32 },
  returns: pointer(byte), frame: 0, labels: ["ok${String(index)}"],
  contract: ({ addr, len, prot, flags, fd, off${String(index)} }) =>
    calls(${call(2)}, { addr, len, prot, flags, fd, offset: zeroExtended(off${String(index)}) }, onError(negatedErrno)),
}, ({ addr, len, prot, flags, fd, off${String(index)} }, { ok${String(index)} }) => [
  MOVQ(addr, DI), MOVQ(len, SI), MOVL(prot, DX), MOVL(flags, R10), MOVL(fd, R8),
  erratum(narrow, { original: [MOVQ(retype(off${String(index)}, uint64), R9)], corrected: [MOVL(off${String(index)}, R9)] }),
  SUBQ(16, SP), MOVQ(R9, at(SP, 8)), MOVQ(0, R9), MOVL(${call(2)}, AX), SYSCALL(), JCC(ok${String(index)}), NEGQ(AX), ok${String(index)},
  ADDQ(16, SP), RET(),
]);`;
    case 4:
      return `${head}routine("${name}", {
  doc: "Stores the time of day.",
  args: { sec: pointer(int64), usec${String(index)}: pointer(int32) }, frame: 32,
  contract: ({ sec, usec${String(index)} }) => inOrder(
    calls(${call(3)}, { tp: scratch(Timeval.size), tzp: 0 }, onError(cannotFail("its only error is a bad address"))),
    stores(sec, int64, kernelWrote(0, "tp", Timeval, "tv_sec")),
    stores(usec${String(index)}, int32, kernelWrote(0, "tp", Timeval, "tv_usec")),
    returnsNothing,
  ),
}, ({ sec, usec${String(index)} }) => [
  LEAQ(at(SP, 8), DI), MOVQ(0, SI), MOVL(${call(3)}, AX), SYSCALL(), MOVQ(field(Timeval, "tv_sec", at(SP, 8)), BX), MOVQ(sec, DI),
  MOVQ(BX, at(DI)), MOVL(retype(field(Timeval, "tv_usec", at(SP, 8)), int32), BX), MOVQ(usec${String(index)}, DI), MOVL(BX, at(DI)), RET(),
]);`;
    case 5:
      return `${head}routine("${name}", {
  doc: "Takes a lock, or spins.",
  args: { lock${String(index)}: pointer(uint64), old: uint64, new: uint64 }, frame: none, labels: ["again", "done"],
}, ({ lock${String(index)}, old, new: wanted }, { again, done }) => [
  MOVQ(lock${String(index)}, BX), again, MOVQ(old, AX), MOVQ(wanted, CX), LOCK(), CMPXCHGQ(CX, at(BX)), JEQ(done), PAUSE(), MOVL(${flag}, DX),
  JNE(again), CALL(notok), done, RET(),
]);`;
    default:
      return `${head}routine("${name}", {
  doc: "Copies bytes, the last first.",
  args: { to: pointer(byte), from: pointer(byte), n${String(index)}: uintptr }, returns: int32, frame: 8, labels: ["next", "end"],
}, ({ to, from, n${String(index)} }, { next, end }) => [
  MOVQ(to, DI), MOVQ(from, SI), MOVQ(n${String(index)}, CX), next, CMPQ(CX, 0), JEQ(end), DECQ(CX), MOVB(at(SI, ${String(index % 100)}, CX, 1), AX),
  MOVB(AX, at(DI, ${String(index % 100)}, CX, 1)), JMP(next), end, XORL(AX, AX), ADDQ(${flag}, AX), NEGL(AX), MOVL(${String(index * 1000)}, AX), RET(),
]);`;
  }
}
