import type {
  CType,
  IncompleteType,
  IntegerType,
  PointerType,
  ScalarType,
  StructType,
  TypedefType,
  UnionType,
  VoidType,
} from "../ctypes/ctype.js";
import type { ImmediateClassOf } from "../operands/immediate.js";
import type { Reference } from "./expression.js";

/**
 * What the type checker says of a value that is given for a C type: the value's own type where C takes it as it is,
 * otherwise a sentence. `judge` says the same at run time.
 */
export type Judged<Where extends string, T, Given> = [Fault<Where, T, Given>] extends [never]
  ? Given
  : Fault<Where, T, Given>;

/** The same for arguments by name. */
export type JudgedRecord<Called extends string, P, Given> = {
  readonly [Name in keyof P & string]: Name extends keyof Given
    ? Judged<`${Called}: ${Name}`, P[Name], Given[Name]>
    : unknown;
} & {
  readonly [Name in Exclude<keyof Given & string, keyof P>]: `${Called} has no parameter ${Name}`;
};

/** The same for arguments by position. */
export type JudgedTuple<Called extends string, P extends readonly CType[], Given> = {
  readonly [Index in keyof P]: Index extends keyof Given
    ? Judged<`${Called}: argument ${Position<Index>}`, P[Index], Given[Index]>
    : unknown;
};

/** The same for what follows a format. `Verbs` are its verbs in order. */
export type JudgedVerbs<Called extends string, Verbs extends readonly string[], Given> = {
  readonly [Index in keyof Verbs]: Index extends keyof Given
    ? VerbFault<Called, Verbs[Index], Given[Index]> extends infer Sentence
      ? [Sentence] extends [never]
        ? Given[Index]
        : Sentence
      : never
    : unknown;
};

/** The verbs of a format: the letters behind its per cent signs. */
export type VerbsOf<Format extends string, Seen extends readonly string[] = readonly []> = string extends Format
  ? readonly string[]
  : Format extends `${string}%${infer Verb}${infer Rest}`
    ? VerbsOf<Rest, Verb extends "%" ? Seen : readonly [...Seen, Verb]>
    : Seen;

type Position<Index> = Index extends keyof Positions ? Positions[Index] : Index extends string ? Index : number;

interface Positions {
  readonly "0": 1;
  readonly "1": 2;
  readonly "2": 3;
  readonly "3": 4;
  readonly "4": 5;
  readonly "5": 6;
  readonly "6": 7;
  readonly "7": 8;
}

/** `never` where nothing is wrong. */
type Fault<Where extends string, T, Given> =
  Given extends Reference<infer U>
    ? TypeFault<Where, T, U>
    : Given extends { readonly kind: "constant"; readonly value: infer Value }
      ? NumberFault<Where, T, Value>
      : Given extends number | bigint
        ? NumberFault<Where, T, Given>
        : Given extends string
          ? StringFault<Where, T>
          : Given extends boolean
            ? T extends IntegerType<1, "bool">
              ? never
              : `${Where} is ${Described<T>}, and a truth value is passed`
            : `${Where}: what is passed is no expression of C`;

type StringFault<Where extends string, T> =
  T extends PointerType<8, infer Target>
    ? Target extends VoidType | IntegerType<1, "int8">
      ? never
      : `${Where} points at ${NameOf<Target>}, and a string is passed: cast() it`
    : `${Where} is ${Described<T>}, and a string is passed`;

type NumberFault<Where extends string, T, Value> = T extends TypedefType
  ? never
  : T extends IntegerType<infer Size, infer Name>
    ? Value extends number | bigint
      ? NumberRange<Where, Size, Unsigned<Name>, ImmediateClassOf<Value>, `${Value}`>
      : never
    : `${Where} is ${Described<T>}, and a number is passed${T extends PointerType ? ": write nil, or cast() it" : ""}`;

type NumberRange<Where extends string, Size, IsUnsigned, Class, Digits extends string> = Class extends "imm"
  ? never
  : Class extends "too-wide"
    ? `${Where}: ${Digits} is no whole number of 64 bits`
    : readonly [IsUnsigned, Digits] extends readonly [true, `-${string}`]
      ? `${Where} is unsigned, and ${Digits} is passed`
      : Class extends Fitting<Size, IsUnsigned>
        ? never
        : `${Where} has ${Bits<Size>} bits, and ${Digits} does not fit`;

/** Which numbers a type of so many bytes holds. */
type Fitting<Size, IsUnsigned> =
  | "i8"
  | (IsUnsigned extends true ? "u8" : "n8")
  | (Size extends 1 ? never : "u8" | "i16" | (IsUnsigned extends true ? "u16" : never))
  | (Size extends 1 | 2 ? never : "u16" | "i32" | (IsUnsigned extends true ? "u32" : never))
  | (Size extends 8 ? "u32" | "i64" : never);

