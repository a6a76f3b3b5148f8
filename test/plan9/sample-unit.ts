import {
  ADJSP,
  ANDL,
  AX,
  BX,
  BYTE,
  CALL,
  CX,
  FUNCDATA,
  GO_ARGS,
  GO_RESULTS_INITIALIZED,
  JCC,
  JMP,
  LEAQ,
  LONG,
  MOVB,
  MOVL,
  MOVQ,
  MOVW,
  NO_LOCAL_POINTERS,
  PCDATA,
  POPQ,
  PUSHQ,
  QUAD,
  R14,
  RET,
  SI,
  SP,
  SUBQ,
  SYSCALL,
  WORD,
  absolute,
  argumentAt,
  assemblyUnit,
  at,
  comment,
  constant,
  data,
  external,
  get_tls,
  global,
  globalAt,
  int32,
  int64,
  integers,
  local,
  none,
  placed,
  retype,
  routine,
  runtimeFields,
  scaled,
  segment,
  threadLocalStorage,
  threadLocalWord,
  uint16,
  uint32,
  uint64,
  uint8,
} from "../../dsl/index.js";

const table = data("·table<>", { access: "read-only", flags: ["NOPTR"] }, integers(uint64, 1, 2, 3));
const word = data("·word", { access: "read-write", flags: ["NOPTR", "DUPOK"] }, integers(uint32, 7));
const plain = data("·plain", { access: "read-write" }, integers(uint32, 8));
const g = threadLocalWord("g", -8);
const { field_at_8, field_at_16 } = runtimeFields({
  field_at_8: { offset: 8, type: uint64 },
  field_at_16: { offset: 16, type: uint64 },
});

const helper = routine("·helper<>", { frame: 0, flags: ["NOSPLIT"], argumentBytes: 0 }, () => [RET()]);

/** Everything with a place in the frame. */
const framed = routine(
  "·framed",
  {
    doc: "Locals, arguments, and moves of SP.",
    frame: 24,
    args: { fd: int32, buf: uint64, ret: placed(24, int64), low: placed(8, uint16), next: uint16 },
    argumentBytes: 32,
    flags: ["NOSPLIT"],
    labels: ["again", "unused"],
  },
  ({ fd, buf, ret, low, next }, { again, unused }) => [
    MOVL(fd, AX),
    MOVL(retype(buf, uint32, 4), BX),
    MOVB(retype(fd, uint8, 1), BX),
    MOVW(low, CX),
    MOVW(next, CX),
    MOVQ(local("x", -8), AX),
    LEAQ(local("area", -24), SI),
    MOVQ(local("x", -16, CX, 2), AX),
    MOVL(retype(local("x", -8), uint32, 4), AX),
    MOVQ(argumentAt("y", 0), AX),
    MOVQ(argumentAt("y", 8, CX, 2), AX),
    PUSHQ(AX),
    MOVQ(local("x", -8), AX),
    POPQ(AX),
    again,
    ADJSP(24),
    MOVQ(local("x", -8), AX),
    MOVQ(buf, AX),
    ADJSP(-24),
    JCC(again),
    unused,
    MOVQ(AX, ret),
    RET(),
  ],
);

/** Everything else that a body can hold, without a frame. */
const bare = routine(
  "·bare",
  { frame: 0, argumentBytes: 0, flags: ["TOPFRAME", "NOSPLIT"], labels: ["loop"] },
  (_, { loop }) => [
    loop,
    MOVL(0xf1, absolute(0xf1)),
    MOVQ(absolute(0), AX),
    MOVQ(segment("GS", 0x28), AX),
    MOVQ(segment("FS", 0), AX),
    MOVQ(scaled(AX, 8), BX),
    MOVQ(scaled(AX, 1, 16), BX),
    LEAQ(scaled(CX, 4, -8), BX),
    MOVQ(at(AX, -16), BX),
    MOVQ(at(AX), BX),
    MOVQ(field_at_8(R14), AX),
    MOVL(retype(field_at_16(R14), uint32, 4), AX),
    ANDL(0xfffffff0, AX),
    ANDL(-16, AX),
    ANDL(0x80, AX),
    MOVQ(-0x8000_0000_0000_0000n, AX),
    MOVQ(0xffff_ffff, AX),
    MOVQ(constant("THIRD", 3), AX),
    comment("UD2, as 6a has it"),
    BYTE(0x0f, 0x0b),
    WORD(0x1234, -1),
    LONG(constant("MARK", 0x12345678)),
    QUAD(0x8123_4567_89ab_cdefn),
    LEAQ(globalAt(table, 8), SI),
    LEAQ(globalAt("·other", -8), SI),
    MOVL(global(word, uint32), AX),
    MOVL(retype(global("·other", uint64), uint32, 4), AX),
    CALL(helper),
    CALL(external("runtime·other")),
    JMP(loop),
  ],
);

