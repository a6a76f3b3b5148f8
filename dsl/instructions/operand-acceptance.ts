import type {
  ImmediateClass,
  MemoryClass,
  OperandClass,
  RegisterName,
  XmmName,
  YmmName,
} from "../operands/operand-class.js";
import type { FormOperandClass } from "./form.js";

const registers = [
  "AX",
  "CX",
  "DX",
  "BX",
  "SP",
  "BP",
  "SI",
  "DI",
  "R8",
  "R9",
  "R10",
  "R11",
  "R12",
  "R13",
  "R14",
  "R15",
] as const satisfies readonly RegisterName[];
const xmm = [
  "X0",
  "X1",
  "X2",
  "X3",
  "X4",
  "X5",
  "X6",
  "X7",
  "X8",
  "X9",
  "X10",
  "X11",
  "X12",
  "X13",
  "X14",
  "X15",
] as const satisfies readonly XmmName[];
const ymm = [
  "Y0",
  "Y1",
  "Y2",
  "Y3",
  "Y4",
  "Y5",
  "Y6",
  "Y7",
  "Y8",
  "Y9",
  "Y10",
  "Y11",
  "Y12",
  "Y13",
  "Y14",
  "Y15",
] as const satisfies readonly YmmName[];
const imm8 = ["imm", "n8", "i8", "u8"] as const satisfies readonly ImmediateClass[];
const imm16 = [...imm8, "i16", "u16"] as const satisfies readonly ImmediateClass[];
const imm32 = [...imm16, "i32", "u32"] as const satisfies readonly ImmediateClass[];
/** Wider than any type of C that an instruction moves: a struct or an array lies there, and its author knows its size. */
const wide = ["m", "block"] as const satisfies readonly MemoryClass[];
const anyWidth = ["m", "m8", "m16", "m32", "m64", "block"] as const satisfies readonly MemoryClass[];

/**
 * Which operands each class of a form takes: the one list that the type checker and `generate` both judge by. The
 * types know numbers by their class only, so where the class is wider than the form (`one`, `three`) the value decides
 * at run time.
 */
export const acceptance = Object.freeze({
  r8: registers,
  r16: registers,
  r32: registers,
  r64: registers,
  m8: ["m", "m8"],
  m16: ["m", "m16"],
  m32: ["m", "m32"],
  m64: ["m", "m64"],
  m128: wide,
  m256: wide,
  m: anyWidth,
  x: xmm,
  xm32: [...xmm, "m", "m32"],
  xm64: [...xmm, "m", "m64"],
  xm128: [...xmm, ...wide],
  y: ymm,
  ym256: [...ymm, ...wide],
  rm8: [...registers, "m", "m8"],
  rm16: [...registers, "m", "m16"],
  rm32: [...registers, "m", "m32"],
  rm64: [...registers, "m", "m64"],
  imm8s: ["imm", "n8", "i8"],
  imm8,
  imm16,
  imm32,
  imm32s: [...imm16, "i32"],
  imm64: [...imm32, "i64"],
  u7: ["imm", "i8"],
  u8: ["imm", "i8", "u8"],
  one: ["imm", "i8"],
  three: ["imm", "i8"],
  AL: ["AX"],
  AX: ["AX"],
  EAX: ["AX"],
  RAX: ["AX"],
  CL: ["CX"],
  DX: ["DX"],
  label: ["label"],
  symbol: ["symbol"],
  address32: ["address"],
} as const satisfies Readonly<Record<FormOperandClass, readonly OperandClass[]>>);

/** The same list as types. */
export type Accepts<C extends FormOperandClass> = (typeof acceptance)[C][number];
