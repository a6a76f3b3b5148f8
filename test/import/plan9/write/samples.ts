import type { Headers } from "./imported.js";

/** A piece of assembly, and what the module is to have for it. */
export interface Sample {
  readonly name: string;
  readonly source: string;
  /** The declarations of the module. */
  readonly module: string;
  readonly headers?: Headers;
}

const start = `#include "textflag.h"\n`;

/** Small files, one for everything that a file may have. */
export const samples: readonly Sample[] = [
  {
    name: "a routine with a comment, arguments and a result",
    source: `${start}
// write1 writes n bytes.
TEXT runtime·write1(SB), NOSPLIT, $0-28
	MOVQ	fd+0(FP), DI
	MOVQ	p+8(FP), SI	// what
	MOVLQSX	n+16(FP), DX
	MOVL	$1, AX

	// The kernel takes over.
	SYSCALL
	MOVL	AX, ret+24(FP)
	RET
`,
    module: `export const write1 = routine(
  "runtime·write1",
  {
    doc: "write1 writes n bytes.",
    args: { fd: uint64, p: uint64, n: int32, ret: placed(24, uint32) },
    argumentBytes: 28,
    frame: 0,
    flags: ["NOSPLIT"],
  },
  ({ fd, p, n, ret }) => [
    MOVQ(fd, DI),
    MOVQ(p, SI), // what
    MOVLQSX(n, DX),
    MOVL(1, AX),

    comment("The kernel takes over."),
    SYSCALL(),
    MOVL(AX, ret),
    RET(),
  ],
);

export const unit = assemblyUnit({
  includes: [],
  routines: [write1],
});
`,
  },
  {
    name: "places of arguments, parts of them, addresses of them, and one without a type",
    source: `${start}
TEXT ·places(SB), 7, $16-40
	MOVL	lo+0(FP), AX
	MOVB	flag+6(FP), BX
	MOVQ	wide+16(FP), CX
	MOVL	wide+20(FP), DX
	MOVW	wide+16(FP), DX
	LEAQ	buf+24(FP), SI
	MOVQ	$buf+24(FP), DI
	MOVOU	vector+32(FP), X0
	MOVQ	AX, saved-8(SP)
	MOVQ	$saved-8(SP), BX
	MOVQ	$8(SP), BX
	RET
`,
    module: `export const places = routine(
  "·places",
  { args: { lo: uint32, flag: placed(6, uint8), wide: placed(16, uint64), buf: uint64 }, argumentBytes: 40, frame: 16 },
  ({ lo, flag, wide, buf }) => [
    MOVL(lo, AX),
    MOVB(flag, BX),
    MOVQ(wide, CX),
    MOVL(retype(wide, uint32, 4), DX),
    MOVW(retype(wide, uint16), DX),
    LEAQ(buf, SI),
    LEAQ(buf, DI),
    MOVOU(argumentAt("vector", 32), X0),
    MOVQ(AX, local("saved", -8)),
    LEAQ(local("saved", -8), BX),
    LEAQ(at(SP, 8), BX),
    RET(),
  ],
);

export const unit = assemblyUnit({
  includes: [],
  routines: [places],
});
`,
  },
  {
    name: "every way to address memory",
    source: `${start}
TEXT ·memory(SB), NOSPLIT|NOFRAME, $0
	MOVQ	(AX), BX
	MOVQ	0x10(AX), BX
	MOVQ	-8(AX)(CX*4), BX
	MOVQ	(AX)(CX*1), BX
	LEAQ	(CX*8), BX
	LEAQ	16(CX*8), BX
	MOVL	$0xf1, 0xf1
	MOVQ	0x28(GS), BX
	MOVQ	-8(FS), BX
	MOVQ	-16(TLS), BX
	LEAL	0x90abcdef(AX)(BX*1), CX
	JMP	8(AX)(CX*8)
`,
    module: `export const memory = routine("·memory", { frame: 0, flags: ["NOSPLIT", "NOFRAME"] }, () => [
  MOVQ(at(AX), BX),
  MOVQ(at(AX, 0x10), BX),
  MOVQ(at(AX, -8, CX, 4), BX),
  MOVQ(at(AX, 0, CX), BX),
  LEAQ(scaled(CX, 8), BX),
  LEAQ(scaled(CX, 8, 16), BX),
  MOVL(0xf1, absolute(0xf1)),
  MOVQ(segment("GS", 0x28), BX),
  MOVQ(segment("FS", -8), BX),
  MOVQ(threadLocalStorage(-16), BX),
  LEAL(at(AX, -0x6f543211, BX), CX),
  JMP(at(AX, 8, CX, 8)),
]);

export const unit = assemblyUnit({
  includes: [],
  routines: [memory],
});
`,
  },
  {
    name: "immediates",
    source: `${start}#define SYS_exit 60
#define MASK 0xffffffff
TEXT ·numbers(SB), NOSPLIT, $0
	MOVL	$-1, AX
	MOVL	$0xffffffff, AX
	MOVL	$1000000, AX
	MOVL	$(1<<20), AX
	MOVQ	$0x7fffffffffffffff, AX
	MOVQ	$0xffffffffffffffff, AX
	MOVQ	$0x8000000000000000, AX
	MOVQ	$'a', AX
	ANDQ	$~15, BX
	CMPQ	AX, $0xfffffffffffff001
	MOVL	$SYS_exit, AX
	MOVL	$MASK, AX
	MOVB	$0xff, (AX)
	RET
`,
    module: `const SYS_exit = constant("SYS_exit", 60);
const MASK = constant("MASK", 0xffffffff);

export const numbers = routine("·numbers", { frame: 0, flags: ["NOSPLIT"] }, () => [
  MOVL(-1, AX),
  MOVL(0xffffffff, AX),
  MOVL(1000000, AX),
  MOVL(0x100000, AX),
  MOVQ(0x7fffffffffffffffn, AX),
  MOVQ(-1, AX),
  MOVQ(0x8000000000000000n, AX),
  MOVQ(97, AX),
  ANDQ(-16, BX),
  CMPQ(AX, -4095),
  MOVL(SYS_exit, AX),
  MOVL(MASK, AX),
  MOVB(0xff, at(AX)),
  RET(),
]);

export const unit = assemblyUnit({
  includes: [],
  routines: [numbers],
});
`,
  },
  {
    name: "symbols: of the file, static, of other files, and of the other calling convention",
    source: `${start}
TEXT ·one(SB), NOSPLIT, $0
	CALL	·two(SB)
	CALL	·two<ABIInternal>(SB)
	CALL	·once(SB)
	CALL	·other(SB)
	MOVQ	$·other(SB), AX
	MOVQ	$·table+8(SB), AX
	MOVQ	·variable(SB), AX
	MOVQ	AX, ·variable(SB)
	MOVQ	·variable+8(SB), AX
	LEAQ	local<>(SB), AX
	MOVQ	·once(SB), AX
	RET
DATA local<>+0(SB)/8, $5
GLOBL local<>(SB), RODATA, $8
TEXT local1<>(SB), NOSPLIT, $0
	MOVQ	local<>(SB), AX
	MOVQ	$local<>+4(SB), AX
	JMP	·one(SB)
TEXT ·two(SB), NOSPLIT, $0
	CALL	local1<>(SB)
	CALL	·two(SB)
	RET
TEXT ·two<ABIInternal>(SB), NOSPLIT, $0
	RET
`,
    module: `const two_ = external("·two");
const other = external("·other");
const variable = globalAt("·variable");

export const one = routine("·one", { frame: 0, flags: ["NOSPLIT"] }, () => [
  CALL(two_),
  CALL(external("·two<ABIInternal>")),
  CALL(external("·once")),
  CALL(other),
  MOVQ(addressOf(other), AX),
  MOVQ(addressOf(external("·table"), 8), AX),
  MOVQ(variable, AX),
  MOVQ(AX, variable),
  MOVQ(globalAt("·variable", 8), AX),
  LEAQ(globalAt("local<>"), AX),
  MOVQ(globalAt("·once"), AX),
  RET(),
]);

export const local = data("local<>", { access: "read-only" }, integers(uint64, 5));

export const local1 = routine("local1<>", { frame: 0, flags: ["NOSPLIT"] }, () => [
  MOVQ(globalAt(local), AX),
  MOVQ(addressOf(local, 4), AX),
  JMP(one),
]);

export const two = routine("·two", { frame: 0, flags: ["NOSPLIT"] }, () => [CALL(local1), CALL(two_), RET()]);

export const two_ABIInternal = routine("·two<ABIInternal>", { frame: 0, flags: ["NOSPLIT"] }, () => [RET()]);

export const unit = assemblyUnit({
  includes: [],
  routines: [one, local1, two, two_ABIInternal],
  data: [local],
});
`,
  },
  {
    name: "data: numbers, strings, addresses, gaps, and what is zero",
    source: `${start}
// What there is.
DATA ·table+0(SB)/8, $"hello, w"
DATA ·table+8(SB)/4, $"orld"
DATA ·table+12(SB)/4, $0x80000000
DATA ·table+24(SB)/8, $·routine(SB)
DATA ·table+32(SB)/1, $255
DATA ·table+33(SB)/1, $-1
DATA ·table+40(SB)/8, $-1
GLOBL ·table(SB), RODATA|NOPTR, $64

GLOBL ·room(SB), NOPTR|DUPOK, $4096
`,
    module: `export const table = data(
  "·table",
  { doc: "What there is.", access: "read-only", flags: ["NOPTR"] },
  text("hello, world"),
  integers(uint32, 0x80000000),
  zeros(8),
  addressOf(external("·routine")),
  integers(uint8, 255, 255),
  zeros(6),
  integers(uint64, 0xffffffffffffffffn),
  zeros(16),
);

export const room = data("·room", { access: "read-write", flags: ["DUPOK", "NOPTR"] }, zeros(4096));

export const unit = assemblyUnit({
  includes: [],
  routines: [],
  data: [table, room],
});
`,
  },
  {
    name: "labels, counted branches and words that are taken",
    source: `${start}
TEXT ·class(SB), NOSPLIT, $0-24
	MOVQ	new+0(FP), AX
	MOVQ	at+8(FP), BX
default:	// again
	DECQ	(AX)
	JNZ	default
	JZ	2(PC)
	CALL	·at(SB)
	JEQ	3(PC)
	MOVQ	$1, CX
	JMP	-2(PC)
at:
	MOVQ	8(AX), BX
	JMP	at
	JMP	0(PC)
`,
    module: `export const class_ = routine(
  "·class",
  {
    args: { new: uint64, at: uint64 },
    argumentBytes: 24,
    frame: 0,
    flags: ["NOSPLIT"],
    labels: ["default_", "after_call", "at", "forever"],
  },
  ({ new: new_, at: at_ }, { default_, after_call, at: at_2, forever }) => [
    MOVQ(new_, AX),
    MOVQ(at_, BX),
    default_, // again
    DECQ(at(AX)),
    JNE(default_),
    JEQ(after_call),
    CALL(external("·at")),
    after_call,
    JEQ(at_2),
    MOVQ(1, CX),
    JMP(after_call),
    at_2,
    MOVQ(at(AX, 8), BX),
    JMP(at_2),
    forever,
    JMP(forever),
  ],
);

export const unit = assemblyUnit({
  includes: [],
  routines: [class_],
});
`,
  },
  {
    name: "what Go's headers define, and fields of the runtime's structs",
    source: `${start}#include "go_asm.h"
#include "go_tls.h"
#include "funcdata.h"
TEXT ·macros(SB), NOSPLIT|NOFRAME, $0
	NO_LOCAL_POINTERS
	GO_ARGS
	get_tls(CX)
	MOVQ	g(CX), R14
	MOVQ	g_m(R14), BX
	MOVQ	m_g0(BX), SI
	MOVL	m_locks(BX), AX
	MOVW	m_locks(BX), AX
	INCL	m_locks(BX)
	MOVQ	g_m(R14)(AX*8), BX
	MOVQ	$const_size, AX
	PCDATA	$1, $2
	FUNCDATA	$3, ·table(SB)
	ADJSP	$16
	ADJSP	$-16
	RET
`,
    headers: { "go_asm.h": "#define g_m 48\n#define m_g0 0\n#define m_locks 264\n#define const_size 0x100\n" },
    module: `const const_size = constant("const_size", 256);

const { g_m, m_g0, m_locks } = runtimeFields({
  g_m: { offset: 48, type: uint64 },
  m_g0: { offset: 0, type: uint64 },
  m_locks: { offset: 264, type: uint32 },
});

const g = threadLocalWord("g", -8);

export const macros = routine("·macros", { frame: 0, flags: ["NOSPLIT", "NOFRAME"] }, () => [
  NO_LOCAL_POINTERS(),
  GO_ARGS(),
  get_tls(CX),
  MOVQ(g(CX), R14),
  MOVQ(g_m(R14), BX),
  MOVQ(m_g0(BX), SI),
  MOVL(m_locks(BX), AX),
  MOVW(retype(m_locks(BX), uint16), AX),
  INCL(m_locks(BX)),
  MOVQ(at(R14, 48, AX, 8), BX),
  MOVQ(const_size, AX),
  PCDATA(1, 2),
  FUNCDATA(3, "·table"),
  ADJSP(16),
  ADJSP(-16),
  RET(),
]);

export const unit = assemblyUnit({
  includes: ["go_asm.h", "go_tls.h", "funcdata.h"],
  routines: [macros],
});
`,
  },
  {
    name: "bytes, prefixes, other spellings, byte registers, and what makes no bytes",
    source: `${start}
TEXT ·bytes(SB), NOSPLIT, $0
	BYTE	$0x0f; BYTE $0x0b
	BYTE	$0x90	// one
	WORD	$0x1234
	LONG	$0x12345678
	QUAD	$0x8000000000000000
	REP; MOVSQ
	LOCK
	XADDL	AX, (BX)
	NOP	SP	// for vet
	JA	after
	JCC	after
	SALQ	CL, AX
	MOVB	AL, (BX)
	SETEQ	DL
	MOVOA	X0, X1
	UNDEF
after:
	RET
`,
    module: `export const bytes = routine("·bytes", { frame: 0, flags: ["NOSPLIT"], labels: ["after"] }, (_, { after }) => [
  BYTE(0x0f, 0x0b),
  BYTE(0x90), // one
  WORD(0x1234),
  LONG(0x12345678),
  QUAD(0x8000000000000000n),
  REP(),
  MOVSQ(),
  LOCK(),
  XADDL(AX, at(BX)),
  comment("NOP SP: for vet"),
  JHI(after),
  JCC(after),
  SHLQ(CX, AX),
  MOVB(AX, at(BX)),
  SETEQ(DX),
  MOVO(X0, X1),
  UNDEF(),
  after,
  RET(),
]);

export const unit = assemblyUnit({
  includes: [],
  routines: [bytes],
});
`,
  },
  {
    name: "comments: of the file, between routines, at the end",
    source: `// Copyright "somebody".
// All rights.

// What it is.
//	indented

${start}
// Apart.

// A routine whose comment is so long that it does not fit on one line of the module, where it is written as a string,
// and which has two lines, with "quotes" and 'others'.
TEXT ·one(SB), NOSPLIT, $0
	RET

/* Of C's
   kind. */
TEXT ·two(SB), NOSPLIT, $0	// beside it
	RET
// below

// at the end
`,
    module: `// Apart.

export const one = routine(
  "·one",
  {
    doc:
      "A routine whose comment is so long that it does not fit on one line of the module, where it is written as a string,\\n" +
      "and which has two lines, with \\"quotes\\" and 'others'.",
    frame: 0,
    flags: ["NOSPLIT"],
  },
  () => [RET()],
);

export const two = routine(
  "·two",
  {
    doc: "Of C's\\nkind.",
    frame: 0,
    flags: ["NOSPLIT"],
  },
  () => [comment("beside it"), RET()],
);

// below

// at the end

export const unit = assemblyUnit({
  doc: 'Copyright "somebody".\\nAll rights.\\n\\nWhat it is.\\n\\tindented',
  includes: [],
  routines: [one, two],
});
`,
  },
  {
    name: "a name that objects of JavaScript do not take for one",
    source: `${start}
TEXT ·names(SB), NOSPLIT, $0-16
	MOVQ	__proto__+0(FP), AX
	MOVQ	constructor+8(FP), BX
	JMP	__proto__
__proto__:
	RET
#include "fields.h"
TEXT ·field(SB), NOSPLIT, $0
	MOVQ	__proto__(AX), BX
	RET
`,
    headers: { "fields.h": "#define __proto__(r) 8(r)\n" },
    module: `export const names = routine(
  "·names",
  { args: { constructor: placed(8, uint64) }, argumentBytes: 16, frame: 0, flags: ["NOSPLIT"], labels: ["__proto___"] },
  ({ constructor }, { __proto___ }) => [
    MOVQ(argumentAt("__proto__", 0), AX),
    MOVQ(constructor, BX),
    JMP(__proto___),
    __proto___,
    RET(),
  ],
);

export const field = routine("·field", { frame: 0, flags: ["NOSPLIT"] }, () => [MOVQ(at(AX, 8), BX), RET()]);

export const unit = assemblyUnit({
  includes: [],
  routines: [names, field],
});
`,
  },
];
