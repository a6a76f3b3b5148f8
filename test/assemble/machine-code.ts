import type { Form, FormOperandClass } from "../../dsl/instructions/form.js";
import type { MachineInstruction, MachineMemory, MachineOperand, MachineRoutine } from "../../dsl/lowering/machine.js";
import type { Scale } from "../../dsl/operands/memory.js";
import type { RegisterName, Width } from "../../dsl/operands/operand-class.js";

/** Machine routines made by hand: the assembler's tests stand on nothing that lowers descriptions. */

/** A form with nothing in it but what an assembler looks at. */
export function form(
  mnemonic: string,
  att: string,
  operands: readonly FormOperandClass[],
  code: string,
  more: { readonly attReversed?: boolean; readonly prefix?: boolean } = {},
): Form {
  return {
    mnemonic,
    att,
    operands,
    code,
    ...more,
    access: [],
    flagsRead: [],
    flagsWritten: [],
    flagsUndefined: [],
    implicitReads: [],
    implicitWrites: [],
    lockable: false,
    repeatable: false,
  };
}

export function reg(name: RegisterName, width: Width = 64): MachineOperand {
  return { kind: "register", name, width };
}

export function imm(value: number | bigint): MachineOperand {
  return { kind: "immediate", value: BigInt(value) };
}

export function mem(base: RegisterName, displacement = 0, index?: RegisterName, scale: Scale = 1): MachineMemory {
  return {
    kind: "memory",
    base,
    displacement,
    ...(index === undefined ? {} : { index: { register: index, scale } }),
  };
}

export function fs(displacement: number): MachineMemory {
  return { kind: "memory", segment: "FS", displacement };
}

export function sym(symbol: string): MachineOperand {
  return { kind: "symbol", symbol };
}

export function variable(symbol: string, addend = 0): MachineOperand {
  return { kind: "symbol-memory", symbol, addend };
}

export function addressOf(symbol: string, addend = 0): MachineOperand {
  return { kind: "address", symbol, addend };
}

export function to(target: number): MachineOperand {
  return { kind: "branch", target, label: `at${String(target)}` };
}

export function ins(
  chosen: Form,
  operands: readonly MachineOperand[] = [],
  prefixes: readonly Form[] = [],
): MachineInstruction {
  return {
    form: chosen,
    prefixes,
    operands,
    labels: [],
    comments: [],
    stackDepth: undefined,
    site: {},
  };
}

export function routine(symbol: string, instructions: readonly MachineInstruction[]): MachineRoutine {
  return { symbol, frameSize: 0, entry: "call", instructions, site: {} };
}

