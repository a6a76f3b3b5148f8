import type { Diagnostic } from "../diagnostic.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import { checkLocalName, checkSymbolName } from "./c-name.js";
import { checkUnnamed } from "./check-type.js";
import type { ScalarType, StructType, UnionType, VoidType } from "./ctype.js";

/** What C passes and returns by value. */
export type ValueType = ScalarType | StructType | UnionType;

/** Parameters by name, in order. */
export type PrototypeParameters = Readonly<Record<string, ValueType>>;

/** The declaration of a function: `void runtime·setitimer(int32 which, Itimerval *new, Itimerval *old);`. */
export interface Prototype<
  Name extends string = string,
  Returns extends ValueType | VoidType = ValueType | VoidType,
  Parameters extends PrototypeParameters = PrototypeParameters,
> {
  readonly kind: "prototype";
  /** Its symbol, with the middle dot. */
  readonly name: Name;
  readonly returns: Returns;
  readonly parameters: Parameters;
  readonly site: SourceSite;
}

/**
 * Declares a function.
 *
 * @example
 * prototype("runtime·sigaltstack", voidType, { new: pointer(Sigaltstack), old: pointer(Sigaltstack) })
 */
export function prototype<
  const Name extends string,
  const Returns extends ValueType | VoidType,
  const Parameters extends PrototypeParameters = Readonly<Record<string, never>>,
>(name: Name, returns: Returns, parameters?: Parameters): Prototype<Name, Returns, Parameters>;
export function prototype(
  name: string,
  returns: ValueType | VoidType,
  parameters: PrototypeParameters = {},
): Prototype {
  return Object.freeze({
    kind: "prototype",
    name,
    returns,
    parameters: Object.freeze(parameters),
    site: captureSite(prototype),
  });
}

/** What C would not accept of a prototype. */
export function checkPrototype(declared: Prototype): readonly Diagnostic[] {
  const { name, returns, parameters, site } = declared;
  return [
    ...checkSymbolName(name, "a function", site),
    ...checkUnnamed(returns, `the result of ${name}`, site, "returns"),
    ...Object.entries(parameters).flatMap(([parameter, type]) => [
      ...checkLocalName(parameter, `a parameter of ${name}`, site),
      ...checkUnnamed(type, `parameter ${parameter} of ${name}`, site, "parameter"),
    ]),
  ];
}
