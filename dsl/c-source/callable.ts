import type { CType, FunctionType, PointerType, ScalarType, VoidType } from "../ctypes/ctype.js";
import { functionType, int8, pointer, voidType } from "../ctypes/ctype.js";
import type { ArgumentTypes } from "../operands/argument.js";
import type { Routine } from "../routines/routine.js";
import { hasPlainArguments } from "../routines/routine.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { JudgedRecord, JudgedTuple, JudgedVerbs, VerbsOf } from "./accept.js";
import type { Expression, Fragment, GlobalKind, Reference } from "./expression.js";
import { about, expression, text } from "./expression.js";
import { judge, judgeVerb, written } from "./judge.js";

/** A parameter; a function that headers declare by its types alone has none with names. */
export interface Parameter {
  readonly name?: string;
  readonly type: CType;
}

/** What a function takes and returns. */
export interface Signature {
  readonly returns: CType;
  readonly parameters: readonly Parameter[];
  /** Behind its last parameter stand as many values as the format in that parameter asks for. */
  readonly formats: boolean;
}

/** A function by its symbol. Called in a description it gives the call in C; by itself it is its address. */
export interface Callable<Name extends string = string> extends Reference<PointerType<8, FunctionType>> {
  readonly symbol: Name;
  readonly signature: Signature;
  /** The description of the routine that it is, where it is one of the port's. */
  readonly routine?: Routine | undefined;
}

/** Is it a function that was declared, not a variable? */
export function isCallable(declared: Callable | Reference): declared is Callable {
  return "signature" in declared;
}

/** Parameters by name, in order. */
export type NamedTypes = Readonly<Record<string, CType>>;

/** A function whose parameters have names: called with them, in any order. */
export interface NamedFunction<
  Name extends string,
  Returns extends CType,
  P extends NamedTypes,
> extends Callable<Name> {
  <const Given extends Readonly<Record<string, unknown>>>(
    ...args: string extends keyof P
      ? readonly []
      : [keyof P] extends [never]
        ? readonly []
        : readonly [args: [Given] extends [never] ? Given : JudgedRecord<Name, P, Given>]
  ): Expression<Returns>;
}

/** A function known by the types of its parameters: called with values in their order. */
export interface PositionalFunction<
  Name extends string,
  Returns extends CType,
  P extends readonly CType[],
> extends Callable<Name> {
  <const Given extends readonly unknown[]>(
    ...args: [Given] extends [never] ? Given : JudgedTuple<Name, P, Given>
  ): Expression<Returns>;
}

/** A function that takes a format and what it asks for. */
export interface FormatFunction<Name extends string> extends Callable<Name> {
  <const Format extends string, const Given extends readonly unknown[]>(
    format: Format,
    ...values: [Given] extends [never] ? Given : JudgedVerbs<Name, VerbsOf<Format>, Given>
  ): Expression<VoidType>;
}

/**
 * A routine of the port, to be called from C with its arguments by name. `returns` is what headers declare as its
 * result, where that is not what it leaves in AX.
 *
 * @example
 * const munmap = callable(routines.munmap, voidType);
 * c`${munmap({ addr: v, len: n })};`
 */
export function callable<
  const Name extends string,
  const A extends ArgumentTypes,
  const Returns extends ScalarType | VoidType,
>(described: Routine<Name, A, Returns>): NamedFunction<Name, Returns, A>;
export function callable<const Name extends string, const A extends ArgumentTypes, const Declared extends CType>(
  described: Routine<Name, A>,
  returns: Declared,
): NamedFunction<Name, Declared, A>;
export function callable(
  described: Routine,
  returns: CType = described.returns,
): NamedFunction<string, CType, NamedTypes> {
  if (!hasPlainArguments(described)) {
    throw new Error(`${described.name} has placed its arguments where C code does not look for them`);
  }
  const parameters = Object.entries(described.argumentTypes).map(([name, type]) => ({ name, type }));
  return namedFunction(described.name, { returns, parameters, formats: false }, { routine: described });
}

/**
 * A function that a header declares.
 *
 * @example
 * const cas = headerFunction("runtime·cas", bool, pointer(uint32), uint32, uint32);
 * c`if(${cas(ref(l.key), 0, 1)})`
 */
export function headerFunction<
  const Name extends string,
  const Returns extends CType,
  const P extends readonly CType[],
