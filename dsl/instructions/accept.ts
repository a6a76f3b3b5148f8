import type { ImmediateClassOf } from "../operands/immediate.js";
import type { ImmediateClass, MemoryClass, RegisterName, XmmName, YmmName } from "../operands/operand-class.js";
import type { FormOperandClass } from "./form.js";
import type { Accepts } from "./operand-acceptance.js";

/**
 * What the type checker knows about one mnemonic with one number of operands; generated from the table. The phrases
 * are parts of the sentences an author reads under a wrong operand.
 */
export interface Signature {
  readonly mnemonic: string;
  /** Every accepted combination of operand classes, a union of tuples. */
  readonly forms: readonly unknown[];
  /** What the operands are called: `source`, `destination`. */
  readonly names: readonly string[];
  /** What each operand may be: `a register or memory of 64 bits`. */
  readonly takes: readonly string[];
  /** Width of its memory operand, in bits; 0 where any will do, `128 or 256` where its registers decide. */
  readonly width: number | "128 or 256";
  /** The same operation on memory of another width. */
  readonly siblings: Readonly<Partial<Record<WideMemory, string>>>;
  /** A narrower source could be extended: by the move itself, or by a move before the operation. */
  readonly narrower: "extending-move" | "load-first" | "no";
  /** The widest immediate it takes, and what to do with a wider one. */
  readonly widest: string;
}

type WideMemory = "m8" | "m16" | "m32" | "m64";

/** A form's operand classes as a tuple of the classes that operands carry. */
export type FormOf<A extends FormOperandClass> = readonly [Accepts<A>];
export type FormOf2<A extends FormOperandClass, B extends FormOperandClass> = readonly [Accepts<A>, Accepts<B>];
export type FormOf3<A extends FormOperandClass, B extends FormOperandClass, C extends FormOperandClass> = readonly [
  Accepts<A>,
  Accepts<B>,
  Accepts<C>,
];

export type FormOf4<
  A extends FormOperandClass,
  B extends FormOperandClass,
  C extends FormOperandClass,
  D extends FormOperandClass,
> = readonly [Accepts<A>, Accepts<B>, Accepts<C>, Accepts<D>];

/**
 * The class of anything that is passed as an operand, `none` for what is no operand. An `any` has no class and passes
 * everywhere: an implementation is compared with its overload that way.
 */
type ClassOf<T> = 0 extends T & 1
  ? never
  : T extends number | bigint
    ? ImmediateClassOf<T>
    : T extends { readonly class: infer C extends string }
      ? ImmediateClass extends C
        ? "imm"
        : C
      : "none";

/** The routine that an operand belongs to: arguments and labels have one, everything else fits everywhere. */
export type ScopeOf<T> = T extends { readonly kind: "argument" | "label"; readonly routine?: infer R }
  ? Extract<R, string>
  : never;

/**
 * The type of a parameter whose operand is T: T itself where some form takes it in that position, otherwise a
 * sentence, which the editor then shows as the type that T is not assignable to.
 */
export type Operand1<F extends Signature, T, P extends number = 0> =
  ClassOf<T> extends F["forms"][P] ? T : Fault<F, P, ClassOf<T>>;

/** The type of the target of a call or jump: as `Operand1`, but in Plan 9 `x(SB)` is the routine x there. */
export type Target1<F extends Signature, T> = T extends { readonly kind: "global" }
  ? `${Subject<F, 0>} is a variable, which Plan 9 would read as the routine of that name: load it into a register first`
  : Operand1<F, T>;

/*
 * What follows never names a type in the branch in which a condition has narrowed it: the type checker would intersect
 * it with each member of what it was compared with, for every mnemonic anew.
 */

/** Does some form take an operand of class C in position P? */
type IsTaken<F extends Signature, P extends number, C> = [C] extends [F["forms"][P]] ? true : false;

type IsMemory<C> = [C] extends [MemoryClass] ? true : false;
type IsImmediate<C> = [C] extends [ImmediateClass] ? true : false;

/** The type of a second parameter: as `Operand1`, and the two operands must go together. */
export type Operand2<F extends Signature, First, T> = readonly [ClassOf<First>, ClassOf<T>] extends F["forms"]
  ? T
  : IsTaken<F, 0, ClassOf<First>> extends false
    ? T
    : IsTaken<F, 1, ClassOf<T>> extends false
      ? Fault<F, 1, ClassOf<T>>
      : PairFault<F, ClassOf<First>, ClassOf<T>>;

/** The type of a third parameter, the last: as `Operand1`, and the three must go together. */
export type Operand3<F extends Signature, A, B, T> = readonly [ClassOf<A>, ClassOf<B>, ClassOf<T>] extends F["forms"]
  ? T
  : IsTaken<F, 0, ClassOf<A>> | IsTaken<F, 1, ClassOf<B>> extends true
    ? IsTaken<F, 2, ClassOf<T>> extends true
      ? MixedWidths<F>
      : Fault<F, 2, ClassOf<T>>
    : Operand1<F, T, 2>;

/** The type of a fourth parameter: as `Operand1`, and the four must go together. */
export type Operand4<F extends Signature, A, B, C, T> = readonly [
  ClassOf<A>,
  ClassOf<B>,
  ClassOf<C>,
  ClassOf<T>,
] extends F["forms"]
  ? T
  : IsTaken<F, 0, ClassOf<A>> | IsTaken<F, 1, ClassOf<B>> | IsTaken<F, 2, ClassOf<C>> extends true
    ? IsTaken<F, 3, ClassOf<T>> extends true
      ? MixedWidths<F>
      : Fault<F, 3, ClassOf<T>>
    : Operand1<F, T, 3>;

