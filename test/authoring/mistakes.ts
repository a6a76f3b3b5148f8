import type { Mistake } from "./marked-mistakes.js";

/** In the body of a routine with the arguments fd (32 bits) and buf (a pointer): a node, or several. */
export const bodyMistakes: readonly Mistake[] = [
  {
    title: "a 32-bit argument read as 64 bits",
    code: "◆MOVQ(▸fd, DI)",
    types: /^MOVQ: the source is 32 bits wide, MOVQ takes 64: use MOVL, MOVLQSX or MOVLQZX, or retype\(\) it$/,
    generate: /MOVQ does not take fd \(32-bit argument\) as operand 1/,
  },
  {
    title: "a pointer read as 32 bits",
    code: "◆MOVL(▸buf, SI)",
    types: /^MOVL: the source is 64 bits wide, MOVL takes 32: use MOVQ, or retype\(\) it$/,
    generate: /MOVL does not take buf \(64-bit argument\) as operand 1/,
  },
  {
    title: "a 64-bit number for a 32-bit move",
    code: "◆MOVL(▸0x1_0000_0000, DI)",
    types: /^MOVL: the source does not fit: MOVL takes a number of 32 bits, MOVQ one of 64 bits$/,
    generate: /MOVL does not take \$4294967296 as operand 1/,
  },
  {
    title: "a 64-bit number where only its low 32 bits can be encoded",
    code: "◆ADDQ(▸0x1_0000_0000n, AX)",
    types: /^ADDQ: the source does not fit: ADDQ takes a signed number of 32 bits; load a wider one with MOVQ/,
    generate: /ADDQ does not take \$4294967296 as operand 1/,
  },
  {
    title: "a number with a fraction",
    code: "◆MOVL(▸1.5, AX)",
    types: /^MOVL: the source is no integer/,
    generate: /MOVL does not take \$1\.5 as operand 1/,
  },
  {
    title: "a move from memory to memory",
    code: "◆MOVQ(at(SP, 8), ▸at(SP, 16))",
    types: /^MOVQ: both operands are memory, which no instruction takes: go through a register$/,
    generate: /MOVQ has no form from memory to memory/,
  },
  {
    title: "a forgotten operand",
    code: "▸◆MOVL(AX)",
    types: /^Expected 2 arguments, but got 1\.$/,
    generate: /MOVL takes 2 operands, 1 given/,
  },
  {
    title: "a number as destination",
    code: "◆MOVL(AX, ▸4)",
    types: /^MOVL: the destination is a number; it takes a general or X register or memory of 32 bits$/,
    generate: /MOVL does not take \$4 as operand 2/,
  },
  {
    title: "the address of a register",
    code: "◆LEAQ(▸AX, BX)",
    types: /^LEAQ: the source is a register; it takes memory$/,
    generate: /LEAQ does not take AX as operand 1/,
  },
  {
    title: "a label as a value",
    code: "◆MOVQ(▸done, AX)",
    types: /^MOVQ: the source is a label, a place to jump to;/,
    generate: /MOVQ does not take the label done as operand 1/,
  },
  {
    title: "a jump to a number",
    code: "◆JMP(▸4)",
    types: /^JMP: the target is a number; it takes .*a label of the same routine$/,
    generate: /JMP does not take \$4 as operand 1/,
  },
  {
    title: "a conditional jump through a register",
    code: "◆JEQ(▸AX)",
    types: /^JEQ: the target is a register; it takes a label of the same routine$/,
    generate: /JEQ does not take AX as operand 1/,
  },
  {
    title: "a call of a label",
    code: "◆CALL(▸done)",
    types: /^CALL: the target is a label, a place to jump to;/,
    generate: /CALL does not take the label done as operand 1/,
  },
  {
    title: "a shift count in a register that cannot hold one",
    code: "◆SHLQ(▸BX, AX)",
    types: /^SHLQ: the count is in the wrong register; it takes CX or a number of 0 to 255$/,
    generate: /SHLQ does not take BX as operand 1/,
  },
  {
    title: "SP as an index",
    code: "◆MOVQ(at(BX, 0, ▸SP), AX)",
    types: /^Argument of type 'Register<"SP">' is not assignable to parameter of type 'Register</,
    generate: /SP cannot be an index/,
  },
  {
    title: "an index scaled by 3",
    code: "◆MOVQ(at(BX, 0, CX, ▸3), AX)",
    types: /^Argument of type '3' is not assignable to parameter of type 'Scale/,
    generate: /an index is scaled by 1, 2, 4 or 8, not by 3/,
  },
  {
    title: "a misspelt system call",
    code: "◆MOVL(sys.▸wirte, AX)",
    types: /^Property 'wirte' does not exist .* Did you mean 'write'\?$/,
    generate: /operand 1 of MOVL is no operand but undefined/,
  },
  {
    title: "a misspelt constant",
    code: "◆MOVL(kernel.▸PROT_RAED, DX)",
    types: /^Property 'PROT_RAED' does not exist .* Did you mean 'PROT_READ'\?$/,
    generate: /operand 1 of MOVL is no operand but undefined/,
  },
  {
    title: "a field that the struct has not",
    code: 'MOVQ(◆field(Timeval, ▸"tv_sex", at(BX)), AX)',
    types: /^Argument of type '"tv_sex"' is not assignable to parameter of type '"tv_sec" \| "tv_usec"'\.$/,
    generate: /Timeval has no field tv_sex; it has tv_sec, tv_usec/,
  },
  {
    title: "a 64-bit field read as 32 bits",
    code: '◆MOVL(▸field(Timeval, "tv_sec", at(BX)), AX)',
    types: /^MOVL: the source is 64 bits wide, MOVL takes 32: use MOVQ, or retype\(\) it$/,
    generate: /MOVL does not take Timeval\.tv_sec \(64-bit field\) as operand 1/,
  },
  {
    title: "an instruction that is not called",
    code: "▸RET",
    types: /is not assignable to type 'BodyItem<"runtime·x">'/,
    generate: /is no node but the function RET, which is not called/,
  },
  {
    title: "a thread-local word through a number",
    code: "◆MOVQ(g(▸8), AX)",
    types: /^Argument of type 'number' is not assignable to parameter of type 'Register/,
    generate: /g\(undefined\) without get_tls\(undefined\) before it/,
  },
  {
    title: "a system call and no word about its failure",
    code: "MOVL(sys.write, AX), ◆SYSCALL()",
    generate: /makes a system call and does not say what happens when it fails/,
  },
  { title: "a branch to a label that stands nowhere", code: "◆JEQ(elsewhere)", generate: /stands nowhere in the body/ },
  {
    title: "a displacement of more than 32 bits",
    code: "◆MOVQ(at(BX, 0x8000_0000), AX)",
    generate: /the displacement 2147483648 does not fit a signed 32-bit number/,
  },
  {
    title: "an argument read after SP was moved by hand",
    code: "SUBQ(16, SP), ◆MOVL(fd, DI), ADDQ(16, SP)",
    generate: /fd cannot be read here: SP was moved by hand/,
  },
  {
    title: "a label between a prefix and its instruction",
    code: "LOCK(), done, ADDQ(1, at(BX)), RET(), elsewhere, JMP(done)",
    generate: /the label done stands between a prefix and its instruction/,
  },
  {
    title: "a jump out of the routine with something pushed",
    code: "PUSHQ(AX), ◆JMP(notok)",
    generate: /JMP with SP 24 bytes below its value at entry/,
  },
  {
    title: "an exchange of AX with itself",
    code: "◆XCHGL(AX, AX)",
    generate: /XCHGL of AX with itself is a NOP to some assemblers/,
  },
  {
    title: "a symbol that is none",
    code: '◆CALL(external("a b"))',
    generate: /"a b" is no symbol/,
  },
  {
    title: "a push that is not popped",
    code: "PUSHQ(AX)",
    generate: /RET with SP 8 bytes below its value at entry/,
  },
  {
    title: "the frame written beyond its end",
    code: "◆MOVQ(AX, at(SP, 16))",
    generate: /16\(SP\) lies outside the 16 bytes that the routine has reserved/,
  },
  {
    title: "a LOCK where nothing can be locked",
    code: "LOCK(), ◆MOVQ(AX, at(BX))",
    generate: /LOCK needs an instruction that changes memory/,
  },
  {
    title: "a thread-local word without get_tls",
    code: "◆MOVQ(g(CX), AX)",
    generate: /g\(CX\) without get_tls\(CX\) before it/,
  },
  {
    title: "flags lost between the comparison and the branch",
    code: "CMPQ(AX, BX), ◆MOVQ(0, CX), JEQ(done)",
    generate: /MOVQ of 0 to a register becomes an XOR and changes flags/,
  },
  {
    title: "code behind a jump that nothing reaches",
    code: "JMP(done), ◆MOVL(1, AX)",
    generate: /no way leads to this MOVL/,
  },
];

