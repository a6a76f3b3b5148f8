import type { DefinedType } from "../../../dsl/ctypes/check-type.js";
import { checkType } from "../../../dsl/ctypes/check-type.js";
import { opaque, typedef, uint8, type ObjectType, type StructType, type UnionType } from "../../../dsl/ctypes/ctype.js";
import { flexible } from "../../../dsl/ctypes/explicit-layout.js";
import { entryError } from "../dwarf/entries.js";
import { askedAlignment, layOut, type DescribedMember } from "./aggregate-layout.js";
import { typeKey, type Catalogue, type NamedType } from "./catalogue.js";
import { integerOf, TypeDescriber, type Definer, type Described, type Suggestion } from "./describe.js";
import type { ImportedAggregate, ImportedEnumeration, ImportedMember, ImportedTypedef } from "./imported-type.js";
import { aggregateOf, plainName, TypeNames } from "./names.js";
import { typeSize } from "./type-size.js";

/** A type of the module that is written, with what is said about it. */
export interface PlannedType {
  readonly type: DefinedType;
  readonly doc: string;
  /** What the language cannot say, by the member; about the whole under an empty name. */
  readonly remarks: ReadonlyMap<string, string>;
}

/** What a module gets, and why it does not get the rest. */
export interface PlannedTypes {
  /** A type stands after those that it uses. */
  readonly types: readonly PlannedType[];
  readonly leftOut: readonly string[];
}

/** Structs in structs in structs: nobody goes deeper. */
const deepest = 100;

/** Makes definitions of the selected types, and of those that they are made of. */
export function planTypes(
  catalogue: Catalogue,
  selected: ReadonlySet<NamedType>,
  constants: Iterable<string>,
): PlannedTypes {
  const planner = new Planner(catalogue, selected, new TypeNames(catalogue, selected, constants));
  for (const type of selected) {
    planner.define(type, { name: "Unnamed", path: "" });
  }
  return planner;
}

class Planner implements PlannedTypes, Definer {
  readonly types: PlannedType[] = [];
  readonly leftOut: string[] = [];
  readonly #catalogue: Catalogue;
  readonly #selected: ReadonlySet<NamedType>;
  readonly #names: TypeNames;
  readonly #done = new Map<NamedType, DefinedType | undefined>();
  readonly #open = new Set<NamedType>();

  constructor(catalogue: Catalogue, selected: ReadonlySet<NamedType>, names: TypeNames) {
    this.#catalogue = catalogue;
    this.#selected = selected;
    this.#names = names;
  }

  defined(type: NamedType): DefinedType | undefined {
    return this.#done.get(this.#catalogue.canonical(type));
  }

  nameOf(aggregate: ImportedAggregate): string | undefined {
    const one = this.#catalogue.canonical(aggregate);
    return this.#names.preferred(one) === undefined ? undefined : this.#names.of(one);
  }

  define(wanted: NamedType, suggestion: Suggestion): DefinedType | undefined {
    const type = this.#catalogue.canonical(wanted);
    // Names that nobody has asked for are looked through: only structs and unions have no other way to be said.
    if ((type.kind === "typedef" || type.kind === "enumeration") && !this.#selected.has(type)) {
      return undefined;
    }
    if (this.#done.has(type)) {
      return this.#done.get(type);
    }
    if (this.#open.has(type) || this.#open.size >= deepest) {
      throw entryError(type.entry, `is ${typeKey(type)}, which contains itself, or is nested too deep`);
    }
    this.#open.add(type);
    const made = this.#make(type, suggestion);
    this.#open.delete(type);
    this.#done.set(type, made);
    return made;
  }

