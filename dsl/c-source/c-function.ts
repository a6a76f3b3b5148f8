import type { CType, VoidType } from "../ctypes/ctype.js";
import { voidType } from "../ctypes/ctype.js";
import type { TextFlag } from "../routines/text-flag.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { Judged } from "./accept.js";
import type { CText } from "./c-text.js";
import { isType, shown } from "./c-text.js";
import type { NamedFunction, NamedTypes, Signature } from "./callable.js";
import { namedFunction } from "./callable.js";
import type { Expression } from "./expression.js";
import { expression, text } from "./expression.js";
import { judge, written } from "./judge.js";

/** What a function of C is besides its body. */
export interface CFunctionOptions<Returns extends CType, P extends NamedTypes, L extends NamedTypes> {
  /** What it does; comes out above it as a comment. */
  readonly doc?: string;
  /** Default: nothing. */
  readonly returns?: Returns;
  /** Parameters by name, in order. Default: none. */
  readonly params?: P;
  /** Local variables by name. They are declared at the top; one that a form of the errata does not use is left out. */
  readonly locals?: L;
  /** Known in its own file only. */
  readonly static?: boolean;
  /** Flags of the function's TEXT, which the Plan 9 compiler is told by a pragma. Default: none of them. */
  readonly flags?: readonly TextFlag[];
}

/** A function of C: something to call, and an item of a C source. */
export type CFunction<
  Name extends string = string,
  Returns extends CType = CType,
  P extends NamedTypes = NamedTypes,
> = NamedFunction<Name, Returns, P> & CFunctionDefinition;

/** What makes a function of C more than something to call. */
export interface CFunctionDefinition {
  readonly kind: "c-function";
  readonly symbol: string;
  readonly signature: Signature;
  readonly doc: string | undefined;
  readonly isStatic: boolean;
  readonly flags: readonly TextFlag[];
  readonly returns: CType;
  readonly parameters: NamedTypes;
  readonly locals: NamedTypes;
  readonly body: CText;
  readonly site: SourceSite;
}

/** Names with their types as expressions. */
export type Expressions<P extends NamedTypes> = string extends keyof P
  ? unknown
  : { readonly [Name in keyof P & string]: Expression<P[Name]> };

/** `return` with the value that the function's result takes. */
export type Return<Name extends string, Returns extends CType> = [Returns] extends [VoidType]
  ? () => Expression<VoidType>
  : <const Given>(
      value: [Given] extends [never] ? Given : Judged<`${Name}: its result`, Returns, Given>,
    ) => Expression<VoidType>;

type NoNames = Readonly<Record<string, never>>;

/**
 * A function of C. The body gets parameters and locals by name, and `returns`, which checks what comes back. It is text
 * of C; what is inserted is checked: members, constants, calls with their arguments.
 *
 * @example
 * const SysFree = cFunction("runtime·SysFree", { params: { v: pointer(voidType), n: uintptr } }, ({ v, n }) => c`
 *   ${mstats.sys} -= ${n};
 *   ${munmap({ addr: v, len: n })};
 * `);
 */
export function cFunction<
  const Name extends string,
  const Returns extends CType = VoidType,
  const P extends NamedTypes = NoNames,
  const L extends NamedTypes = NoNames,
>(
  name: Name,
  options: CFunctionOptions<Returns, P, L>,
  body: (names: Expressions<P> & Expressions<L>, returns: Return<Name, Returns>) => CText,
): CFunction<Name, Returns, P>;
export function cFunction(
  name: string,
  options: CFunctionOptions<CType, NamedTypes, NamedTypes>,
  body: (names: Expressions<NamedTypes>, returns: (value?: unknown) => Expression<VoidType>) => CText,
): CFunction {
  const { doc, params = {}, locals = {}, flags = [] } = options;
  const returnType = options.returns ?? voidType;
  for (const [local, type] of Object.entries({ ...params, ...locals })) {
    checkType(type, `the type of ${local} in ${name}`);
  }
  const names = Object.fromEntries(
    // A local called like a parameter is a mistake that the checks tell of.
    Object.entries({ ...locals, ...params }).map(([local, type]) => [
      local,
      expression(type, [{ kind: "local", name: local, owner: name }], "primary"),
    ]),
  );
  const returns = (value?: unknown): Expression<VoidType> => {
    const isVoid = returnType.kind === "void";
    const message = isVoid
      ? value === undefined
        ? undefined
        : `${name}: its result is nothing, and a value is returned`
      : judge(`${name}: its result`, returnType, value);
    return expression(
      voidType,
      [
        text(isVoid ? "return" : "return "),
        ...written(value),
        ...(message === undefined
          ? []
          : [{ kind: "fault" as const, diagnostic: { code: "c-result", message, site: captureSite(returns) } }]),
      ],
      "loose",
    );
  };
  const parameters = Object.entries(params).map(([parameter, type]) => ({ name: parameter, type }));
  const signature = { returns: returnType, parameters, formats: false };
  const definition: CFunctionDefinition = {
    kind: "c-function",
    symbol: name,
    signature,
    doc,
    isStatic: options.static ?? false,
    flags: Object.freeze(flags),
    returns: returnType,
    parameters: Object.freeze(params),
    locals: Object.freeze(locals),
    body: checkedBody(body(Object.freeze(names), returns), name),
    site: captureSite(cFunction),
  };
  return namedFunction(name, signature, definition);
}

/** A description without types can put anything anywhere; where it does, nothing that follows makes sense. */
function checkType(type: unknown, what: string): void {
  if (!isType(type)) {
    throw new Error(`${what} is no type of C but ${shown(type)}`);
  }
}

function checkedBody(body: CText, name: string): CText {
  const given: unknown = body;
  if (typeof given !== "object" || given === null || !("kind" in given) || given.kind !== "c-text") {
    throw new Error(`the body of ${name} is no text of C but ${shown(given)}`);
  }
  return body;
}
