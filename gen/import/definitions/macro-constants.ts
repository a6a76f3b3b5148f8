import type { DebugInformation } from "../dwarf/entries.js";
import { readMacros } from "../dwarf/macros.js";
import { baseType } from "../macros/base-type.js";
import { converted, int } from "../macros/c-integer.js";
import type { ConstantEnvironment, NamedSize } from "../macros/constant-expression.js";
import { macroConstants, type MacroConstant } from "../macros/macro-constant.js";
import { behindNames, type ImportedEnumeration, type ImportedType } from "./imported-type.js";
import { typeSize } from "./type-size.js";

/** What expressions find in an object: its types by `struct stat`, `typedef size_t`. */
export function constantEnvironment(
  types: ReadonlyMap<string, ImportedType>,
  enumerations: Iterable<ImportedEnumeration>,
): ConstantEnvironment {
  const enumerators = new Map(
    [...enumerations].flatMap(({ enumerators: listed, size, isSigned }) =>
      listed.map(({ name, value }) => [name, { value, type: { bits: size * 8, isSigned } }] as const),
    ),
  );
  return {
    enumerator: (name) => {
      const found = enumerators.get(name);
      if (found === undefined) {
        return undefined;
      }
      // An enumerator is an int where it fits one.
      const narrow = converted(found.value, int);
      return narrow.value === found.value ? narrow : found;
    },
    typeNamed: (name) => {
      const type = types.get(name) ?? types.get(`typedef ${name}`);
      return type === undefined ? baseType(name) : sizeOfNamed(type);
    },
  };
}

function sizeOfNamed(type: ImportedType): NamedSize {
  const behind = behindNames(type);
  const size = typeSize(type);
  switch (behind.kind) {
    case "base":
      return { size, integer: behind.number === "other" ? undefined : integerKind(behind.size, behind.number) };
    case "enumeration":
      return { size, integer: integerKind(behind.size, behind.isSigned ? "signed" : "unsigned") };
    case "void":
    case "pointer":
    case "array":
    case "struct":
    case "union":
    case "function":
      return { size, integer: undefined };
  }
}

function integerKind(size: number, number: "signed" | "unsigned" | "boolean"): NamedSize["integer"] {
  return { bits: number === "boolean" ? 1 : size * 8, isSigned: number === "signed" };
}

/** The macros of all units; what units disagree about is no number. */
export function readMacroConstants(
  information: DebugInformation,
  environment: ConstantEnvironment,
): ReadonlyMap<string, MacroConstant> {
  const all = new Map<string, MacroConstant>();
  for (const unit of information.units) {
    for (const [name, macro] of macroConstants(readMacros(unit, information), environment)) {
      const known = all.get(name);
      all.set(name, known === undefined ? macro : agreed(known, macro));
    }
  }
  return all;
}

function agreed(one: MacroConstant, other: MacroConstant): MacroConstant {
  return {
    isReserved: one.isReserved || other.isReserved,
    value: () => {
      const value = one.value();
      const second = other.value();
      const isSame =
        value.kind === "number" && second.kind === "number" ? value.value === second.value : value.kind === second.kind;
      return isSame ? value : { kind: "other", reason: "it is different in different units" };
    },
  };
}