  #make(type: NamedType, suggestion: Suggestion): DefinedType | undefined {
    switch (type.kind) {
      case "struct":
      case "union":
        return this.#aggregate(type, suggestion);
      case "enumeration":
        return this.#enumeration(type, suggestion.name);
      case "typedef":
        return this.#typedef(type);
    }
  }

  #aggregate(type: ImportedAggregate, suggestion: Suggestion): DefinedType | undefined {
    const title = this.#names.inC(type) ?? suggestion.path;
    if (type.size === undefined || type.size === 0) {
      this.leftOut.push(`${title}: ${type.size === 0 ? "it has no bytes" : "the object has no definition of it"}`);
      return undefined;
    }
    const name = this.#names.of(type, suggestion.name);
    const describer = new TypeDescriber(this, type.entry);
    const remarks = new Map<string, string>();
    const members: DescribedMember[] = [];
    const taken = new Set(type.members().map((member) => member.name));
    for (const member of type.members()) {
      const own = memberName(member, taken);
      if (own === undefined) {
        continue;
      }
      taken.add(own);
      if (member.width === undefined && member.offset % 8 !== 0) {
        throw entryError(member.entry, `is the member ${own} at bit ${member.offset}, where no byte begins`);
      }
      const described =
        describer.object(member.type, { name: `${name}_${own}`, path: `${title}.${own}` }) ?? withoutMembers(member);
      const remark = remarkOn(member) ?? described.remark;
      if (remark !== undefined) {
        remarks.set(own, remark);
      }
      members.push({ name: own, type: described.type, member });
    }
    if (members.length === 0) {
      this.leftOut.push(`${title}: it has no members`);
      return undefined;
    }
    const made: StructType | UnionType = layOut(type, name, members, alignOf);
    const [wrong] = checkType(made);
    if (wrong !== undefined) {
      throw entryError(type.entry, wrong.message);
    }
    this.types.push({ type: made, doc: `\`${title}\`: ${sizeText(type.size)}.`, remarks });
    return made;
  }

  #enumeration(type: ImportedEnumeration, name: string): DefinedType | undefined {
    const title = `enum ${type.tag ?? name}`;
    const of = integerOf(type.size, type.isSigned);
    if (of === undefined) {
      this.leftOut.push(`${title}: the object has no definition of it`);
      return undefined;
    }
    const made = typedef(this.#names.of(type, name), of);
    this.types.push({ type: made, doc: `\`${title}\`: ${sizeText(type.size)}.`, remarks: new Map() });
    return made;
  }

  #typedef(type: ImportedTypedef): DefinedType | undefined {
    const name = this.#names.of(type);
    const aggregate = aggregateOf(type, this.#catalogue);
    if (aggregate !== undefined) {
      const defined = this.define(aggregate, { name, path: name });
      if (defined?.name === name) {
        return defined;
      }
      if (defined === undefined && aggregate.size === 0) {
        this.leftOut.push(`typedef ${type.name}: it has no bytes`);
        return undefined;
      }
    }
    const described = this.#aliased(type, name);
    if (described === undefined) {
      return undefined;
    }
    const made = typedef(name, described.type);
    const [wrong] = checkType(made);
    if (wrong !== undefined) {
      this.leftOut.push(`typedef ${type.name}: ${wrong.message}`);
      return undefined;
    }
    const remarks = new Map(described.remark === undefined ? [] : [["", `In C, ${described.remark}.`]]);
    const size = made.size === 0 ? "a name for what has no size" : sizeText(made.size);
    this.types.push({ type: made, doc: `\`typedef ${plainName(type.name)}\`: ${size}.`, remarks });
    return made;
  }

  #aliased(type: ImportedTypedef, name: string): Described | undefined {
    const { of } = type;
    const describer = new TypeDescriber(this, type.entry);
    switch (of.kind) {
      case "void":
      case "function":
        return describer.target(of);
      case "struct":
      case "union":
        return this.#catalogue.canonical(of).size === undefined
          ? describer.target(of)
          : describer.object(of, { name, path: name });
      case "typedef":
        // A name of a name: what it ends in may have no size either.
        return this.#selected.has(this.#catalogue.canonical(of))
          ? this.#byName(of, describer)
          : this.#aliased({ ...type, of: of.of }, name);
      case "base":
      case "pointer":
      case "array":
      case "enumeration":
        return describer.object(of, { name, path: name });
    }
  }

  #byName(of: ImportedTypedef, describer: TypeDescriber): Described {
    const defined = this.define(of, { name: of.name, path: of.name });
    return defined === undefined ? describer.target(of) : { type: defined };
  }
}

/** The name of a member; undefined for an unnamed bit-field, which nobody can reach. */
function memberName({ name, type }: ImportedMember, taken: ReadonlySet<string | undefined>): string | undefined {
  if (name !== undefined) {
    // Padding is computed, so its name is taken; and `__proto__` is none for a property.
    const plain = /^pad_godefs_\d+$|^__proto__$/.test(name) ? `member_${name}` : plainName(name);
    return plain;
  }
  if (type.kind !== "struct" && type.kind !== "union") {
    return undefined;
  }
  for (let number = 0; ; number += 1) {
    if (!taken.has(`anon${number}`)) {
      return `anon${number}`;
    }
  }
}

/** A struct that the language cannot define keeps its place: GNU's C has some without bytes, and some of padding alone. */
function withoutMembers({ type }: ImportedMember): Described<ObjectType> {
  const size = typeSize(type) ?? 0;
  return size === 0
    ? { type: flexible(uint8), remark: "a struct or union without bytes" }
    : { type: opaque(size, 1), remark: "a struct or union without members" };
}

function remarkOn({ name, isAssumed }: ImportedMember): string | undefined {
  if (name === undefined) {
    return "anonymous";
  }
  return isAssumed === true
    ? "taken to follow the one before: the compiler says only in which byte it begins"
    : undefined;
}

function alignOf({ type, align, width }: ImportedMember, described: DescribedMember["type"]): number {
  const own = askedAlignment(type) ?? described.align;
  return width === undefined ? Math.max(align ?? 1, own) : own;
}

function sizeText(size: number): string {
  return `${size} byte${size === 1 ? "" : "s"}`;
}
