import { declarationOf, withoutAnnotations, type Declaration } from "./c-declaration.js";
import type { Place, Report } from "../preprocessor/fault.js";
import type { ImportedParameter, ImportedPrototype } from "./table.js";
import { shownTokens, type Token } from "../preprocessor/token.js";
import type { TypeResolver } from "./type-resolver.js";

/** A function's declaration, read but not understood yet: some are read that nobody asks for. */
export interface WrittenPrototype {
  readonly name: Token;
  readonly declaration: Declaration;
  readonly tokens: readonly Token[];
}

/** Reads the tokens of a function's declaration, without the semicolon. What is none is reported. */
export function writtenPrototype(tokens: readonly Token[], start: Place, report: Report): WrittenPrototype | undefined {
  const kept = withoutAnnotations(tokens);
  const declaration = declarationOf(kept, start, report);
  if (declaration === undefined) {
    return undefined;
  }
  if (declaration.name === undefined || declaration.type.kind !== "function") {
    report({ place: declaration.place, message: "expected the prototype of a function: type name(parameters)" });
    return undefined;
  }
  return { name: declaration.name, declaration, tokens: kept };
}

/** A parameter that stands there for alignment only, by the names that the BSDs give it. */
const padName = /^_*pad\d*$/i;

/** What a prototype means, with the name that the call has. What cannot be passed is reported. */
export function resolvedPrototype(
  { declaration, name: function_, tokens }: WrittenPrototype,
  callName: string,
  types: TypeResolver,
  report: Report,
): ImportedPrototype | undefined {
  const { type, place } = declaration;
  if (type.kind !== "function") {
    return undefined;
  }
  const returns = types.result(type.returns, place);
  // `... register_t args[8]` stands for more arguments, not for a pointer to them.
  const declared = type.parameters.filter((parameter) => !(parameter.varying && parameter.type.kind === "array"));
  const parameters = declared.map((parameter, index) => importedParameter(parameter, index, types));
  const known = parameters.filter((parameter) => parameter !== undefined);
  if (returns === undefined || known.length < parameters.length) {
    return undefined;
  }
  const twice = known.findIndex(({ name }, index) => known.findIndex((other) => other.name === name) < index);
  if (twice >= 0) {
    const message = `${callName} has two parameters named ${known[twice]?.name ?? ""}`;
    report({ place: declared[twice]?.name?.place ?? place, message });
    return undefined;
  }
  const shown = shownTokens(tokens.map((token) => (token === function_ ? { ...token, text: callName } : token)));
  return { returns, parameters: known, shown };
}

function importedParameter(
  { name, type, place }: Declaration,
  index: number,
  types: TypeResolver,
): ImportedParameter | undefined {
  const resolved = types.register(type, place);
  if (resolved === undefined) {
    return undefined;
  }
  const isPadding = name !== undefined && padName.test(name.text) && resolved.kind === "integer";
  return {
    name: name?.text ?? `arg${String(index + 1)}`,
    type: isPadding ? { kind: "padding" } : resolved,
  };
}
