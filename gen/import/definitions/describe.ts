import type { DefinedType } from "../../../dsl/ctypes/check-type.js";
import type { CType, IntegerType, ObjectType } from "../../../dsl/ctypes/ctype.js";
import {
  array,
  bool,
  functionType,
  incompleteStruct,
  incompleteUnion,
  int16,
  int32,
  int64,
  int8,
  opaque,
  pointer,
  uint16,
  uint32,
  uint64,
  uint8,
  voidType,
} from "../../../dsl/ctypes/ctype.js";
import { flexible } from "../../../dsl/ctypes/explicit-layout.js";
import type { Entry } from "../dwarf/entries.js";
import { entryError } from "../dwarf/entries.js";
import type { NamedType } from "./catalogue.js";
import type {
  ImportedAggregate,
  ImportedArray,
  ImportedBase,
  ImportedFunction,
  ImportedType,
} from "./imported-type.js";
import { typeSize } from "./type-size.js";

/** What stands in a description for a type, and what has to be said about it there. */
export interface Described<Type extends CType = CType> {
  readonly type: Type;
  /** What the language of descriptions has no words for. */
  readonly remark?: string;
}

/** What a type without a name is called by where it is used. */
export interface Suggestion {
  /** `siginfo_t__sifields`. */
  readonly name: string;
  /** `siginfo_t._sifields`. */
  readonly path: string;
}

/** The types that the description defines, as far as they are known by now. */
export interface Definer {
  /** A type that is needed as a whole: defined now where it is not yet. `suggestion` is for one without a name. */
  define(type: NamedType, suggestion: Suggestion): DefinedType | undefined;
  /** A type that is defined already. */
  defined(type: NamedType): DefinedType | undefined;
  /** The name that a struct or union has, or is going to have; undefined for one without. */
  nameOf(aggregate: ImportedAggregate): string | undefined;
}

/** Types that unfold into more than this are no C. */
const mostNodes = 10_000;
const deepest = 100;

/** Puts a type of the object into the words of descriptions. One for each definition. */
export class TypeDescriber {
  readonly #definer: Definer;
  readonly #entry: Entry;
  #nodes = 0;
  #depth = 0;

  constructor(definer: Definer, entry: Entry) {
    this.#definer = definer;
    this.#entry = entry;
  }

