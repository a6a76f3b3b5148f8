import type { CType, PointerType, VoidType } from "../ctypes/ctype.js";
import { int32, pointer, voidType } from "../ctypes/ctype.js";
import type { NamedNumber } from "../port/definitions.js";
import type { CText } from "./c-text.js";
import type { Expression, Fragment, Reference } from "./expression.js";
import { about, expression, operand, primary, text } from "./expression.js";

/** A variable or macro of the headers. */
export function variable<const T extends CType>(name: string, type: T): Expression<T> {
  return expression(type, [{ kind: "global", name, what: "variable" }], "primary");
}

/** An array of the headers, or of another file, whose length is not known here; in expressions it is a pointer. */
export function arrayVariable<const T extends CType>(name: string, type: T): Expression<PointerType<8, T>> {
  return expression(pointer(type), [{ kind: "global", name, what: "array" }], "primary");
}

/** The null pointer. */
export const nil: Expression<PointerType<8, VoidType>> = expression(pointer(voidType), [text("nil")], "primary");

/** `(byte*)v`: the value as another type, whatever its own. */
export function cast<const T extends CType>(type: T, value: Reference): Expression<T> {
  return expression(type, [text("("), { kind: "type", type }, text(")"), ...operand(value)], "unary");
}

/** `&l->key` */
export function ref<T extends CType>(value: Reference<T>): Expression<PointerType<8, T>> {
  return expression(pointer(value[about].type), [text("&"), ...operand(value)], "unary");
}

/**
 * A piece of C with the type that it has, where a value is wanted and no constructor gives it.
 *
 * @example
 * signalstack({ p: typed(pointer(byte), c`${m.gsignal.stackguard} - ${StackGuard}`), n: 32768 })
 */
export function typed<const T extends CType>(type: T, value: CText): Expression<T> {
  return expression(type, [{ kind: "inner", text: value }], "loose");
}

/** Flags together: `PROT_READ|PROT_WRITE`. */
export function or(...flags: readonly [NamedNumber, ...NamedNumber[]]): Expression<typeof int32> {
  return expression(
    int32,
    flags.flatMap((flag, index): readonly Fragment[] => [
      ...(index === 0 ? [] : [text("|")]),
      { kind: "global", name: flag.name, what: "constant" },
    ]),
    flags.length === 1 ? "primary" : "loose",
  );
}

/** `*sec` */
export function deref<T extends CType>(value: Reference<PointerType<8, T>>): Expression<T> {
  return expression(value[about].type.target, [text("*"), ...operand(value)], "unary");
}

/** `runtime·sigtab[sig]` */
export function element<T extends CType>(of: Reference<PointerType<8, T>>, index: Reference | number): Expression<T> {
  const position = typeof index === "number" ? [text(String(index))] : index[about].fragments;
  return expression(of[about].type.target, [...primary(of), text("["), ...position, text("]")], "primary");
}
