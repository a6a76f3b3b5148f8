import type { CType, ScalarType } from "../ctypes/ctype.js";
import type { Memory, MemoryClassOf, RuntimeField } from "./memory.js";
import { memoryClass } from "./memory.js";
import type { MemoryClass } from "./operand-class.js";

/**
 * An argument of a routine in its caller's stack: Plan 9's `name+offset(FP)`. Offset in bytes from the first argument.
 */
export interface Argument<
  Routine extends string = string,
  Name extends string = string,
  T extends CType = CType,
  C extends MemoryClass = MemoryClass,
> {
  readonly kind: "argument";
  readonly class: C;
  readonly routine: Routine;
  readonly name: Name;
  readonly type: T;
  readonly offset: number;
}

/** The arguments a routine declares, in order. */
export type ArgumentTypes = Readonly<Record<string, ScalarType>>;

/** The declared arguments as operands; where none are declared, there are none to name. */
export type ArgumentsOf<Routine extends string, A extends ArgumentTypes> =
  A extends Readonly<Record<string, never>>
    ? object
    : { readonly [Name in keyof A & string]: Argument<Routine, Name, A[Name], MemoryClassOf<A[Name]>> };

/**
 * The same place read as another type: the low half of a 64-bit field, say. The one way around the width check, so
 * that it stands out where it is used.
 *
 * @example
 * MOVL(retype(field(Timeval, "tv_usec", at(SP, 8)), int32), BX)
 */
export function retype<R extends string, N extends string, T extends CType>(
  place: Argument<R, N>,
  type: T,
): Argument<R, N, T, MemoryClassOf<T>>;
export function retype<T extends CType>(place: Memory, type: T): Memory<MemoryClassOf<T>>;
export function retype<T extends CType>(place: RuntimeField, type: T): RuntimeField<MemoryClassOf<T>>;
export function retype(place: Argument | Memory | RuntimeField, type: CType): Argument | Memory | RuntimeField {
  return place.kind === "argument"
    ? Object.freeze({ ...place, class: memoryClass(type), type })
    : Object.freeze({ ...place, class: memoryClass(type) });
}
