import { isTakenName } from "../../../dsl/ctypes/c-name.js";
import { nearestName } from "../../load/nearest-name.js";
import { keywordOf, typeKey, type Catalogue, type NamedType } from "./catalogue.js";
import type { DefinitionsFault } from "./definitions-fault.js";
import type { NamedValue } from "./imported-type.js";
import { isMarked, plainName } from "./names.js";

/** What is wanted of an object; absent: see `select`. */
export interface Wanted {
  readonly types?: readonly string[] | undefined;
  readonly constants?: readonly string[] | undefined;
}

export interface Selection {
  readonly types: ReadonlySet<NamedType>;
  /** With their names in the description. */
  readonly constants: readonly NamedValue[];
  readonly leftOut: readonly string[];
  /** Names that the object does not have, or has in two meanings. */
  readonly mistakes: readonly DefinitionsFault[];
}

/**
 * What of an object to import: what is asked for; or else what is marked with a dollar, as the input of godefs is; or
 * else everything.
 */
export function select(catalogue: Catalogue, wanted: Wanted): Selection {
  if (wanted.types !== undefined || wanted.constants !== undefined) {
    return askedFor(catalogue, wanted);
  }
  const marked = catalogue.types.filter((type) => isMarked(nameOf(type)));
  const constants = [...numbersOf(catalogue)];
  const markedConstants = constants.filter(([name]) => isMarked(name));
  const all = marked.length === 0 && markedConstants.length === 0;
  const chosen = all ? catalogue.types.filter((type) => nameOf(type) !== "") : marked;
  const isLeftOut = (type: NamedType): boolean => type.kind === "typedef" && isTakenName(plainName(type.name));
  const named = (all ? constants : markedConstants).map(([name, value]) => ({ name: plainName(name), value }));
  return {
    types: new Set(chosen.filter((type) => !isLeftOut(type))),
    constants: distinct(named.filter(({ name }) => !isTakenName(name))),
    leftOut: [
      ...chosen
        .filter(isLeftOut)
        .map((type) => `${typeKey(type)}: the runtime's headers or the standard ones declare that name`),
      ...named
        .filter(({ name }) => isTakenName(name))
        .map(({ name }) => `${name}: the runtime's headers or the standard ones declare that name`),
    ],
    mistakes: [
      ...chosen.flatMap((type) => conflictOf(catalogue, type)),
      ...catalogue.contradictions.filter((name) => all || isMarked(name)).map(contradiction),
    ],
  };
}

/** The constants, and those macros that the headers have for their users. */
function numbersOf({ constants, macros }: Catalogue): ReadonlyMap<string, bigint> {
  const numbers = new Map(constants);
  for (const [name, macro] of macros) {
    const value = macro.isReserved ? undefined : macro.value();
    if (value?.kind === "number") {
      numbers.set(name, value.value);
    }
  }
  return numbers;
}

function askedFor(catalogue: Catalogue, wanted: Wanted): Selection {
  const mistakes: DefinitionsFault[] = [];
  const types = new Set<NamedType>();
  for (const name of wanted.types ?? []) {
    const found = findType(catalogue, name);
    if ("message" in found) {
      mistakes.push(found);
    } else {
      mistakes.push(...conflictOf(catalogue, found));
      types.add(found);
    }
  }
  const constants = (wanted.constants ?? []).flatMap((name): readonly NamedValue[] => {
    const value = findConstant(catalogue, name);
    if (typeof value !== "bigint") {
      mistakes.push(value);
      return [];
    }
    return [{ name: plainName(name), value }];
  });
  return { types, constants: distinct(constants), leftOut: [], mistakes };
}

/** A macro goes before an enumerator or variable of the same name, as it does in C. */
function findConstant(catalogue: Catalogue, name: string): bigint | DefinitionsFault {
  const { constants, macros, contradictions } = catalogue;
  const macro = macros.get(name)?.value();
  if (macro?.kind === "number") {
    return macro.value;
  }
  const value = constants.get(name) ?? constants.get(`$${name}`);
  if (value !== undefined) {
    return contradictions.includes(name) ? contradiction(name) : value;
  }
  return macro !== undefined
    ? mistake(`the macro ${name} is no number: ${macro.reason}`, "constants are numbers that a compiler can calculate")
    : mistake(
        `it has no constant ${name}${didYouMean(name, [...numbersOf(catalogue).keys()])}`,
        macros.size === 0
          ? "macros are in it with -g3 (gcc) or -fdebug-macro (clang); or compile enum { $NAME = NAME };"
          : "constants are enumerators, const variables and macros that are numbers",
      );
}

function distinct(constants: readonly NamedValue[]): readonly NamedValue[] {
  return [...new Map(constants.map((constant) => [constant.name, constant])).values()];
}

/** `stat`, or `struct stat` where there are several of the name. */
function findType({ types }: Catalogue, wanted: string): NamedType | DefinitionsFault {
  const [, keyword, name = wanted] = /^(struct|union|enum|typedef)\s+(.+)$/.exec(wanted) ?? [];
  const candidates = types.filter(
    (type) => [name, `$${name}`].includes(nameOf(type)) && (keyword ?? keywordOf(type)) === keywordOf(type),
  );
  const found =
    // `typedef struct stack stack` names one type twice.
    candidates.find((type) => type.kind === "typedef" && candidates.includes(behind(type))) ?? candidates[0];
  if (found === undefined) {
    return mistake(
      `it has no type ${wanted}${didYouMean(name, types.map(nameOf))}`,
      "compilers leave out what nothing uses: compile with -fno-eliminate-unused-debug-types",
    );
  }
  if (candidates.length > 1 && found.kind !== "typedef") {
    const spelled = candidates.map((type) => `${keywordOf(type)} ${name}`);
    return mistake(`${wanted} is ${spelled.join(" and ")}`, `say which: --types '${spelled[0] ?? wanted}'`);
  }
  if ((found.kind === "struct" || found.kind === "union") && found.size === undefined) {
    return mistake(`${wanted} is only declared in it, not defined`, "compile something that uses it");
  }
  return found;
}

function behind(type: NamedType): NamedType {
  return type.kind === "typedef" && (type.of.kind === "struct" || type.of.kind === "union") ? type.of : type;
}

function nameOf(type: NamedType): string {
  return type.kind === "typedef" ? type.name : (type.tag ?? "");
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

function conflictOf({ conflicts }: Catalogue, type: NamedType): readonly DefinitionsFault[] {
  const places = conflicts.get(typeKey(type));
  return places === undefined
    ? []
    : [
        mistake(
          `${typeKey(type)} is defined differently at ${places}`,
          "import objects of one C file each, or say which types are wanted: --types",
        ),
      ];
}

function contradiction(name: string): DefinitionsFault {
  return mistake(
    `the constant ${name} has different values in different units`,
    "say which types and constants are wanted: --types, --constants",
  );
}

function mistake(message: string, hint: string): DefinitionsFault {
  return { code: "import-name", message, hint };
}
