import type { CType, IntegerType } from "../ctypes/ctype.js";
import { int32 } from "../ctypes/ctype.js";
import { underlyingType } from "../ctypes/underlying-type.js";
import { immediateClass } from "../operands/immediate.js";
import type { NamedNumber } from "../port/definitions.js";
import { numberLiteral, stringLiteral } from "./c-literal.js";
import type { Fragment } from "./expression.js";
import { about, isReference, stringType, text } from "./expression.js";

export function isConstant(value: unknown): value is NamedNumber {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "constant";
}

/** How a value is written; nothing for what is no value. */
export function written(value: unknown): readonly Fragment[] {
  if (isReference(value)) {
    return value[about].fragments;
  }
  if (isConstant(value)) {
    return [{ kind: "global", name: value.name, what: "constant" }];
  }
  switch (typeof value) {
    case "number":
    case "bigint":
      return [text(numberLiteral(value))];
    case "string":
      return [text(stringLiteral(value))];
    case "boolean":
      return [text(String(value))];
    default:
      return [];
  }
}

/** Says why C would not take a value for a type as it is; `where` names the place. Types say the same: `Judged`. */
export function judge(where: string, type: CType, given: unknown): string | undefined {
  const wanted = underlyingType(type);
  if (isReference(given)) {
    return judgeType(where, wanted, underlyingType(given[about].type));
  }
  if (isConstant(given) || typeof given === "number" || typeof given === "bigint") {
    const value = isConstant(given) ? given.value : given;
    if (wanted.kind !== "integer") {
      const remedy = wanted.kind === "pointer" ? ": write nil, or cast() it" : "";
      return `${where} is ${described(wanted)}, and a number is passed${remedy}`;
    }
    return judgeNumber(where, wanted, value);
  }
  if (typeof given === "string") {
    if (wanted.kind !== "pointer") {
      return `${where} is ${described(wanted)}, and a string is passed`;
    }
    return judgeType(where, wanted, stringType) === undefined
      ? undefined
      : `${where} points at ${typeName(wanted.target)}, and a string is passed: cast() it`;
  }
  if (typeof given === "boolean") {
    return wanted.kind === "integer" && wanted.name === "bool"
      ? undefined
      : `${where} is ${described(wanted)}, and a truth value is passed`;
  }
  return `${where}: what is passed is no expression of C`;
}

function judgeNumber(where: string, { size, signed }: IntegerType, value: number | bigint): string | undefined {
  if (immediateClass(value) === "too-wide") {
    return `${where}: ${String(value)} is no whole number of 64 bits`;
  }
  const v = BigInt(value);
  if (!signed && v < 0n) {
    return `${where} is unsigned, and ${String(v)} is passed`;
  }
  const bits = BigInt(size * 8);
  const [low, high] = signed ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
  return v >= low && v <= high ? undefined : `${where} has ${String(bits)} bits, and ${String(v)} does not fit`;
}

function judgeType(where: string, wanted: CType, given: CType): string | undefined {
  if (given.kind === "void") {
    return `${where} is ${described(wanted)}, and what is passed has no value`;
  }
  if (wanted.kind === "pointer") {
    const target = given.kind === "pointer" ? given.target : given.kind === "array" ? given.element : undefined;
    if (target === undefined) {
      return `${where} is a pointer, and ${described(given)} is passed: cast() it`;
    }
    return pointsAlike(wanted.target, target)
      ? undefined
      : `${where} points at ${typeName(wanted.target)}, and a pointer to ${typeName(target)} is passed: cast() it`;
  }
  if (wanted.kind === "integer") {
    if (given.kind !== "integer") {
      const remedy = given.kind === "pointer" ? ": cast() it" : "";
      return `${where} is ${described(wanted)}, and ${described(given)} is passed${remedy}`;
    }
    if (given.size > wanted.size) {
      return `${where} has ${wanted.size * 8} bits, and ${given.size * 8} are passed: cast() it`;
    }
    return !wanted.signed && given.signed && given.size < wanted.size
      ? `${where} is unsigned with ${wanted.size * 8} bits, and ${given.name} would be sign-extended: cast() it`
      : undefined;
  }
  return sameType(wanted, given) ? undefined : `${where} is ${described(wanted)}, and ${described(given)} is passed`;
}

