import { operandSamples, preprocessorSamples } from "./go-samples.js";

/** Assembly of the kinds that there are, to be damaged. `h.h` is what they include. */
export const sampleHeader = `// A header as a build makes it.
#define g_m 48
#define g_sched 56
#define gobuf_sp 0
#define m_tls(r) 80(r)
#define SYS_write 4
#ifdef GOARCH_amd64
#define	get_tls(r)	MOVQ TLS, r
#define	g(r)	0(r)(TLS*1)
#endif
#define SAVE(r, n) \\
	MOVQ r, (n*8)(SP) \\
	ADJSP $8
`;

const of2011 = `// System calls of a system of 2011.
#include "h.h"

// write(fd, buf, n)
TEXT runtime·write(SB),7,$-8
	MOVL	8(SP), DI		// arg 1 fd
	MOVQ	16(SP), SI		// arg 2 buf
	MOVL	24(SP), DX		// arg 3 count
	MOVL	$SYS_write, AX
	SYSCALL
	JCC	2(PC)
	MOVL	$0xf1, 0xf1		// crash
	RET

TEXT runtime·settls(SB),7,$8
	MOVQ	m_tls(DI), AX
	get_tls(CX)
	MOVQ	g(CX), R8
	CMPQ	R8, $~0
	JNE	ok
	CALL	runtime·notok<>(SB)
ok:	RET

DATA	text<>+0(SB)/8, $"go away\\z"
GLOBL	text<>(SB), $8
`;

const ofGo = `// Copyright of somebody.

//go:build amd64

#include "h.h"
#include "textflag.h"
#include "funcdata.h"

#define CALLFN(NAME, MAXSIZE) \\
TEXT NAME(SB), WRAPPER|NOFRAME, $MAXSIZE-48; \\
	NO_LOCAL_POINTERS; \\
	MOVQ stackArgs+16(FP), SI; \\
	MOVLQZX frameSize+28(FP), CX; \\
	REP;MOVSB; \\
	PCDATA $PCDATA_StackMapIndex, $0; \\
	CALL (AX)(BX*8); \\
	RET
#define REPEAT(a) a \\
	a \\
	a

CALLFN(·call16, 16)
CALLFN(·call32, 32)

/* memmove
 * moves */
TEXT runtime·memmove<ABIInternal>(SB), NOSPLIT, $0-24
	MOVQ	(g_sched+gobuf_sp)(R14), SP	// restore SP
	MOVQ	$0, (g_sched+gobuf_sp)(R14)
	LEAQ	-1(AX)(BX*1), CX
#ifdef GOOS_windows
	SAVE(CX, 3)
#else
	SAVE(DX, (1+2))
#endif
loop:
	REPEAT(REPEAT(INCQ AX))
	MOVOU	mask<>+16(SB), X1
	PSHUFB	(SP)(SI*1), X1
	VPALIGNR	$8, Y1, Y2, Y3
	BYTE	$0x0f; BYTE	$0x0b
	SHLQ	$(1<<3|0x10 & 'a'), DX:AX
	MOVSD	$(-1.5e3), X0
	JNE	loop
	RET

DATA	mask<>+0x00(SB)/4, $0x00000000
DATA	mask<>+0x04(SB)/8, $loop<>+8(SB)
GLOBL	mask<>(SB), RODATA|NOPTR, $256
`;

/** Texts by what they are. */
export const sampleFiles: readonly string[] = [
  of2011,
  ofGo,
  `TEXT f(SB), 0, $0\nstart:\n${operandSamples.map((line) => `\t${line}\n`).join("")}`,
  ...preprocessorSamples.map(({ text }) => text),
  preprocessorSamples.map(({ text }) => text).join(""),
];
