import type { RegisterName } from "./operand-class.js";

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