/** May a pointer to the one stand for a pointer to the other? Anything goes for `void*`, and `void*` for anything. */
function pointsAlike(one: CType, other: CType): boolean {
  const [a, b] = [underlyingType(one), underlyingType(other)];
  if (a.kind === "void" || b.kind === "void") {
    return true;
  }
  return a.kind === "pointer" && b.kind === "pointer" ? pointsAlike(a.target, b.target) : sameType(a, b);
}

/** Are two types one to a C compiler that has read the runtime's headers? */
export function sameType(one: CType, other: CType): boolean {
  const [a, b] = [underlyingType(one), underlyingType(other)];
  if (a.kind === "integer" && b.kind === "integer") {
    return canonicalName(a) === canonicalName(b);
  }
  if (a.kind === "pointer" && b.kind === "pointer") {
    return sameType(a.target, b.target);
  }
  if (a.kind === "array" && b.kind === "array") {
    return a.count === b.count && sameType(a.element, b.element);
  }
  if (a.kind === "function" && b.kind === "function") {
    return (
      sameType(a.returns, b.returns) &&
      a.parameters.length === b.parameters.length &&
      a.parameters.every((parameter, index) => sameType(parameter, b.parameters[index] ?? parameter))
    );
  }
  if (a.kind === "void" || b.kind === "void") {
    return a.kind === b.kind;
  }
  return isAggregate(a) && isAggregate(b) && typeName(a) === typeName(b);
}

function isAggregate({ kind }: CType): boolean {
  return kind === "struct" || kind === "union" || kind === "incomplete";
}

/** The runtime's headers make bytes and truth values uint8. */
function canonicalName({ name }: IntegerType): string {
  return name === "byte" || name === "bool" ? "uint8" : name;
}

export function typeName(type: CType): string {
  switch (type.kind) {
    case "integer":
    case "struct":
    case "union":
    case "typedef":
      return type.name;
    case "incomplete":
      return type.tag;
    case "void":
      return "void";
    case "pointer":
      return `${typeName(type.target)}*`;
    case "function":
      return "a function";
    case "array":
      return "an array";
  }
}

function described(type: CType): string {
  switch (type.kind) {
    case "pointer":
      return "a pointer";
    case "integer":
      return `an integer of ${type.size * 8} bits`;
    case "void":
      return "nothing";
    case "array":
    case "function":
      return typeName(type);
    case "struct":
    case "union":
    case "typedef":
    case "incomplete":
      return `a ${typeName(type)}`;
  }
}

/** Says why a value does not suit a verb of the runtime's printf, which takes it from the stack by the verb alone. */
export function judgeVerb(called: string, verb: string, given: unknown): string | undefined {
  const where = `${called}: %${verb}`;
  switch (verb) {
    case "s":
      return judge(where, stringType, given);
    case "d":
    case "x":
      return isReference(given)
        ? judgeWidth(called, verb, underlyingType(given[about].type))
        : judge(where, int32, given);
    case "D":
    case "X":
    case "p":
      return isReference(given)
        ? judgeWidth(called, verb, underlyingType(given[about].type))
        : `${where} takes 64 bits, and a number has 32: cast() it`;
    default:
      return `${called} has no verb %${verb}: it has %d %D %x %X %p %s`;
  }
}

function judgeWidth(called: string, verb: "d" | "x" | "D" | "X" | "p", given: CType): string | undefined {
  const where = `${called}: %${verb}`;
  const wide = verb === "D" || verb === "X" || verb === "p";
  if (given.kind === "pointer" && verb === "p") {
    return undefined;
  }
  if (given.kind !== "integer") {
    return `${where} takes ${verb === "p" ? "a pointer" : "an integer"}, and ${described(given)} is passed`;
  }
  if (wide === (given.size === 8)) {
    return undefined;
  }
  const remedy = verb === "p" ? "" : `: write %${wide ? verb.toLowerCase() : verb.toUpperCase()}`;
  return `${where} takes ${wide ? 64 : 32} bits, and ${given.size * 8} are passed${remedy}`;
}
