import { once } from "../dsl/lowering/once.js";
import type { ElfObject, ObjectSection, ObjectSymbol } from "../elf/object.js";
import type { Place } from "./finding.js";

/** An object that takes part in the link. */
export interface InputObject {
  readonly object: ElfObject;
  /**
   * Its sections as they go into the program, by their index in the object: edited where the linker edits them, absent
   * where they are left out.
   */
  readonly sections: (ObjectSection | undefined)[];
  /** Sections that another object has brought already (COMDAT). */
  readonly discarded: ReadonlySet<number>;
}

/** Where a relocation points. */
export type Target =
  | {
      readonly kind: "section";
      readonly input: InputObject;
      readonly section: number;
      /** Offset in the section. */
      readonly value: bigint;
      readonly symbol: ObjectSymbol;
    }
  | { readonly kind: "absolute"; readonly value: bigint; readonly symbol: ObjectSymbol }
  /** Defined by the linker: `_end` and its like. */
  | { readonly kind: "linker"; readonly name: string }
  | { readonly kind: "undefined"; readonly name: string; readonly weak: boolean }
  /** In a section that another object has brought already. */
  | { readonly kind: "discarded"; readonly symbol: ObjectSymbol };

/** What messages call a target. */
export function targetName(target: Target): string {
  switch (target.kind) {
    case "linker":
    case "undefined":
      return target.name;
    case "section":
      return target.symbol.name === ""
        ? (target.input.object.sections[target.section]?.name ?? "")
        : target.symbol.name;
    case "absolute":
    case "discarded":
      return target.symbol.name === "" ? "a symbol without a name" : target.symbol.name;
  }
}

/** A place in a section, with the function around it. */
export function placeIn({ object }: InputObject, section: number, offset: number): Place {
  const around = lastBefore(namedIn(object, section), offset);
  return {
    object: object.name,
    section: object.sections[section]?.name ?? "",
    offset,
    ...(around === undefined ? {} : { symbol: { name: around.name, offset: offset - around.start } }),
  };
}

/** Is there a symbol in a section of an object, besides the section's own? */
export function hasNames({ object }: InputObject, section: number): boolean {
  return namedIn(object, section).length > 0;
}

interface NamedStart {
  readonly name: string;
  readonly start: number;
}

/** The symbols of a section, by where they begin. */
function namedIn(object: ElfObject, section: number): readonly NamedStart[] {
  return namedStarts(object).get(section) ?? [];
}

/** The same by section, looked up once: an object may have thousands of places to tell of. */
const namedStarts = once(({ symbols }: ElfObject): ReadonlyMap<number, readonly NamedStart[]> => {
  const bySection = new Map<number, NamedStart[]>();
  for (const { name, type, place, value } of symbols) {
    if (place.kind === "section" && name !== "" && type !== "section") {
      const named = bySection.get(place.index) ?? [];
      bySection.set(place.index, named);
      named.push({ name, start: Number(value) });
    }
  }
  for (const named of bySection.values()) {
    named.sort((one, other) => one.start - other.start);
  }
  return bySection;
});

/** By halving. Of several that begin at one place, the first. */
function lastBefore(sorted: readonly NamedStart[], offset: number): NamedStart | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.start ?? 0) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const start = sorted[low - 1]?.start;
  let first = low - 1;
  while (first > 0 && sorted[first - 1]?.start === start) {
    first -= 1;
  }
  return sorted[first];
}

/** The place of a definition. */
export function placeOfSymbol(input: InputObject, { place, value }: ObjectSymbol): Place {
  return place.kind === "section" ? placeIn(input, place.index, Number(value)) : { object: input.object.name };
}
