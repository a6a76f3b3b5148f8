import type { CType, ScalarType } from "../ctypes/ctype.js";
import type { PlacedMember } from "../ctypes/explicit-layout.js";
import type { FramePlace } from "./frame-place.js";
import type { Global, Memory, MemoryClassOf, RuntimeField } from "./memory.js";
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

/** The arguments of a routine by name, in order. */
export type ArgumentTypes = Readonly<Record<string, ScalarType>>;

/**
 * The arguments as a routine declares them: each by its type, at the next multiple of its size, or `placed` where it
 * lies. After a placed one it goes on from there.
 */
export type DeclaredArguments = Readonly<Record<string, ScalarType | PlacedMember<ScalarType>>>;

/** The types of declared arguments, without their places. */
export type TypesOfArguments<A extends DeclaredArguments> = { readonly [Name in keyof A]: TypeOfArgument<A[Name]> };

type TypeOfArgument<T> = T extends PlacedMember<infer Type extends ScalarType> ? Type : Extract<T, ScalarType>;

/** The declared arguments as operands; where none are declared, there are none to name. */
export type ArgumentsOf<Routine extends string, A extends DeclaredArguments> =
  A extends Readonly<Record<string, never>>
    ? object
    : {
        readonly [Name in keyof A & string]: Argument<
          Routine,
          Name,
          TypeOfArgument<A[Name]>,
          MemoryClassOf<TypeOfArgument<A[Name]>>
        >;
      };

/**
 * The same place read as another type, or a part of it `offset` bytes into it: the upper half of a 64-bit argument, say.
 * The one way around the width check, so that it stands out where it is used.
 *
 * @example
 * MOVL(retype(field(Timeval, "tv_usec", at(SP, 8)), int32), BX)
 * MOVL(retype(addr, uint32, 4), BX) // MOVL addr+4(FP), BX
 */
export function retype<R extends string, N extends string, T extends CType>(
  place: Argument<R, N>,
  type: T,
  offset?: number,
): Argument<R, N, T, MemoryClassOf<T>>;
export function retype<T extends CType>(place: Memory, type: T, offset?: number): Memory<MemoryClassOf<T>>;
export function retype<T extends CType>(place: RuntimeField, type: T, offset?: number): RuntimeField<MemoryClassOf<T>>;
export function retype<T extends CType>(place: FramePlace, type: T, offset?: number): FramePlace<MemoryClassOf<T>>;
export function retype<T extends CType>(place: Global, type: T, offset?: number): Global<MemoryClassOf<T>>;
export function retype(
  place: Argument | Memory | RuntimeField | FramePlace | Global,
  type: CType,
  offset = 0,
): Argument | Memory | RuntimeField | FramePlace | Global {
  const retyped = { class: memoryClass(type) };
  switch (place.kind) {
    case "argument":
      return Object.freeze({ ...place, ...retyped, type, offset: place.offset + offset });
    case "memory":
      return Object.freeze({ ...place, ...retyped, displacement: place.displacement + offset });
    case "runtime-field": {
      const addend = (place.addend ?? 0) + offset;
      return Object.freeze({ ...place, ...retyped, ...(addend === 0 ? {} : { addend }) });
    }
    case "frame-place":
      return Object.freeze({ ...place, ...retyped, offset: place.offset + offset });
    case "global":
      return Object.freeze({ ...place, ...retyped, addend: place.addend + offset });
  }
}
