import { attribute, encoding, tag } from "../dwarf/constants.js";
import { entryError, type DebugInformation, type Entry } from "../dwarf/entries.js";
import { checkName, constantOf, exactConstantOf, flagOf, sizeOf } from "./entry-attributes.js";
import type {
  ImportedAggregate,
  ImportedArray,
  ImportedBase,
  ImportedEnumeration,
  ImportedFunction,
  ImportedType,
  NamedValue,
} from "./imported-type.js";
import { readMember } from "./read-member.js";
import { withWholeBitFields } from "./whole-bit-fields.js";

/** Nobody nests types deeper; only what leads back to itself does. */
const deepest = 200;

const voidType: ImportedType = Object.freeze({ kind: "void" });

/** Makes C types of entries: DWARF 5, chapter 5. The same entry gives the same object. */
export class TypeReader {
  readonly information: DebugInformation;
  readonly #known = new Map<Entry, ImportedType>();
  readonly #open = new Set<Entry>();

  constructor(information: DebugInformation) {
    this.information = information;
  }

  /** The type that an entry is of (DW_AT_type); `void` where it says none. */
  typeOf(entry: Entry): ImportedType {
    const of = this.information.referenced(entry, attribute.type);
    return of === undefined ? voidType : this.read(of);
  }

  read(entry: Entry): ImportedType {
    const known = this.#known.get(entry);
    if (known !== undefined) {
      return known;
    }
    if (this.#open.has(entry) || this.#open.size >= deepest) {
      throw entryError(entry, "is a type that leads back to itself, or is nested too deep");
    }
    this.#open.add(entry);
    const type = this.#make(entry);
    this.#open.delete(entry);
    this.#known.set(entry, type);
    return type;
  }

  #make(entry: Entry): ImportedType {
    // A declaration may say which type unit has the definition (DWARF 5, 5.7.1).
    const elsewhere = this.information.referenced(entry, attribute.signature);
    if (elsewhere !== undefined) {
      return this.read(elsewhere);
    }
    switch (entry.tag) {
      case tag.baseType:
        return this.#base(entry);
      case tag.pointerType:
        return { kind: "pointer", target: () => this.typeOf(entry) };
      case tag.arrayType:
        return this.#array(entry);
      case tag.structureType:
      case tag.unionType:
        return this.#aggregate(entry);
      case tag.enumerationType:
        return this.#enumeration(entry);
      case tag.typedef: {
        const name = this.information.text(entry);
        const of = this.typeOf(entry);
        return name === undefined
          ? of
          : { kind: "typedef", name, of, align: constantOf(entry, attribute.alignment), entry };
      }
      case tag.subroutineType:
        return this.#function(entry);
      case tag.constType:
      case tag.volatileType:
      case tag.restrictType:
      case tag.atomicType:
      case tag.immutableType:
        return this.typeOf(entry);
      case tag.unspecifiedType:
        return voidType;
      default:
        throw entryError(entry, `is used as a type, but its tag 0x${entry.tag.toString(16)} is that of no type of C`);
    }
  }

  #base(entry: Entry): ImportedBase {
    return {
      kind: "base",
      name: this.information.text(entry) ?? "unnamed type",
      size: sizeOf(entry) ?? 0,
      number: numberKind(constantOf(entry, attribute.encoding)),
      entry,
    };
  }

  #array(entry: Entry): ImportedArray {
    const dimensions = entry.children.filter((child) => child.tag === tag.subrangeType);
    if (dimensions.length === 0) {
      throw entryError(entry, "is an array without dimensions");
    }
    return {
      kind: "array",
      element: this.typeOf(entry),
      counts: dimensions.map(dimension),
      isVector: flagOf(entry, attribute.gnuVector),
      entry,
    };
  }

  #aggregate(entry: Entry): ImportedAggregate {
    let members: ImportedAggregate["members"] = () => {
      const read = entry.children
        .filter((child) => child.tag === tag.member)
        .map((child) => readMember(child, this.typeOf(child), this.information.text(child)));
      const made = entry.tag === tag.structureType ? withWholeBitFields(read) : read;
      members = () => made;
      return made;
    };
    return {
      kind: entry.tag === tag.structureType ? "struct" : "union",
      tag: this.information.text(entry),
      size: flagOf(entry, attribute.declaration) ? undefined : sizeOf(entry),
      align: constantOf(entry, attribute.alignment),
      members: () => members(),
      entry,
    };
  }

  #enumeration(entry: Entry): ImportedEnumeration {
    const size = sizeOf(entry) ?? 0;
    if (![0, 1, 2, 4, 8].includes(size)) {
      throw entryError(entry, `is an enumeration of ${size} bytes: expected 1, 2, 4 or 8`);
    }
    const raw = entry.children
      .filter((child) => child.tag === tag.enumerator)
      .map((child): NamedValue => {
        const value = exactConstantOf(child, attribute.constValue);
        const name = this.information.text(child);
        if (value === undefined || name === undefined) {
          throw entryError(child, "is an enumerator without a name or a value");
        }
        return { name: checkName(child, name), value };
      });
    const isSigned = this.#isSigned(entry, raw);
    const width = size * 8;
    return {
      kind: "enumeration",
      tag: this.information.text(entry),
      size,
      isSigned,
      // Forms of a fixed size have no sign of their own: the type says which there is.
      enumerators: raw.map(({ name, value }) => ({
        name,
        value: isSigned ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value),
      })),
      entry,
    };
  }

  /** The compiler's type where it gives one (DWARF 5, 5.7), or else what the values need. */
  #isSigned(entry: Entry, enumerators: readonly NamedValue[]): boolean {
    const given = constantOf(entry, attribute.encoding);
    if (entry.attributes.has(attribute.type)) {
      const underlying = this.typeOf(entry);
      return underlying.kind === "base" && underlying.number === "signed";
    }
    return given === undefined ? enumerators.some(({ value }) => value < 0n) : numberKind(given) === "signed";
  }

  #function(entry: Entry): ImportedFunction {
    const parameters = entry.children.filter((child) => child.tag === tag.formalParameter);
    return {
      kind: "function",
      returns: () => this.typeOf(entry),
      parameters: () => parameters.map((parameter) => this.typeOf(parameter)),
      isVariadic: entry.children.some((child) => child.tag === tag.unspecifiedParameters),
    };
  }
}

function numberKind(code: number | undefined): ImportedBase["number"] {
  switch (code) {
    case encoding.signed:
    case encoding.signedChar:
      return "signed";
    case encoding.unsigned:
    case encoding.unsignedChar:
    case encoding.utf:
      return "unsigned";
    case encoding.boolean:
      return "boolean";
    default:
      return "other";
  }
}

/** How many elements a dimension has (DWARF 5, 5.13): C counts from 0, and leaves the last one out where it is open. */
function dimension(entry: Entry): number | undefined {
  const { attributes } = entry;
  const value = attributes.get(attribute.count) ?? attributes.get(attribute.upperBound);
  if (value === undefined) {
    return undefined;
  }
  if (value.kind !== "constant") {
    throw entryError(entry, "is a dimension that only the running program knows");
  }
  // An upper bound of -1, of however many bits, is no element at all.
  const written = value.value >= 1n << 63n ? BigInt.asIntN(64, value.value) : value.value;
  const count = attributes.has(attribute.count) ? written : BigInt.asIntN(64, written + 1n);
  if (count < 0n || count > 1n << 47n) {
    throw entryError(entry, `is a dimension of ${count} elements: expected a number from 0 up`);
  }
  return count === 0x1_0000_0000n && value.value === 0xffff_ffffn ? 0 : Number(count);
}