/** A type of which nothing is known in advance accepts, and `generate` looks at it. */
type TypeFault<Where extends string, T, U> = ScalarType | VoidType extends U
  ? never
  : U extends VoidType
    ? `${Where} is ${Described<T>}, and what is passed has no value`
    : T extends TypedefType
      ? never
      : U extends TypedefType
        ? never
        : T extends PointerType<8, infer Target>
          ? U extends PointerType<8, infer Other>
            ? PointerFault<Where, Target, Other>
            : U extends { readonly kind: "array" }
              ? never
              : `${Where} is a pointer, and ${Described<U>} is passed: cast() it`
          : T extends IntegerType<infer Size, infer Name>
            ? U extends IntegerType<infer Given, infer GivenName>
              ? IntegerFault<Where, Size, Name, Given, GivenName>
              : `${Where} is ${Described<T>}, and ${Described<U>} is passed${U extends PointerType ? ": cast() it" : ""}`
            : NameOf<T> extends NameOf<U>
              ? never
              : `${Where} is ${Described<T>}, and ${Described<U>} is passed`;

type IntegerFault<Where extends string, Size, Name, Given, GivenName> = Given extends Size | Narrower<Size>
  ? readonly [Unsigned<Name>, Unsigned<GivenName>, Size] extends readonly [true, false, Given]
    ? never
    : readonly [Unsigned<Name>, Unsigned<GivenName>] extends readonly [true, false]
      ? `${Where} is unsigned with ${Bits<Size>} bits, and ${NameText<GivenName>} would be sign-extended: cast() it`
      : never
  : `${Where} has ${Bits<Size>} bits, and ${Bits<Given>} are passed: cast() it`;

type Narrower<Size> = Size extends 2 ? 1 : Size extends 4 ? 1 | 2 : Size extends 8 ? 1 | 2 | 4 : never;

/** Anything goes for `void*`, and `void*` for anything. */
type PointerFault<Where extends string, Target, Other> = Target extends VoidType
  ? never
  : Other extends VoidType
    ? never
    : CType extends Target | Other
      ? never
      : Target extends PointerType<8, infer Inner>
        ? Other extends PointerType<8, infer OtherInner>
          ? PointerFault<Where, Inner, OtherInner>
          : `${Where} points at ${NameOf<Target>}, and a pointer to ${NameOf<Other>} is passed: cast() it`
        : Canonical<NameOf<Target>> extends Canonical<NameOf<Other>>
          ? never
          : `${Where} points at ${NameOf<Target>}, and a pointer to ${NameOf<Other>} is passed: cast() it`;

/** The runtime's headers make these three one type. */
type Canonical<Name> = Name extends "byte" | "bool" ? "uint8" : Name;

type Unsigned<Name> = Name extends `u${string}` | "byte" | "bool" ? true : false;

type NameText<Name> = Name extends string ? Name : "an integer";

type NameOf<T> =
  T extends IntegerType<number, infer Name>
    ? Name
    : T extends StructType<infer Name> | UnionType<infer Name>
      ? Name
      : T extends TypedefType<number, infer Name>
        ? Name
        : T extends IncompleteType<infer Tag>
          ? Tag
          : T extends VoidType
            ? "void"
            : T extends PointerType<8, infer Target>
              ? `${NameOf<Target>}*`
              : T extends { readonly kind: "function" }
                ? "a function"
                : "an array";

type Described<T> = T extends PointerType
  ? "a pointer"
  : T extends IntegerType<infer Size>
    ? `an integer of ${Bits<Size>} bits`
    : T extends VoidType
      ? "nothing"
      : `a ${NameOf<T>}`;

type Bits<Size> = Size extends keyof BitsOfBytes ? BitsOfBytes[Size] : number;

interface BitsOfBytes {
  readonly 1: 8;
  readonly 2: 16;
  readonly 4: 32;
  readonly 8: 64;
}

/** What is wrong with a value for a verb of the runtime's printf, which takes it from the stack by the verb alone. */
type VerbFault<Called extends string, Verb, Given> = Verb extends "s"
  ? Fault<`${Called}: %s`, PointerType<8, IntegerType<1, "int8">>, Given>
  : Verb extends "d" | "x"
    ? Given extends Reference<infer U>
      ? U extends IntegerType<infer Size>
        ? Size extends 8
          ? `${Called}: %${Verb} takes 32 bits, and 64 are passed: write %${Uppercase<Verb>}`
          : never
        : VerbTypeFault<Called, Verb, U>
      : NumberFault<`${Called}: %${Verb}`, IntegerType<4, "int32">, ValueOf<Given>>
    : Verb extends "D" | "X" | "p"
      ? Given extends Reference<infer U>
        ? U extends IntegerType<infer Size>
          ? Size extends 8
            ? never
            : `${Called}: %${Verb} takes 64 bits, and ${Bits<Size>} are passed${Verb extends "p" ? "" : `: write %${Lowercase<Verb>}`}`
          : U extends PointerType
            ? Verb extends "p"
              ? never
              : VerbTypeFault<Called, Verb, U>
            : VerbTypeFault<Called, Verb, U>
        : `${Called}: %${Verb} takes 64 bits, and a number has 32: cast() it`
      : Verb extends string
        ? string extends Verb
          ? never
          : `${Called} has no verb %${Verb}: it has %d %D %x %X %p %s`
        : never;

type VerbTypeFault<Called extends string, Verb extends string, U> = CType extends U
  ? never
  : U extends TypedefType
    ? never
    : `${Called}: %${Verb} takes ${Verb extends "p" ? "a pointer" : "an integer"}, and ${Described<U>} is passed`;

type ValueOf<Given> = Given extends { readonly kind: "constant"; readonly value: infer Value } ? Value : Given;