/** Mistakes outside bodies. */
export const statementMistakes: readonly Mistake[] = [
  {
    title: "an argument that the routine does not have",
    code: 'use(routine("runtime·y", { args: { fd: int32 }, frame: none }, ({ ▸count }) => [◆MOVL(count, DI), RET()]));',
    types: /^Property 'count' does not exist on type/,
    generate: /operand 1 of MOVL is no operand but undefined/,
  },
  {
    title: "an argument of another routine",
    code: `use(routine("runtime·y", { args: { fd: int32 }, frame: none }, ({ fd }) => {
  use(routine("runtime·z", { frame: none }, () => [▸◆MOVL(fd, DI), RET()]));
  return [RET()];
}));`,
    types: /^Type 'Instruction<"runtime·y">' is not assignable to type 'BodyItem<"runtime·z">'/,
    generate: /fd is an argument of runtime·y/,
  },
  {
    title: "a label of another routine",
    code: `use(routine("runtime·y", { frame: none, labels: ["done"] }, (_, { done }) => {
  use(routine("runtime·z", { frame: none }, () => [▸◆JMP(done)]));
  return [done, RET()];
}));`,
    types: /^Type 'Instruction<"runtime·y">' is not assignable to type 'BodyItem<"runtime·z">'/,
    generate: /done is a label of runtime·y/,
  },
  {
    title: "a label that was not declared",
    code: 'use(routine("runtime·y", { frame: none, labels: ["done"] }, (_, { ▸doen }) => [◆JMP(doen), RET()]));',
    types: /^Property 'doen' does not exist on type/,
    generate: /operand 1 of JMP is no operand but undefined/,
  },
  {
    title: "a stub without one of its call's arguments",
    code: 'use(◆syscallStub("runtime·y", sys.munmap, ▸{ addr: pointer(byte) }, onError(crash(notok))));',
    types: /Property 'len' is missing/,
    generate: /munmap\(2\) is not given its argument len/,
  },
  {
    title: "a stub with an argument that its call has not",
    code: 'use(◆syscallStub("runtime·y", sys.munmap, { addr: pointer(byte), len: uintptr, ▸prot: int32 }, onError(crash(notok))));',
    types: /munmap has no parameter prot/,
    generate: /munmap\(2\) has no argument prot/,
  },
  {
    title: "a stub with an argument of the wrong width",
    code: 'use(◆syscallStub("runtime·y", sys.munmap, { addr: pointer(byte), ▸len: int32 }, onError(crash(notok))));',
    types: /munmap: len is 64 bits wide, and 32 are passed: zeroExtended\(\) or signExtended\(\) it/,
    generate: /munmap\(2\): len is 64 bits wide and is given len of 32 bits/,
  },
  {
    title: "a stub with an integer for a pointer",
    code: 'use(◆syscallStub("runtime·y", sys.munmap, { ▸addr: int64, len: uintptr }, onError(crash(notok))));',
    types: /munmap: addr is a pointer, and an integer is passed/,
    generate: /munmap\(2\): addr is a pointer and is given the integer addr/,
  },
  {
    title: "a stub without an error policy",
    code: 'use(▸◆syscallStub("runtime·y", sys.munmap, { addr: pointer(byte), len: uintptr }));',
    types: /^Expected 4-5 arguments, but got 3\.$/,
    generate: /runtime·y does not say what happens when its system call fails/,
  },
  {
    title: "a contract without one of its call's arguments",
    code: `use(◆routine("runtime·y", { args: { buf: pointer(byte) }, frame: none,
  contract: ({ buf }) => calls(sys.munmap, ▸{ addr: buf }, onError(ignored)) }, () => [RET()]));`,
    types: /Property 'len' is missing/,
    generate: /munmap\(2\) is not given its argument len/,
  },
  {
    title: "a contract that passes 32 bits where the kernel reads 64",
    code: `use(◆routine("runtime·y", { args: { buf: pointer(byte), n: int32 }, frame: none,
  contract: ({ buf, n }) => calls(sys.munmap, { addr: buf, ▸len: n }, onError(ignored)) }, () => [RET()]));`,
    types: /munmap: len is 64 bits wide, and 32 are passed/,
    generate: /munmap\(2\): len is 64 bits wide and is given n of 32 bits/,
  },
  {
    title: "a contract that speaks of a result before there is one",
    code: `use(◆routine("runtime·y", { frame: none, returns: int64,
  contract: () => inOrder(returns(resultOf(0))) }, () => [RET()]));`,
    generate: /the contract speaks of system call 0 before it is made/,
  },
  {
    title: "a contract with the child of a call that does not fork",
    code: `use(◆routine("runtime·y", { args: { fd: int32 }, frame: none,
  contract: ({ fd }) => inOrder(calls(sys.write, { fd, buf: 0, nbyte: 0 }, onError(ignored)), inChild(repeats)) }, () => [RET()]));`,
    generate: /the contract has a child behind something that is no fork/,
  },
  {
    title: "a contract with steps behind its end",
    code: `use(◆routine("runtime·y", { frame: none,
  contract: () => inOrder(returnsNothing, returns(1)) }, () => [RET()]));`,
    generate: /the contract has steps behind the one that ends it/,
  },
  {
    title: "a contract that does not say what comes back",
    code: `use(◆routine("runtime·y", { frame: none, returns: int64,
  contract: () => inOrder(callsRoutine(notok)) }, () => [CALL(notok), RET()]));`,
    generate: /does not say what the routine returns/,
  },
  {
    title: "a label shared by two routines",
    code: `const shared = localLabel("shared");
use(routine("runtime·y", { frame: none }, () => [shared, JMP(shared)]));
use(◆routine("runtime·z", { frame: none }, () => [shared, JMP(shared)]));`,
    generate: /the label shared stands in runtime·y too/,
  },
  {
    title: "an operand that is nothing",
    code: 'use(routine("runtime·y", { frame: none }, () => [◆MOVQ(▸null, AX), RET()]));',
    types: /^MOVQ: the source is no operand; it takes a general or X register, memory of 64 bits/,
    generate: /operand 1 of MOVQ is no operand but null/,
  },
  {
    title: "a frame in words",
    code: 'use(◆routine("runtime·y", { ▸frame: "8" }, () => [RET()]));',
    types: /^Type '"8"' is not assignable to type 'Frame'/,
    generate: /a frame of 8 bytes/,
  },
  {
    title: "a misspelt text flag",
    code: 'use(◆routine("runtime·y", { frame: none, flags: [▸"NOSPILT"] }, () => [RET()]));',
    types: /Did you mean '"NOSPLIT"'\?$/,
    generate: /there is no text flag NOSPILT/,
  },
  {
    title: "an argument that fits no register",
    code: 'use(◆routine("runtime·y", { args: { ▸t: Timeval }, frame: none }, () => [RET()]));',
    types: /^Type 'StructType<"Timeval"/,
    generate: /the argument t does not fit a register/,
  },
  {
    title: "a frame that is no multiple of 8",
    code: 'use(◆routine("runtime·y", { frame: 12 }, () => [RET()]));',
    generate: /a frame of 12 bytes/,
  },
  {
    title: "a routine that runs off its end",
    code: 'use(routine("runtime·y", { frame: none }, () => [◆MOVL(1, AX)]));',
    generate: /control runs off the end of the routine/,
  },
  {
    title: "a call of a routine that is in no unit",
    code: `const lonely = routine("runtime·lonely", { frame: none }, () => [RET()]);
use(routine("runtime·y", { frame: none }, () => [◆CALL(lonely), RET()]));`,
    generate: /runtime·lonely is described, but no unit of the port contains it/,
  },
  {
    title: "two routines of one name",
    code: `use(routine("runtime·y", { frame: none }, () => [RET()]));
use(◆routine("runtime·y", { frame: none }, () => [RET()]));`,
    generate: /runtime·y is described twice/,
  },
  {
    title: "an argument whose name is a macro of the headers",
    code: 'use(◆routine("runtime·y", { args: { g: int64 }, frame: none }, () => [RET()]));',
    generate: /an argument cannot be called g, which is a macro/,
  },
  {
    title: "an erratum that the port does not list",
    code: `const unlisted = declareErratum("unlisted", "x", "y");
use(◆routine("runtime·y", { frame: none }, () => [erratum(unlisted, { original: [], corrected: [] }), RET()]));`,
    generate: /the erratum unlisted is not in the port's list of errata/,
  },
];