/** Operands that are good each, but not together, where an instruction has three or more. */
type MixedWidths<F extends Signature> =
  `${F["mnemonic"]}: its vector registers are of different widths: all X, or all Y`;

/** `MOVQ: the source`. */
type Subject<F extends Signature, P extends number> = `${F["mnemonic"]}: the ${F["names"][P]}`;

/** `; it takes a register or memory of 64 bits`. */
type Takes<F extends Signature, P extends number> = `; it takes ${F["takes"][P]}`;

/** What is wrong with an operand that no form takes in its position. */
type Fault<F extends Signature, P extends number, C> = [C] extends ["none"]
  ? `${Subject<F, P>} is no operand${Takes<F, P>}`
  : [C] extends [RegisterName]
    ? "CX" extends F["forms"][P]
      ? `${Subject<F, P>} is in the wrong register${Takes<F, P>}`
      : `${Subject<F, P>} is a ${"X0" extends F["forms"][P] ? "general " : ""}register${Takes<F, P>}`
    : [C] extends [XmmName]
      ? `${Subject<F, P>} is an X register${Takes<F, P>}`
      : [C] extends [YmmName]
        ? `${Subject<F, P>} is a Y register${Takes<F, P>}`
        : [C] extends ["label"]
          ? `${Subject<F, P>} is a label, a place to jump to${Takes<F, P>}`
          : [C] extends ["symbol"]
            ? `${Subject<F, P>} is code${Takes<F, P>}${"address" extends F["forms"][P] ? ": addressOf() makes one of it" : ""}`
            : [C] extends ["address"]
              ? `${Subject<F, P>} is the address of a symbol, which only MOVL and MOVQ load, into a register${Takes<F, P>}`
              : IsMemory<C> extends true
                ? MemoryFault<F, P, C>
                : IsImmediate<C> extends true
                  ? ImmediateFault<F, P, C>
                  : `${Subject<F, P>} is one of several kinds of operand${Takes<F, P>}`;

type MemoryFault<F extends Signature, P extends number, C> = [C] extends ["block"]
  ? `${Subject<F, P>} is a whole struct, union or array, which no instruction moves: use field() for a member`
  : "m" extends F["forms"][P]
    ? [C] extends ["m8"]
      ? WidthFault<F, P, 8, "m8">
      : [C] extends ["m16"]
        ? WidthFault<F, P, 16, "m16">
        : [C] extends ["m32"]
          ? WidthFault<F, P, 32, "m32">
          : [C] extends ["m64"]
            ? WidthFault<F, P, 64, "m64">
            : `${Subject<F, P>} is memory of a width the types do not know${Takes<F, P>}: retype() it`
    : `${Subject<F, P>} is memory${Takes<F, P>}`;

type WidthFault<
  F extends Signature,
  P extends number,
  Bits extends number,
  C extends WideMemory,
> = `${Subject<F, P>} is ${Bits} bits wide, ${F["mnemonic"]} takes ${F["width"]}: ${Instead<F, P, C>}retype() it`;

/** `use MOVL, MOVLQSX or MOVLQZX, or `. */
type Instead<F extends Signature, P extends number, C extends WideMemory> = F["siblings"][C] extends string
  ? `use ${F["siblings"][C]}${P extends 0 ? Extended<F["narrower"], Extensions<F["width"], C>> : ""}, or `
  : "";

/** `, MOVLQSX or MOVLQZX`. */
type Extended<How extends Signature["narrower"], Moves extends string> = [Moves] extends [never]
  ? ""
  : How extends "extending-move"
    ? `, ${Moves}`
    : How extends "load-first"
      ? `, or load it with ${Moves} first`
      : "";

/** The moves that extend memory of class C to a register of W bits. */
type Extensions<W, C extends WideMemory> = W extends keyof ExtendingMoves
  ? C extends keyof ExtendingMoves[W]
    ? ExtendingMoves[W][C]
    : never
  : never;

interface ExtendingMoves {
  readonly 16: { readonly m8: "MOVBWSX or MOVBWZX" };
  readonly 32: { readonly m8: "MOVBLSX or MOVBLZX"; readonly m16: "MOVWLSX or MOVWLZX" };
  readonly 64: {
    readonly m8: "MOVBQSX or MOVBQZX";
    readonly m16: "MOVWQSX or MOVWQZX";
    readonly m32: "MOVLQSX or MOVLQZX";
  };
}

type ImmediateFault<F extends Signature, P extends number, C> = "i8" extends F["forms"][P]
  ? [C] extends ["too-wide"]
    ? `${Subject<F, P>} is no integer of 64 bits (write wide ones with an n, 0x1_0000_0000n)`
    : `${Subject<F, P>} does not fit: ${F["widest"]}`
  : `${Subject<F, P>} is a number${Takes<F, P>}`;

/** What is wrong with two operands that are good each, but not together. */
type PairFault<F extends Signature, A, B> = readonly [A, B] extends
  readonly [XmmName, YmmName] | readonly [YmmName, XmmName]
  ? `${F["mnemonic"]}: its vector registers are of different widths: all X, or all Y`
  : [A | B] extends [MemoryClass]
    ? `${F["mnemonic"]}: both operands are memory, which no instruction takes: go through a register`
    : [A | B] extends [MemoryClass | ImmediateClass]
      ? `${F["mnemonic"]}: a number of 64 bits goes only into a register: load it with MOVQ first`
      : [A | B] extends [MemoryClass | "address"]
        ? `${F["mnemonic"]}: the address of a symbol goes only into a register: load it with MOVQ first`
        : `${F["mnemonic"]}: it does not take these two operands together`;