>(name: Name, returns: Returns, ...parameters: P): PositionalFunction<Name, Returns, P>;
export function headerFunction(
  name: string,
  returns: CType,
  ...parameters: readonly CType[]
): PositionalFunction<string, CType, readonly CType[]> {
  const signature = { returns, parameters: parameters.map((type) => ({ type })), formats: false };
  const call = (...args: readonly unknown[]): Expression => {
    const faults =
      args.length === parameters.length
        ? parameters.flatMap((type, index) => judge(`${name}: argument ${index + 1}`, type, args[index]) ?? [])
        : [`${name} takes ${countOf(parameters.length)}, ${args.length} given`];
    return callExpression(name, "function", returns, args, faults, captureSite(call));
  };
  return asCallable(call, name, "function", signature, {});
}

/**
 * The runtime's printf, whose verbs are not those of the C library: %d and %x take 32 bits, %D and %X 64, %p a pointer,
 * %s an int8*. The values are checked against the format.
 *
 * @example
 * const printf = formatFunction("runtime·printf");
 * c`${printf("PC=%X\n", r.sc_rip)};`
 */
export function formatFunction<const Name extends string>(name: Name): FormatFunction<Name>;
export function formatFunction(name: string): FormatFunction<string> {
  const signature = { returns: voidType, parameters: [{ type: pointer(int8) }], formats: true };
  const call = (format: unknown, ...values: readonly unknown[]): Expression<VoidType> => {
    const verbs =
      typeof format === "string"
        ? [...format.matchAll(/%(.)/gsu)].flatMap(([, verb]) => (verb === "%" ? [] : (verb ?? [])))
        : [];
    const faults =
      typeof format !== "string"
        ? [`${name}: the format is no string`]
        : values.length === verbs.length
          ? verbs.flatMap((verb, index) => judgeVerb(name, verb, values[index]) ?? [])
          : [`${name}: the format asks for ${countOf(verbs.length)}, ${values.length} given`];
    return callExpression(name, "function", voidType, [format, ...values], faults, captureSite(call));
  };
  return asCallable(call, name, "function", signature, {});
}

/** A function whose arguments are given by name. */
export function namedFunction<Extra extends object>(
  name: string,
  signature: Signature,
  extra: Extra,
): NamedFunction<string, CType, NamedTypes> & Extra {
  const what: GlobalKind = "routine" in extra ? "routine" : "function";
  const call = (given: Readonly<Record<string, unknown>> = {}): Expression => {
    const names = signature.parameters.map((parameter) => parameter.name ?? "");
    const faults = [
      ...Object.keys(given)
        .filter((key) => !names.includes(key))
        .map((key) => `${name} has no parameter ${key}`),
      ...signature.parameters.flatMap(({ name: key = "", type }) =>
        Object.hasOwn(given, key)
          ? (judge(`${name}: ${key}`, type, given[key]) ?? [])
          : [`${name} is not given its argument ${key}`],
      ),
    ];
    const values = names.map((key) => given[key]);
    return callExpression(name, what, signature.returns, values, faults, captureSite(call));
  };
  return asCallable(call, name, what, signature, extra);
}

function countOf(count: number): string {
  return count === 1 ? "1 argument" : `${count} arguments`;
}

/** `runtime·cas(&l->key, 0, 1)`, with what is wrong with it. */
function callExpression<Returns extends CType>(
  name: string,
  what: GlobalKind,
  returns: Returns,
  values: readonly unknown[],
  faults: readonly string[],
  site: SourceSite,
): Expression<Returns> {
  const list = values.flatMap((value, index) => [...(index === 0 ? [] : [text(", ")]), ...written(value)]);
  const found = faults.map((message): Fragment => ({
    kind: "fault",
    diagnostic: { code: "c-argument", message, site },
  }));
  return expression(returns, [{ kind: "global", name, what }, text("("), ...list, text(")"), ...found], "primary");
}

/** Makes a function of TypeScript a function of C. */
function asCallable<F extends (...args: never[]) => unknown, Extra extends object>(
  call: F,
  symbol: string,
  what: GlobalKind,
  signature: Signature,
  extra: Extra,
): F & Callable & Extra {
  const type = pointer(functionType(signature.returns, ...signature.parameters.map((parameter) => parameter.type)));
  const value = expression(type, [{ kind: "global", name: symbol, what }], "primary");
  return Object.freeze(
    Object.assign(call, { symbol, signature: Object.freeze(signature), [about]: value[about] }, extra),
  );
}
