/**
 * A whole program in the language of descriptions: it writes `hello, world` and ends with status 0; where not all of it
 * went out, with 1. OpenBSD/amd64, without a runtime and without C. To see it run:
 *
 *     npx portwright link examples/hello -o hello
 *     npx portwright run hello
 *
 * `npx portwright verify examples/hello` shows that each routine does what its contract says, whatever the kernel answers.
 */
import {
  AX,
  BP,
  CMPQ,
  DI,
  DX,
  JCC,
  JMP,
  MOVBLZX,
  MOVL,
  MOVQ,
  RET,
  SETNE,
  SI,
  SYSCALL,
  addressOf,
  assemblyUnit,
  at,
  calls,
  constants,
  crash,
  crashesAt,
  data,
  int32,
  int64,
  mustNotReturn,
  none,
  onError,
  pointer,
  port,
  processEntry,
  resultOf,
  routine,
  systemCall,
  systemCalls,
  text,
  uint64,
  unequal,
  voidType,
} from "portwright/dsl";
import type { EquivalentMutants } from "portwright/dsl";

/** Descriptors, statuses and errors, as OpenBSD numbers them. */
const kernel = constants({ STDOUT: 1, EXIT_FAILURE: 1 });
const errno = constants({ EINTR: 4, EIO: 5, EBADF: 9, EFAULT: 14, EINVAL: 22, ENOSPC: 28, EPIPE: 32, EAGAIN: 35 });

/** The two system calls. The errors of write(2) are what `verify` lets it fail with. */
const sys = systemCalls({
  exit: systemCall(1, voidType, { status: int32 }, { errors: [], ends: true }),
  write: systemCall(
    4,
    int64,
    { fd: int32, buf: pointer(voidType), nbyte: uint64 },
    { errors: Object.values(errno).map(({ value }) => value) },
  ),
});

/** A constant of the program; `addressOf(greeting)` is where it lies, `greeting.size` how many bytes it has. */
const greeting = data("main·greeting", { doc: "What is said.", access: "read-only" }, text("hello, world\n"));

/** An address that no program maps. */
const badAddress = 0xf1;

const trap = routine(
  "main·trap",
  {
    doc: "trap crashes the program: the store goes to an address that is never mapped.",
    frame: none,
    contract: () => crashesAt(badAddress),
  },
  () => [MOVL(badAddress, BP), MOVQ(BP, at(BP)), RET()],
);

const fail = routine(
  "main·fail",
  {
    doc: "fail ends the program with status 1. It does not come back.",
    frame: none,
    contract: () => calls(sys.exit, { status: kernel.EXIT_FAILURE }, onError(mustNotReturn(trap))),
  },
  () => [MOVL(kernel.EXIT_FAILURE, DI), MOVL(sys.exit, AX), SYSCALL(), JMP(trap)],
);

const start = routine(
  "main·start",
  {
    doc: "start is where the kernel starts the program: it says hello, and exits with 0 if all of it was written.",
    frame: none,
    labels: ["written"],
    contract: () =>
      processEntry(
        calls(sys.write, { fd: kernel.STDOUT, buf: addressOf(greeting), nbyte: greeting.size }, onError(crash(fail))),
        calls(sys.exit, { status: unequal(resultOf(0), greeting.size) }, onError(mustNotReturn(trap))),
      ),
  },
  (_, { written }) => [
    MOVL(kernel.STDOUT, DI),
    MOVQ(addressOf(greeting), SI),
    MOVL(greeting.size, DX),
    MOVL(sys.write, AX),
    SYSCALL(),
    JCC(written),
    JMP(fail),
    written,
    CMPQ(AX, greeting.size),
    SETNE(AX),
    MOVBLZX(AX, DI),
    MOVL(sys.exit, AX),
    SYSCALL(),
    JMP(trap),
  ],
);

const unit = assemblyUnit({
  doc: "A program that says hello.",
  includes: [],
  routines: [start, fail, trap],
  data: [greeting],
});

/** Changes that nobody can tell from outside: `verify --mutate` finds them, people judge them. */
const equivalentMutants: readonly EquivalentMutants[] = [
  {
    routine: start.name,
    changes: ["cmpq $13, %rax -> cmpl $13, %eax", "cmpq $13, %rax -> cmpw $13, %ax", "cmpq $13, %rax -> cmpb $13, %al"],
    reason: "write(2) never says that it has written more than the 13 bytes that it was given.",
  },
  {
    routine: start.name,
    changes: ["setne %al -> the same twice"],
    reason: "It changes no flags: the second does what the first did.",
  },
  {
    routine: trap.name,
    changes: [/^movq %rbp, \(%rbp\) -> mov[bwlq] %\w+, \(%rbp\)$/],
    reason: "What is stored does not matter, nor how wide: the address faults.",
  },
];

export default port({
  name: "hello",
  title: "hello, world for OpenBSD/amd64",
  errata: [],
  equivalentMutants,
  outputs: [
    { kind: "plan9-assembly", path: "hello.s", unit },
    { kind: "gnu-assembly", path: "gnu/hello.s", unit },
    { kind: "elf-object", path: "gnu/hello.o", unit },
  ],
});
