import type { CType, PointerType } from "../ctypes/ctype.js";
import { fieldsOf, int8, pointer } from "../ctypes/ctype.js";
import { underlyingType } from "../ctypes/underlying-type.js";
import type { Diagnostic } from "../diagnostic.js";
import type { CText } from "./c-text.js";

/** Where an expression keeps what it is: apart from the members, which authors write behind its dot. */
export const about: unique symbol = Symbol("expression of C");

/** A piece of C on one line. */
export type Fragment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "type"; readonly type: CType }
  /** A parameter or local of the function `owner`. */
  | { readonly kind: "local"; readonly name: string; readonly owner: string }
  /** What a header or the file itself declares. */
  | { readonly kind: "global"; readonly name: string; readonly what: GlobalKind }
  /** Text of C inside an expression; it has one line. */
  | { readonly kind: "inner"; readonly text: CText }
  /** A mistake, found where the expression was made. */
  | { readonly kind: "fault"; readonly diagnostic: Diagnostic };

export type GlobalKind = "constant" | "function" | "routine" | "variable" | "array";

/** How tightly C binds an expression: only a primary one takes a member or an index without parentheses. */
export type Binding = "primary" | "unary" | "loose";

export interface ExpressionData<T extends CType = CType> {
  readonly type: T;
  readonly fragments: readonly Fragment[];
  readonly binding: Binding;
}

/** An expression of C with its type, whatever members that has. */
export interface Reference<T extends CType = CType> {
  readonly [about]: ExpressionData<T>;
}

/**
 * An expression of C. The members of its struct, or of the struct that it points at, stand behind a dot, as they do in
 * Go: `r.sc_rip` comes out as `r->sc_rip` or `r.sc_rip`, whichever it takes.
 */
export type Expression<T extends CType = CType> = Reference<T> & MembersOf<T>;

type MembersOf<T> = T extends PointerType<8, infer Target> ? OwnMembersOf<Target> : OwnMembersOf<T>;

type OwnMembersOf<T> = T extends { readonly fields: infer Fields }
  ? {
      readonly [Name in keyof Fields & string]: Fields[Name] extends { readonly type: infer Type extends CType }
        ? Expression<Type>
        : never;
    }
  : T extends { readonly members: infer Members }
    ? { readonly [Name in keyof Members & string]: Members[Name] extends CType ? Expression<Members[Name]> : never }
    : unknown;

/** An expression of a type. */
export function expression<T extends CType>(type: T, fragments: readonly Fragment[], binding: Binding): Expression<T> {
  const made: Reference<T> = { [about]: Object.freeze({ type, fragments: Object.freeze(fragments), binding }) };
  return Object.freeze(withMembers(made)) as Expression<T>;
}

/** Adds a getter for each member, so that a chain of pointers is followed only as far as somebody writes it. */
function withMembers<R extends Reference>(made: R): R {
  const { type } = made[about];
  const own = underlyingType(type);
  const arrow = own.kind === "pointer";
  for (const [name, member] of memberTypes(arrow ? own.target : own)) {
    Object.defineProperty(made, name, {
      get: () => expression(member, [...primary(made), text(`${arrow ? "->" : "."}${name}`)], "primary"),
    });
  }
  return made;
}

function memberTypes(type: CType): readonly (readonly [string, CType])[] {
  const own = underlyingType(type);
  switch (own.kind) {
    case "struct":
    case "union":
      return fieldsOf(own).map((member) => [member.name, member.type]);
    case "incomplete":
      return Object.entries(own.members ?? {});
    case "void":
    case "integer":
    case "pointer":
    case "array":
    case "function":
      return [];
  }
}

export function text(written: string): Fragment {
  return Object.freeze({ kind: "text", text: written });
}

/** An expression where only a primary one can stand. */
export function primary(value: Reference): readonly Fragment[] {
  const { fragments, binding } = value[about];
  return binding === "primary" ? fragments : [text("("), ...fragments, text(")")];
}

/** An expression behind a unary operator. */
export function operand(value: Reference): readonly Fragment[] {
  const { fragments, binding } = value[about];
  return binding === "loose" ? [text("("), ...fragments, text(")")] : fragments;
}

export function isReference(value: unknown): value is Reference {
  return (typeof value === "object" || typeof value === "function") && value !== null && about in value;
}

/** What a string of C is. */
export const stringType = pointer(int8);
