import type { RegisterName, VectorRegisterName, XmmName, YmmName } from "./operand-class.js";

/** A general register, written as in Plan 9: one name, the instruction says how wide. */
export interface Register<N extends RegisterName = RegisterName> {
  readonly kind: "register";
  readonly class: N;
}

function register<N extends RegisterName>(name: N): Register<N> {
  return Object.freeze({ kind: "register", class: name });
}

/** Accumulator: system-call number and result, `MUL`/`DIV` low half. */
export const AX = register("AX");
/** Belongs to the callee in Plan 9's convention, preserved in System V's. */
export const BX = register("BX");
/** Shift count; `SYSCALL` leaves the return address here. */
export const CX = register("CX");
/** Third system-call argument; `MUL`/`DIV` high half. */
export const DX = register("DX");
/** Second system-call argument; source of string instructions. */
export const SI = register("SI");
/** First system-call argument; destination of string instructions. */
export const DI = register("DI");
/** Base pointer. */
export const BP = register("BP");
/** The hardware stack pointer (not the Plan 9 pseudo-register of the same name). */
export const SP = register("SP");
/** Fifth system-call argument. */
export const R8 = register("R8");
/** Sixth system-call argument. */
export const R9 = register("R9");
/** Fourth system-call argument (`SYSCALL` takes CX, so the System V place moves here). */
export const R10 = register("R10");
/** `SYSCALL` leaves the flags here. */
export const R11 = register("R11");
/** General register. */
export const R12 = register("R12");
/** General register. */
export const R13 = register("R13");
/** General register. */
export const R14 = register("R14");
/** General register. */
export const R15 = register("R15");

/** The registers in the order of their hardware numbers. */
export const registers: readonly Register[] = Object.freeze([
  AX,
  CX,
  DX,
  BX,
  SP,
  BP,
  SI,
  DI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
]);

/** A vector register, written as in Plan 9: X for 128 bits, Y for 256. */
export interface VectorRegister<N extends VectorRegisterName = VectorRegisterName> {
  readonly kind: "vector-register";
  readonly class: N;
}

function vectorRegister<N extends VectorRegisterName>(name: N): VectorRegister<N> {
  return Object.freeze({ kind: "vector-register", class: name });
}

/** SSE register, 128 bits: first floating-point argument and result in C. */
export const X0 = vectorRegister("X0");
/** SSE register, 128 bits. */
export const X1 = vectorRegister("X1");
/** SSE register, 128 bits. */
export const X2 = vectorRegister("X2");
/** SSE register, 128 bits. */
export const X3 = vectorRegister("X3");
/** SSE register, 128 bits. */
export const X4 = vectorRegister("X4");
/** SSE register, 128 bits. */
export const X5 = vectorRegister("X5");
/** SSE register, 128 bits. */
export const X6 = vectorRegister("X6");
/** SSE register, 128 bits. */
export const X7 = vectorRegister("X7");
/** SSE register, 128 bits. */
export const X8 = vectorRegister("X8");
/** SSE register, 128 bits. */
export const X9 = vectorRegister("X9");
/** SSE register, 128 bits. */
export const X10 = vectorRegister("X10");
/** SSE register, 128 bits. */
export const X11 = vectorRegister("X11");
/** SSE register, 128 bits. */
export const X12 = vectorRegister("X12");
/** SSE register, 128 bits. */
export const X13 = vectorRegister("X13");
/** SSE register, 128 bits. */
export const X14 = vectorRegister("X14");
/** SSE register, 128 bits: zero in Go's internal calling convention. */
export const X15 = vectorRegister("X15");
/** AVX register, 256 bits; its lower half is X0. */
export const Y0 = vectorRegister("Y0");
/** AVX register, 256 bits; its lower half is X1. */
export const Y1 = vectorRegister("Y1");
/** AVX register, 256 bits; its lower half is X2. */
export const Y2 = vectorRegister("Y2");
/** AVX register, 256 bits; its lower half is X3. */
export const Y3 = vectorRegister("Y3");
/** AVX register, 256 bits; its lower half is X4. */
export const Y4 = vectorRegister("Y4");
/** AVX register, 256 bits; its lower half is X5. */
export const Y5 = vectorRegister("Y5");
/** AVX register, 256 bits; its lower half is X6. */
export const Y6 = vectorRegister("Y6");
/** AVX register, 256 bits; its lower half is X7. */
export const Y7 = vectorRegister("Y7");
/** AVX register, 256 bits; its lower half is X8. */
export const Y8 = vectorRegister("Y8");
/** AVX register, 256 bits; its lower half is X9. */
export const Y9 = vectorRegister("Y9");
/** AVX register, 256 bits; its lower half is X10. */
export const Y10 = vectorRegister("Y10");
/** AVX register, 256 bits; its lower half is X11. */
export const Y11 = vectorRegister("Y11");
/** AVX register, 256 bits; its lower half is X12. */
export const Y12 = vectorRegister("Y12");
/** AVX register, 256 bits; its lower half is X13. */
export const Y13 = vectorRegister("Y13");
/** AVX register, 256 bits; its lower half is X14. */
export const Y14 = vectorRegister("Y14");
/** AVX register, 256 bits; its lower half is X15. */
export const Y15 = vectorRegister("Y15");

/** The SSE registers in the order of their numbers. */
export const xmmRegisters: readonly VectorRegister<XmmName>[] = Object.freeze([
  X0,
  X1,
  X2,
  X3,
  X4,
  X5,
  X6,
  X7,
  X8,
  X9,
  X10,
  X11,
  X12,
  X13,
  X14,
  X15,
]);

/** The AVX registers in the order of their numbers. */
export const ymmRegisters: readonly VectorRegister<YmmName>[] = Object.freeze([
  Y0,
  Y1,
  Y2,
  Y3,
  Y4,
  Y5,
  Y6,
  Y7,
  Y8,
  Y9,
  Y10,
  Y11,
  Y12,
  Y13,
  Y14,
  Y15,
]);