/** What only Go's assembler knows. */
const annotated = routine("·annotated", { frame: 16, argumentBytes: 8, flags: [] }, () => [
  NO_LOCAL_POINTERS(),
  GO_ARGS(),
  PCDATA(constant("PCDATA_UnsafePoint", 0), -2),
  FUNCDATA(2, "·map"),
  GO_RESULTS_INITIALIZED(),
  get_tls(CX),
  MOVQ(g(CX), AX),
  MOVQ(threadLocalStorage(0), AX),
  MOVQ(threadLocalStorage(-8), AX),
  CALL(external("runtime·other")),
  RET(),
]);

/** What nothing is promised of: no contract, no end, nothing that leads to the last instruction. */
const careless = routine("·careless", { frame: none, flags: ["NOSPLIT", "NOFRAME"], labels: ["end"] }, (_, { end }) => [
  SYSCALL(),
  MOVQ(at(SP), BX),
  SUBQ(8, SP),
  JMP(external("runtime·other")),
  MOVQ(argumentAt("late", 0), AX),
  end,
]);

/** Prints and assembles in every way, but for what it promises. */
export const everything = assemblyUnit({
  doc: "Every operand and directive.",
  includes: ["go_tls.h", "fields.h"],
  routines: [helper, framed, bare, annotated, careless],
  data: [table, word, plain],
});

/** Its routines that have machine code of their own. */
export const machineCode = assemblyUnit({
  includes: [],
  routines: [helper, framed, bare, annotated],
  data: [table, word, plain],
});

/** Runtime fields as a header has them. */
export const fieldsHeader = "#define field_at_8 8\n#define field_at_16 16\n";

/**
 * The same as somebody writes it who knows Go's assembler and nothing of portwright. `$0xfffffff0` and `$-16` are two
 * encodings there.
 */
export const handWritten = `#include "textflag.h"
#include "funcdata.h"
#include "go_tls.h"

TEXT ·helper<>(SB),NOSPLIT,$0-0
	RET

TEXT ·framed(SB),NOSPLIT,$24-32
	MOVL fd+0(FP), AX
	MOVL buf+12(FP), BX
	MOVB fd+1(FP), BX
	MOVW low+8(FP), CX
	MOVW next+10(FP), CX
	MOVQ x-8(SP), AX
	LEAQ area-24(SP), SI
	MOVQ x-16(SP)(CX*2), AX
	MOVL x-4(SP), AX
	MOVQ y+0(FP), AX
	MOVQ y+8(FP)(CX*2), AX
	PUSHQ AX
	MOVQ x-8(SP), AX
	POPQ AX
here:
	ADJSP $24
	MOVQ x-8(SP), AX
	MOVQ buf+8(FP), AX
	ADJSP $-24
	JCC here
	MOVQ AX, ret+24(FP)
	RET

TEXT ·bare(SB),NOSPLIT|TOPFRAME,$0-0
top:
	MOVL $0xf1, 0xf1
	MOVQ 0, AX
	MOVQ 0x28(GS), AX
	MOVQ 0(FS), AX
	MOVQ 0(AX*8), BX
	MOVQ 16(AX*1), BX
	LEAQ -8(CX*4), BX
	MOVQ -16(AX), BX
	MOVQ (AX), BX
	MOVQ 8(R14), AX
	MOVL 20(R14), AX
	ANDL $0xfffffff0, AX
	ANDL $-16, AX
	ANDL $128, AX
	MOVQ $-(1<<63), AX
	MOVQ $0xffffffff, AX
	MOVQ $3, AX
	BYTE $0x0f; BYTE $0x0b
	WORD $0x1234; WORD $0xffff
	LONG $0x12345678
	QUAD $0x8123456789abcdef
	LEAQ ·table<>+8(SB), SI
	LEAQ ·other-8(SB), SI
	MOVL ·word(SB), AX
	MOVL ·other+4(SB), AX
	CALL ·helper<>(SB)
	CALL runtime·other(SB)
	JMP top

TEXT ·annotated(SB),0,$16-8
	NO_LOCAL_POINTERS
	GO_ARGS
	PCDATA $PCDATA_UnsafePoint, $-2
	FUNCDATA $2, ·map(SB)
	GO_RESULTS_INITIALIZED
	get_tls(CX)
	MOVQ g(CX), AX
	MOVQ (TLS), AX
	MOVQ -8(TLS), AX
	CALL runtime·other(SB)
	RET

TEXT ·careless(SB),NOSPLIT|NOFRAME,$-8
	SYSCALL
	MOVQ (SP), BX
	SUBQ $8, SP
	JMP runtime·other(SB)
	MOVQ late+0(FP), AX

DATA ·table<>+0(SB)/8, $1
DATA ·table<>+8(SB)/8, $2
DATA ·table<>+16(SB)/8, $3
GLOBL ·table<>(SB), NOPTR|RODATA, $24
DATA ·word+0(SB)/4, $7
GLOBL ·word(SB), NOPTR|DUPOK, $4
DATA ·plain+0(SB)/4, $8
GLOBL ·plain(SB), $4
`;