/** The forms that several tests use. */
export const forms = {
  movlLoad: form("MOVL", "movl", ["m32", "r32"], "Mov_r32_rm32"),
  movlStore: form("MOVL", "movl", ["r32", "rm32"], "Mov_rm32_r32"),
  movlImmediate: form("MOVL", "movl", ["imm32", "r32"], "Mov_r32_imm32"),
  movlImmediateStore: form("MOVL", "movl", ["imm32", "m32"], "Mov_rm32_imm32"),
  movlAddress: form("MOVL", "movl", ["address32", "r32"], "Mov_r32_imm32"),
  movlAddressStore: form("MOVL", "movl", ["address32", "m32"], "Mov_rm32_imm32"),
  movqAddress: form("MOVQ", "movl", ["address32", "r32"], "Mov_r32_imm32"),
  movqLoad: form("MOVQ", "movq", ["m64", "r64"], "Mov_r64_rm64"),
  movqStore: form("MOVQ", "movq", ["r64", "rm64"], "Mov_rm64_r64"),
  movqImmediate: form("MOVQ", "movq", ["imm32s", "rm64"], "Mov_rm64_imm32"),
  movabsq: form("MOVQ", "movabsq", ["imm64", "r64"], "Mov_r64_imm64"),
  movbImmediate: form("MOVB", "movb", ["imm8", "r8"], "Mov_r8_imm8"),
  movbImmediateStore: form("MOVB", "movb", ["imm8", "m8"], "Mov_rm8_imm8"),
  movbStore: form("MOVB", "movb", ["r8", "rm8"], "Mov_rm8_r8"),
  movwImmediate: form("MOVW", "movw", ["imm16", "r16"], "Mov_r16_imm16"),
  leaq: form("LEAQ", "leaq", ["m", "r64"], "Lea_r64_m"),
  addqByte: form("ADDQ", "addq", ["imm8s", "rm64"], "Add_rm64_imm8"),
  addq: form("ADDQ", "addq", ["imm32s", "rm64"], "Add_rm64_imm32"),
  addlByte: form("ADDL", "addl", ["imm8s", "rm32"], "Add_rm32_imm8"),
  subqByte: form("SUBQ", "subq", ["imm8s", "rm64"], "Sub_rm64_imm8"),
  xorq: form("XORQ", "xorq", ["r64", "rm64"], "Xor_rm64_r64"),
  negl: form("NEGL", "negl", ["rm32"], "Neg_rm32"),
  cmplByte: form("CMPL", "cmpl", ["rm32", "imm8s"], "Cmp_rm32_imm8", {
    attReversed: true,
  }),
  cmpl: form("CMPL", "cmpl", ["rm32", "imm32"], "Cmp_rm32_imm32", {
    attReversed: true,
  }),
  cmpqByte: form("CMPQ", "cmpq", ["rm64", "imm8s"], "Cmp_rm64_imm8", {
    attReversed: true,
  }),
  cmpq: form("CMPQ", "cmpq", ["rm64", "r64"], "Cmp_rm64_r64", {
    attReversed: true,
  }),
  shlq: form("SHLQ", "shlq", ["u8", "rm64"], "Shl_rm64_imm8"),
  shlqOne: form("SHLQ", "shlq", ["one", "rm64"], "Shl_rm64_1"),
  shlqCount: form("SHLQ", "shlq", ["CL", "rm64"], "Shl_rm64_CL"),
  imul3q: form("IMUL3Q", "imulq", ["imm8s", "rm64", "r64"], "Imul_r64_rm64_imm8"),
  xaddl: form("XADDL", "xaddl", ["r32", "rm32"], "Xadd_rm32_r32"),
  stosq: form("STOSQ", "stosq", [], "Stosq_m64_RAX"),
  movsb: form("MOVSB", "movsb", [], "Movsb_m8_m8"),
  scasb: form("SCASB", "scasb", [], "Scasb_AL_m8"),
  nop: form("NOP", "nop", [], "Nopd"),
  breakpoint: form("INT", "int", ["three"], "Int3"),
  syscall: form("SYSCALL", "syscall", [], "Syscall"),
  ret: form("RET", "retq", [], "Retnq"),
  call: form("CALL", "callq", ["symbol"], "Call_rel32_64"),
  callThrough: form("CALL", "callq", ["rm64"], "Call_rm64"),
  jmp: form("JMP", "jmp", ["label"], "Jmp_rel8_64"),
  jmpOutside: form("JMP", "jmp", ["symbol"], "Jmp_rel32_64"),
  jmpThrough: form("JMP", "jmpq", ["rm64"], "Jmp_rm64"),
  jae: form("JCC", "jae", ["label"], "Jae_rel8_64"),
  je: form("JEQ", "je", ["label"], "Je_rel32_64"),
  jrcxz: form("JCXZQ", "jrcxz", ["label"], "Jrcxz_rel8_64"),
  loop: form("LOOP", "loop", ["label"], "Loop_rel8_64_RCX"),
  lock: form("LOCK", "lock", [], "INVALID", { prefix: true }),
  rep: form("REP", "rep", [], "INVALID", { prefix: true }),
  repn: form("REPN", "repne", [], "INVALID", { prefix: true }),
} as const;