  /** The type of something in memory. Undefined for what has no bytes, such as an empty struct of GNU's C. */
  object(type: ImportedType, suggestion: Suggestion): Described<ObjectType> | undefined {
    return this.#guarded(() => {
      const described = this.#object(type, suggestion);
      if (described !== undefined && described.type.size !== typeSize(type)) {
        throw this.#fail(`has ${String(typeSize(type))} bytes by its size and ${described.type.size} by its parts`);
      }
      return described;
    });
  }

  /** The type that a pointer leads to or a typedef names: it need not be complete. */
  target(type: ImportedType): Described {
    return this.#guarded(() => this.#target(type));
  }

  #object(type: ImportedType, suggestion: Suggestion): Described<ObjectType> | undefined {
    switch (type.kind) {
      case "base":
        return describeBase(type);
      case "pointer":
        return { ...this.#pointer(type.target()) };
      case "enumeration": {
        const defined = this.#definer.define(type, suggestion);
        return { type: defined ?? integerOf(type.size, type.isSigned) ?? uint32 };
      }
      case "typedef": {
        const defined = this.#definer.define(type, suggestion);
        return defined === undefined ? this.object(type.of, suggestion) : { type: defined };
      }
      case "struct":
      case "union": {
        const defined = this.#definer.define(type, suggestion);
        if (defined === undefined && type.size === undefined) {
          throw this.#fail(`holds a ${type.kind} ${type.tag ?? ""}, of which only the tag is known`);
        }
        return defined === undefined ? undefined : { type: defined };
      }
      case "array":
        return this.#array(type, suggestion);
      case "void":
      case "function":
        throw this.#fail(`holds ${type.kind === "void" ? "void" : "a function"}, which has no size`);
    }
  }

  #array(
    { element, counts, isVector, entry }: ImportedArray,
    suggestion: Suggestion,
  ): Described<ObjectType> | undefined {
    const described = this.object(element, {
      name: suggestion.name,
      path: `${suggestion.path}${"[]".repeat(counts.length)}`,
    });
    if (described === undefined) {
      return undefined;
    }
    const remark = described.remark === undefined ? {} : { remark: described.remark };
    if (isVector) {
      const size = typeSize({ kind: "array", element, counts, isVector, entry }) ?? 0;
      return { type: opaqueOf(size, size), remark: "a vector of the processor" };
    }
    const open = counts.findIndex((count) => count === undefined || count === 0);
    // From the innermost dimension outwards; dimensions around one without elements add nothing.
    const type = counts.slice(open + 1).reduceRight<ObjectType>((of, count) => array(of, count ?? 0), described.type);
    const around = counts.slice(0, open).length;
    return open < 0
      ? { type, ...remark }
      : {
          type: flexible(type),
          ...(around > 0 ? { remark: `an array of ${counts.slice(0, open).join(" by ")} of these` } : remark),
        };
  }

  #target(type: ImportedType): Described {
    switch (type.kind) {
      case "void":
        return { type: voidType };
      case "base": {
        const { type: described, remark } = describeBase(type);
        return remark === undefined ? { type: described } : { type: voidType, remark };
      }
      case "enumeration":
        return { type: this.#definer.defined(type) ?? integerOf(type.size, type.isSigned) ?? uint32 };
      case "typedef": {
        const defined = this.#definer.defined(type);
        return defined === undefined ? this.target(type.of) : { type: defined };
      }
      case "struct":
      case "union": {
        const defined = this.#definer.defined(type);
        const tag = defined?.name ?? this.#definer.nameOf(type);
        if (tag === undefined) {
          return { type: voidType, remark: `a ${type.kind} without a name` };
        }
        return { type: defined ?? (type.kind === "struct" ? incompleteStruct(tag) : incompleteUnion(tag)) };
      }
      case "pointer":
        return this.#pointer(type.target());
      case "array": {
        const element = this.target(type.element);
        const whole = asObject(element.type);
        return whole === undefined || element.remark !== undefined || type.counts.some((count) => (count ?? 0) === 0)
          ? { type: voidType, remark: `an array${element.remark === undefined ? "" : ` of ${element.remark}`}` }
          : { type: type.counts.reduceRight<ObjectType>((of, count) => array(of, count ?? 0), whole) };
      }
      case "function":
        return this.#function(type);
    }
  }

  #pointer(target: ImportedType): Described<ObjectType> {
    const { type, remark } = this.target(target);
    return { type: pointer(type), ...(remark === undefined ? {} : { remark: `a pointer to ${remark}` }) };
  }

  /** A function whose arguments the language can say, or else the mere fact that there is one. */
  #function({ returns, parameters, isVariadic }: ImportedFunction): Described {
    const passed = [returns(), ...parameters()].map((type) => this.target(type));
    const [result, ...taken] = passed;
    const lost = passed.find(
      ({ type, remark }, index) => !isPassed(type, index === 0) || (remark !== undefined && type.kind === "void"),
    );
    if (result === undefined || lost !== undefined) {
      const what = lost?.remark ?? lost?.type.kind ?? "";
      return {
        type: voidType,
        remark: `a function that takes or returns ${what === "incomplete" ? "a struct" : what}`,
      };
    }
    const remark =
      passed.find((one) => one.remark !== undefined)?.remark ?? (isVariadic ? "any further arguments" : undefined);
    return {
      type: functionType(result.type, ...taken.map(({ type }) => type)),
      ...(remark === undefined ? {} : { remark: `a function with ${remark}` }),
    };
  }

  #guarded<Result>(action: () => Result): Result {
    this.#nodes += 1;
    this.#depth += 1;
    if (this.#nodes > mostNodes || this.#depth > deepest) {
      throw this.#fail("is made of types that lead back to themselves, or of too many");
    }
    const result = action();
    this.#depth -= 1;
    return result;
  }

  #fail(message: string): Error {
    return entryError(this.#entry, message);
  }
}

/** Floating-point numbers and what else has no name in the language are bytes. */
function describeBase({ name, size, number, entry }: ImportedBase): Described<ObjectType> {
  const type =
    number === "boolean" && size === 1 ? bool : number === "other" ? undefined : integerOf(size, number === "signed");
  if (type !== undefined) {
    return { type };
  }
  if (size < 1 || size > 64) {
    throw entryError(entry, `is the type ${name} of ${size} bytes: expected 1 to 64`);
  }
  // Two numbers, one after the other, are as aligned as one of them.
  return { type: opaqueOf(size, name.includes("complex") ? size / 2 : size), remark: name };
}

/** An integer of the language. */
export function integerOf(size: number, isSigned: boolean): IntegerType | undefined {
  return isSigned
    ? { 1: int8, 2: int16, 4: int32, 8: int64 }[size]
    : { 1: uint8, 2: uint16, 4: uint32, 8: uint64 }[size];
}

function opaqueOf(size: number, align: number): ObjectType {
  const largest = ([16, 8, 4, 2] as const).find((power) => power <= align && size % power === 0);
  return opaque(size, largest ?? 1);
}

function isPassed(type: CType, isResult: boolean): boolean {
  switch (type.kind) {
    case "void":
      return isResult;
    case "array":
    case "incomplete":
    case "function":
      return false;
    case "typedef":
      return type.size > 0 || (isResult && type.of.kind === "void");
    case "integer":
    case "pointer":
    case "struct":
    case "union":
      return true;
  }
}

function asObject(type: CType): ObjectType | undefined {
  switch (type.kind) {
    case "void":
    case "incomplete":
    case "function":
      return undefined;
    case "typedef":
      return type.size > 0 ? type : undefined;
    case "integer":
    case "pointer":
    case "array":
    case "struct":
    case "union":
      return type;
  }
}
