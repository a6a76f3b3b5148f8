import type { ElfObject } from "../../../elf/object.js";
import { readAbbreviations, type Abbreviation } from "./abbreviations.js";
import { readAttribute, type AttributeValue, type StringPlace } from "./attribute-value.js";
import { attribute } from "./constants.js";
import { DebugSections } from "./debug-sections.js";
import { DwarfError, placeIn } from "./dwarf-error.js";
import { SectionReader } from "./section-reader.js";
import { readUnitHeaders, type UnitHeader } from "./unit-header.js";

/** A debugging information entry (DIE): DWARF 5, 2.1. */
export interface Entry {
  readonly unit: UnitHeader;
  /** In the unit's section. */
  readonly offset: number;
  readonly tag: number;
  readonly attributes: ReadonlyMap<number, AttributeValue>;
  readonly children: readonly Entry[];
}

interface OpenEntry extends Entry {
  readonly children: OpenEntry[];
}

/** The debugging information of an object: a tree of entries for each unit. */
export class DebugInformation {
  /** The entries at the top: compile units, partial units, type units. */
  readonly units: readonly Entry[];
  readonly sections: DebugSections;
  readonly #entries = new Map<string, ReadonlyMap<number, Entry>>();
  readonly #signatures = new Map<bigint, UnitHeader>();
  readonly #tops = new Map<UnitHeader, Entry>();
  readonly #strings = new Map<string, string>();

  constructor(object: ElfObject) {
    this.sections = new DebugSections(object);
    const abbreviations = new Map<number, ReadonlyMap<number, Abbreviation>>();
    for (const name of [".debug_info", ".debug_types"]) {
      const known = new Map<number, Entry>();
      for (const unit of readUnitHeaders(this.sections.get(name))) {
        const table =
          abbreviations.get(unit.abbreviations) ??
          readAbbreviations(this.sections.get(".debug_abbrev"), unit.abbreviations);
        abbreviations.set(unit.abbreviations, table);
        const top = readTree(unit, table, known);
        if (top !== undefined) {
          if (top.attributes.has(attribute.dwoName) || top.attributes.has(attribute.gnuDwoName)) {
            throw entryError(top, "has its types in a .dwo file: compile without -gsplit-dwarf");
          }
          this.#tops.set(unit, top);
        }
        if (unit.type !== undefined) {
          this.#signatures.set(unit.type.signature, unit);
        }
      }
      this.#entries.set(name, known);
    }
    this.units = [...this.#tops.values()];
  }

  /** The entry that an attribute of `entry` leads to; undefined where it has no such attribute. */
  referenced(entry: Entry, name: number): Entry | undefined {
    const value = entry.attributes.get(name);
    switch (value?.kind) {
      case undefined:
        return undefined;
      case "reference":
        return this.#at(value.section, value.offset, entry);
      case "signature": {
        const unit = this.#signatures.get(value.signature);
        if (unit?.type === undefined) {
          throw entryError(entry, `is of the type 0x${value.signature.toString(16)}, of which the object has no unit`);
        }
        return this.#at(unit.section.name, unit.start + unit.type.offset, entry);
      }
      default:
        throw entryError(entry, `has a type that is a ${value?.kind ?? ""}: expected a reference`);
    }
  }

  /** The name of an entry, or its producer; undefined where it has none. */
  text(entry: Entry, name: number = attribute.name): string | undefined {
    const value = entry.attributes.get(name);
    return value?.kind === "string" ? this.string(value.place, entry) : undefined;
  }

  /** Where the unit's table of addresses begins in .debug_addr (DWARF 5, 7.27). */
  addressBase(entry: Entry): number {
    const base = this.#tops.get(entry.unit)?.attributes.get(attribute.addrBase);
    return base?.kind === "offset" ? base.offset : 8;
  }

  /** A string of an entry, or of the macros of its unit. */
  string(place: StringPlace, entry: Entry): string {
    switch (place.kind) {
      case "here":
        return new SectionReader(entry.unit.section, place.at).text();
      case "section": {
        const key = `${place.section} ${place.at}`;
        const known = this.#strings.get(key);
        const text = known ?? new SectionReader(this.sections.get(place.section), place.at).text();
        this.#strings.set(key, text);
        return text;
      }
      case "indexed": {
        const { offsetSize } = entry.unit;
        const base = this.#tops.get(entry.unit)?.attributes.get(attribute.strOffsetsBase);
        // Behind the header of the table where the unit says nothing (DWARF 5, 7.26).
        const start = base?.kind === "offset" ? base.offset : offsetSize * 2;
        const table = new SectionReader(this.sections.get(".debug_str_offsets"), start + place.index * offsetSize);
        return this.string({ kind: "section", section: ".debug_str", at: table.offset(offsetSize) }, entry);
      }
    }
  }

  #at(section: string, offset: number, from: Entry): Entry {
    const found = this.#entries.get(section)?.get(offset);
    if (found === undefined) {
      throw entryError(from, `leads to ${section}+0x${offset.toString(16)}, where no entry begins`);
    }
    return found;
  }
}

/** Where an entry begins: `.debug_info+0x1f`. */
export function entryPlace({ unit, offset }: Entry): string {
  return placeIn(unit.section.name, offset);
}

/** Says what is wrong with an entry, where it begins. */
export function entryError({ unit, offset }: Entry, message: string): DwarfError {
  return new DwarfError(unit.section.name, offset, message);
}

/** The first entry of a unit with all below it; undefined in a unit that has none. */
function readTree(
  unit: UnitHeader,
  abbreviations: ReadonlyMap<number, Abbreviation>,
  known: Map<number, Entry>,
): Entry | undefined {
  const reader = new SectionReader(unit.section, unit.entries, unit.end);
  const open: OpenEntry[] = [];
  let top: Entry | undefined;
  while (!reader.atEnd) {
    const offset = reader.at;
    const code = reader.count();
    if (code === 0) {
      open.pop();
      // What follows the first tree is padding.
      if (open.length === 0) {
        return top;
      }
      continue;
    }
    const abbreviation = abbreviations.get(code);
    if (abbreviation === undefined) {
      throw reader.fail(`has an entry with the abbreviation ${code}, which is not defined`, offset);
    }
    const attributes = new Map<number, AttributeValue>();
    for (const described of abbreviation.attributes) {
      attributes.set(described.name, readAttribute(reader, described, unit));
    }
    const entry: OpenEntry = { unit, offset, tag: abbreviation.tag, attributes, children: [] };
    known.set(offset, entry);
    open.at(-1)?.children.push(entry);
    top ??= entry;
    if (abbreviation.hasChildren) {
      open.push(entry);
    } else if (open.length === 0) {
      return top;
    }
  }
  if (open.length > 0) {
    throw reader.fail("ends within the children of an entry");
  }
  return top;
}
