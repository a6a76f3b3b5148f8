import { declarationOf, type DeclaredType } from "./c-declaration.js";
import { FaultList, type Place, type Report } from "../preprocessor/fault.js";
import { integerNames, integerType, voidImported, type ImportedType, type RegisterType } from "./imported-type.js";
import { changedTypes, knownTypes, type ChangedType, type System } from "./known-types.js";
import { tokensOf } from "../preprocessor/token.js";

/** A name that somebody gave a meaning on the command line: `dev_t`, or `union semun`. */
export type GivenTypes = ReadonlyMap<string, DeclaredType>;

/** Finds out what the types of one system's prototypes are. */
export class TypeResolver {
  readonly #known = new Map<string, DeclaredType>();
  readonly #given: GivenTypes;
  readonly #changed: ReadonlyMap<string, ChangedType>;
  readonly #asked = new Set<string>();
  readonly #warned = new Set<string>();
  readonly #report: Report;
  readonly #warn: Report;

  constructor(system: System, given: GivenTypes, report: Report, warn: Report) {
    for (const [name, text] of knownTypes(system)) {
      this.#known.set(name, declaredTypeOf(text) ?? { kind: "basic", words: ["void"] });
    }
    this.#given = given;
    this.#changed = new Map(changedTypes(system).map((type) => [type.name, type]));
    this.#report = report;
    this.#warn = warn;
  }

  /** The names with a given meaning that no prototype has had so far. */
  unused(): readonly string[] {
    return [...this.#given.keys()].filter((name) => !this.#asked.has(name));
  }

  /** What was given for a name. */
  #meaningOf(name: string): DeclaredType | undefined {
    this.#asked.add(name);
    return this.#given.get(name);
  }

  /** A type that is passed in a register. Anything else is reported. */
  register(type: DeclaredType, place: Place): RegisterType | undefined {
    // Arrays and functions are passed by their address.
    const adjusted: DeclaredType =
      type.kind === "array"
        ? { kind: "pointer", target: type.element }
        : type.kind === "function"
          ? { kind: "pointer", target: type }
          : type;
    const resolved = this.#resolve(adjusted, []);
    if (resolved?.kind === "integer" || resolved?.kind === "pointer") {
      this.#noteAge(adjusted, place);
      return resolved;
    }
    const name = spelled(type);
    const given = this.#given.get(name);
    const other = given === undefined || spelled(given) === name ? undefined : spelled(given);
    this.#report({
      place,
      message:
        resolved === undefined
          ? `the type ${name} is not known${other === undefined ? "" : `: --type calls it ${other}, and that is not known either`}`
          : `a value of type ${name} does not fit a register: expected an integer or a pointer`,
      hint: `say what is passed: --type '${name}=int64', or another integer (${integerNames.join(", ")}) or C type`,
    });
    return undefined;
  }

  /** What a call returns: a type for a register, or nothing. */
  result(type: DeclaredType, place: Place): RegisterType | { readonly kind: "void" } | undefined {
    return this.#resolve(type, [])?.kind === "void" ? { kind: "void" } : this.register(type, place);
  }

  /** A width that changed over the years is taken as it is now, and somebody should know that. */
  #noteAge(type: DeclaredType, place: Place): void {
    const changed = type.kind === "named" && !this.#given.has(type.name) ? this.#changed.get(type.name) : undefined;
    if (changed !== undefined && !this.#warned.has(changed.name)) {
      this.#warned.add(changed.name);
      const { name, since, before } = changed;
      const now = this.#resolve(type, []);
      const shown = now?.kind === "integer" ? now.name : "a pointer";
      this.#warn({
        place,
        message: `${name} is taken as ${shown}, which it is since ${since}; before, it was ${before}`,
        hint: `--type ${name}=${before} for an older table, --type ${name}=${shown} to say that this one is not`,
      });
    }
  }

  /** `within` are the names that are being looked up: --type can explain a name by itself. */
  #resolve(type: DeclaredType, within: readonly string[]): ImportedType | undefined {
    switch (type.kind) {
      case "basic":
        return basicType(type.words);
      case "named":
        return this.#named(type.name, within);
      case "tagged": {
        const name = `${type.keyword} ${type.tag}`;
        const given = this.#meaningOf(name);
        if (given !== undefined && !within.includes(name)) {
          return this.#resolve(given, [...within, name]);
        }
        // The system calls' enumerations have no negative members, and so the compilers make them unsigned.
        return type.keyword === "enum"
          ? integerType("uint32")
          : { kind: "aggregate", keyword: type.keyword, tag: type.tag };
      }
      case "pointer":
        return { kind: "pointer", target: this.#target(type.target, within) };
      case "array":
        return { kind: "pointer", target: this.#target(type.element, within) };
      case "function":
        return {
          kind: "function",
          returns: this.#target(type.returns, within),
          parameters: type.parameters.map((parameter) => this.#target(parameter.type, within)),
        };
    }
  }

  /** What a pointer points at. Of what nobody knows, the address is all that is passed. */
  #target(type: DeclaredType, within: readonly string[]): ImportedType {
    return this.#resolve(type, within) ?? voidImported;
  }

  #named(name: string, within: readonly string[]): ImportedType | undefined {
    const integer = integerNames.find((known) => known === name);
    const declared = this.#meaningOf(name) ?? this.#known.get(name);
    if (declared !== undefined && !within.includes(name)) {
      return this.#resolve(declared, [...within, name]);
    }
    return integer === undefined ? undefined : integerType(integer);
  }
}

/** The type that a text such as `unsigned long` or `void *` names; undefined where it names none. */
export function declaredTypeOf(text: string): DeclaredType | undefined {
  const faults = new FaultList();
  const start = { file: "", line: 1, column: 1 };
  const tokens = tokensOf([{ file: "", number: 1, column: 1, text }], faults.report);
  const declaration = declarationOf(tokens, start, faults.report);
  return faults.isEmpty && declaration?.name === undefined ? declaration?.type : undefined;
}

function basicType(words: readonly string[]): ImportedType | undefined {
  const sorted = words.toSorted().join(" ");
  const key = sorted.replace(/^int (?=.*(?:long|short))/, "");
  switch (key) {
    case "void":
      return voidImported;
    case "_Bool":
      return integerType("bool");
    case "char":
    case "char signed":
      return integerType("int8");
    case "char unsigned":
      return integerType("uint8");
    case "short":
    case "short signed":
      return integerType("int16");
    case "short unsigned":
      return integerType("uint16");
    case "int":
    case "signed":
    case "int signed":
      return integerType("int32");
    case "unsigned":
    case "int unsigned":
      return integerType("uint32");
    case "long":
    case "long signed":
    case "long long":
    case "long long signed":
      return integerType("int64");
    case "long unsigned":
    case "long long unsigned":
      return integerType("uint64");
    default:
      return undefined;
  }
}

/** A type as the table writes it. */
export function spelled(type: DeclaredType): string {
  switch (type.kind) {
    case "basic":
      return type.words.join(" ");
    case "named":
      return type.name;
    case "tagged":
      return `${type.keyword} ${type.tag}`;
    case "pointer":
      return `${spelled(type.target)} *`;
    case "array":
      return `${spelled(type.element)} []`;
    case "function":
      return `${spelled(type.returns)} ()`;
  }
}
