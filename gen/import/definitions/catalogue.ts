import { tag } from "../dwarf/constants.js";
import { entryPlace, type DebugInformation } from "../dwarf/entries.js";
import type { MacroConstant } from "../macros/macro-constant.js";
import type { ImportedAggregate, ImportedEnumeration, ImportedType, ImportedTypedef } from "./imported-type.js";
import { constantEnvironment, readMacroConstants } from "./macro-constants.js";
import { readConstant } from "./read-constants.js";
import { TypeReader } from "./read-types.js";

/** What C calls a type by. */
export type TypeKeyword = "struct" | "union" | "enum" | "typedef";

/** A type that has a name at file scope. */
export type NamedType = ImportedAggregate | ImportedEnumeration | ImportedTypedef;

/** Everything with a name at file scope, in the order of the object. */
export interface Catalogue {
  readonly types: readonly NamedType[];
  readonly constants: ReadonlyMap<string, bigint>;
  /** Macros without arguments, where the debugging information has them. */
  readonly macros: ReadonlyMap<string, MacroConstant>;
  /** The one object for a type that several units have, its definition where one of them knows only the tag. */
  canonical<Type extends NamedType>(type: Type): Type;
  /** Constants that have different values in different units. */
  readonly contradictions: readonly string[];
  /** Types that units define differently, by their keys: where the two definitions are. */
  readonly conflicts: ReadonlyMap<string, string>;
}

/** `struct stat`, `typedef stack_t`; for a type without a name, the keyword alone. */
export function typeKey(type: NamedType): string {
  const name = type.kind === "typedef" ? type.name : (type.tag ?? "");
  return `${keywordOf(type)} ${name}`.trim();
}

export function keywordOf({ kind }: NamedType): TypeKeyword {
  return kind === "enumeration" ? "enum" : kind;
}

/** Reads what stands at the top of the units. What is inside of functions is nobody else's. */
export function readCatalogue(information: DebugInformation): Catalogue {
  const reader = new TypeReader(information);
  const types = new Map<string, NamedType>();
  const constants = new Map<string, bigint>();
  const enumerations: ImportedEnumeration[] = [];
  const contradictions = new Set<string>();
  const conflicts = new Map<string, string>();
  const addConstant = (name: string, value: bigint): void => {
    const known = constants.get(name);
    if (known !== undefined && known !== value) {
      contradictions.add(name);
    }
    constants.set(name, known ?? value);
  };
  for (const entry of information.units.flatMap(({ children }) => children)) {
    switch (entry.tag) {
      case tag.structureType:
      case tag.unionType:
      case tag.enumerationType:
      case tag.typedef: {
        const type = reader.read(entry);
        if (isNamed(type)) {
          addType(types, conflicts, type);
          if (type.kind === "enumeration") {
            enumerations.push(type);
            for (const { name, value } of type.enumerators) {
              addConstant(name, value);
            }
          }
        }
        break;
      }
      case tag.variable: {
        const constant = readConstant(entry, reader);
        if (constant !== undefined) {
          addConstant(constant.name, constant.value);
        }
        break;
      }
    }
  }
  return {
    types: [...types.values()],
    constants,
    macros: readMacroConstants(information, constantEnvironment(types, enumerations)),
    contradictions: [...contradictions],
    conflicts,
    canonical: (type) => {
      const known = types.get(typeKey(type));
      return known !== undefined && isSame(known, type) ? known : type;
    },
  };
}

/** Two entries of one name are one type, unless one of them is local to a function. */
function isSame<Type extends NamedType>(known: NamedType, type: Type): known is Type {
  return known.kind === type.kind && (known === type || isDeclaration(type) || shapeOf(known) === shapeOf(type));
}

function isNamed(type: ImportedType): type is NamedType {
  return ["struct", "union", "enumeration", "typedef"].includes(type.kind);
}

/** The first definition is taken; another of the name should be the same, as far as size and members show. */
function addType(types: Map<string, NamedType>, conflicts: Map<string, string>, type: NamedType): void {
  const key = typeKey(type);
  if (!key.includes(" ")) {
    return;
  }
  const known = types.get(key);
  if (known === undefined || isDeclaration(known)) {
    types.set(key, type);
  } else if (!isDeclaration(type) && !conflicts.has(key) && shapeOf(known) !== shapeOf(type)) {
    conflicts.set(key, `${entryPlace(known.entry)} and at ${entryPlace(type.entry)}`);
  }
}

function isDeclaration(type: NamedType): boolean {
  return (type.kind === "struct" || type.kind === "union") && type.size === undefined;
}

function shapeOf(type: NamedType): string {
  switch (type.kind) {
    case "struct":
    case "union":
      return [
        type.size,
        ...type.members().map(({ name = "", offset, width = "" }) => `${name} ${offset} ${width}`),
      ].join(",");
    case "enumeration":
      return [type.size, ...type.enumerators.map(({ name, value }) => `${name} ${value}`)].join(",");
    case "typedef":
      return "";
  }
}
