import type { RegisterName, VectorRegisterName, Width } from "../operands/operand-class.js";

/** The eight registers older than AMD64, without `%`; R8 to R15 follow a rule of their own. */
const named: Readonly<Partial<Record<RegisterName, Readonly<Record<Width, string>>>>> = {
  AX: { 8: "al", 16: "ax", 32: "eax", 64: "rax" },
  BX: { 8: "bl", 16: "bx", 32: "ebx", 64: "rbx" },
  CX: { 8: "cl", 16: "cx", 32: "ecx", 64: "rcx" },
  DX: { 8: "dl", 16: "dx", 32: "edx", 64: "rdx" },
  SI: { 8: "sil", 16: "si", 32: "esi", 64: "rsi" },
  DI: { 8: "dil", 16: "di", 32: "edi", 64: "rdi" },
  BP: { 8: "bpl", 16: "bp", 32: "ebp", 64: "rbp" },
  SP: { 8: "spl", 16: "sp", 32: "esp", 64: "rsp" },
};

const numberedSuffix: Readonly<Record<Width, string>> = { 8: "b", 16: "w", 32: "d", 64: "" };

/** AT&T spelling of a register at a width: AX at 8 bits is `%al`, R8 at 32 `%r8d`. */
export function attRegister(name: RegisterName, width: Width): string {
  return `%${named[name]?.[width] ?? name.toLowerCase() + numberedSuffix[width]}`;
}

/** AT&T spelling of a vector register: X3 is `%xmm3`, Y3 `%ymm3`. */
export function attVectorRegister(name: VectorRegisterName): string {
  return `%${name.toLowerCase().slice(0, 1)}mm${name.slice(1)}`;
}
