import type { CType, IntegerType, PointerType } from "../ctypes/ctype.js";
import type { Argument } from "../operands/argument.js";
import type { AddressOf } from "../operands/code.js";
import type { Extended, Scratch, Value, WidenedType } from "../contracts/value.js";
import type { Padding, ParameterTypes, PassedNames } from "./system-call.js";

/**
 * What the type checker says of the arguments of a system call: the given record itself where every parameter gets
 * something that it can take, otherwise a sentence under the argument that is wrong. `checkContract` judges the same
 * at run time.
 */
export type AcceptedValues<Call extends string, P extends ParameterTypes, Given> = Accepted<
  Call,
  P,
  Given,
  ValueFault<Call, P, Given>
>;

/** The same for the types that a stub declares for its arguments. */
export type AcceptedTypes<Call extends string, P extends ParameterTypes, Given> = Accepted<
  Call,
  P,
  Given,
  TypeFault<Call, P, Given>
>;

/** `Faults` has a sentence for each parameter that is given wrongly, `unknown` for the others. */
type Accepted<Call extends string, P extends ParameterTypes, Given, Faults> = {
  readonly [Name in PassedNames<P>]: Name extends keyof Faults ? Faults[Name] : unknown;
} & {
  readonly [Name in Exclude<keyof Given & string, PassedNames<P>>]: `${Call} has no parameter ${Name}`;
};

type ValueFault<Call extends string, P extends ParameterTypes, Given> = {
  readonly [Name in keyof Given & keyof P & string]: Given[Name] extends Argument<string, string, infer T>
    ? Fault<Call, Name, P[Name], T>
    : Given[Name] extends Extended
      ? P[Name] extends { readonly size: 8 }
        ? unknown
        : `${Call}: ${Name} is ${Bits<P[Name]>} bits wide, there is nothing to extend`
      : Given[Name] extends Scratch | AddressOf
        ? P[Name] extends PointerType
          ? unknown
          : `${Call}: ${Name} is no pointer, and an address is passed`
        : Given[Name] extends Value
          ? unknown
          : `${Call}: what is passed for ${Name} is no value of a contract`;
};

type TypeFault<Call extends string, P extends ParameterTypes, Given> = {
  readonly [Name in keyof Given & keyof P & string]: Given[Name] extends WidenedType
    ? P[Name] extends { readonly size: 8 }
      ? unknown
      : `${Call}: ${Name} is ${Bits<P[Name]>} bits wide, there is nothing to extend`
    : Fault<Call, Name, P[Name], Given[Name]>;
};

/** What keeps a value of C type T from being passed for parameter P. */
type Fault<Call extends string, Name extends string, P extends CType | Padding, T> = P extends PointerType
  ? T extends PointerType | IntegerType<8, "uintptr">
    ? unknown
    : `${Call}: ${Name} is a pointer, and an integer is passed`
  : T extends PointerType
    ? `${Call}: ${Name} is an integer, and a pointer is passed`
    : Bits<T> extends Bits<P>
      ? unknown
      : `${Call}: ${Name} is ${Bits<P>} bits wide, and ${Bits<T>} are passed${Bits<P> extends 64 ? `: zeroExtended() or signExtended() it` : ""}`;

type Bits<T> = T extends { readonly size: infer S } ? (S extends keyof BitsOfBytes ? BitsOfBytes[S] : number) : number;

interface BitsOfBytes {
  readonly 1: 8;
  readonly 2: 16;
  readonly 4: 32;
  readonly 8: 64;
}
