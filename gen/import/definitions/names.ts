import { isTakenName } from "../../../dsl/ctypes/c-name.js";
import { behindNames, type ImportedAggregate, type ImportedTypedef } from "./imported-type.js";
import { keywordOf, type Catalogue, type NamedType } from "./catalogue.js";

/** godefs took the names that begin with a dollar: `typedef struct timeval $Timeval;`, `enum { $SIGSEGV = SIGSEGV };`. */
export function isMarked(name: string): boolean {
  return name.startsWith("$");
}

/** The name in a description: without the mark, and without what C compilers allow in names and the language does not. */
export function plainName(name: string): string {
  const plain = name.replace(/^\$/, "").replaceAll(/[^A-Za-z0-9_]/g, "_");
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}

/** Gives every type one name of its own: constants, structs, unions and typedefs share one set of names. */
export class TypeNames {
  readonly #aliases = new Map<NamedType, string>();
  /** What headers call a type without a tag. */
  readonly #first = new Map<NamedType, string>();
  readonly #given = new Map<NamedType, string>();
  readonly #used: Set<string>;

  /** `selected` are those that have their names before all others. */
  constructor(catalogue: Catalogue, selected: ReadonlySet<NamedType>, constants: Iterable<string>) {
    this.#used = new Set(constants);
    for (const type of catalogue.types) {
      const alias = type.kind === "typedef" ? aggregateOf(type, catalogue) : undefined;
      if (type.kind === "typedef" && alias !== undefined) {
        const known = this.#aliases.get(alias);
        // godefs's names go before those of the system's headers; for a type without a tag, its first typedef is its name.
        if (
          (isMarked(type.name) && selected.has(type) && !isMarked(known ?? "")) ||
          (known ?? alias.tag) === undefined
        ) {
          this.#aliases.set(alias, type.name);
        }
        if (!this.#first.has(alias)) {
          this.#first.set(alias, type.name);
        }
      }
    }
    for (const type of [...selected].toSorted((one, other) => Number(isStruct(one)) - Number(isStruct(other)))) {
      const alias = type.kind === "typedef" ? aggregateOf(type, catalogue) : undefined;
      if (alias === undefined || this.preferred(alias) !== plainName(this.preferred(type) ?? "")) {
        this.of(type);
      } else {
        // `typedef struct stack stack`, or a struct that has no other name: one thing.
        this.#given.set(type, this.of(alias));
      }
    }
  }

  /** The name of a type; `otherwise` where the object gives it none. */
  of(type: NamedType, otherwise = "Unnamed"): string {
    const known = this.#given.get(type);
    if (known !== undefined) {
      return known;
    }
    const name = this.#unused(this.preferred(type) ?? otherwise, keywordOf(type));
    this.#given.set(type, name);
    return name;
  }

  /** What C calls a struct or union: `struct stat`, or `siginfo_t`; undefined for one without a name. */
  inC(type: ImportedAggregate): string | undefined {
    return type.tag === undefined ? this.#first.get(type) : `${type.kind} ${type.tag}`;
  }

  /** What the object calls it. */
  preferred(type: NamedType): string | undefined {
    const name = this.#aliases.get(type) ?? (type.kind === "typedef" ? type.name : type.tag);
    return name === undefined ? undefined : plainName(name);
  }

  #unused(wanted: string, keyword: string): string {
    const candidates = [wanted, `${keyword}_${wanted}`];
    for (let number = 2; ; number += 1) {
      const found = candidates.find((name) => !this.#used.has(name) && !isTakenName(name));
      if (found !== undefined) {
        this.#used.add(found);
        return found;
      }
      candidates.push(`${wanted}_${number}`);
    }
  }
}

function isStruct({ kind }: NamedType): boolean {
  return kind === "struct" || kind === "union";
}

/** The struct or union that a typedef is a name of: without a detour, but for what godefs is asked to call it. */
export function aggregateOf({ name, of }: ImportedTypedef, catalogue: Catalogue): ImportedAggregate | undefined {
  const behind = isMarked(name) ? behindNames(of) : of;
  return behind.kind === "struct" || behind.kind === "union" ? catalogue.canonical(behind) : undefined;
}
