import type { Data, DataSection } from "../../dsl/data/data.js";
import { dataSections, sectionOf } from "../../dsl/data/data.js";
import { addressFields, dataBytes } from "../../dsl/data/data-bytes.js";
import { isStatic, objectSymbol } from "../../dsl/lowering/object-symbol.js";
import { relocationType, sectionFlag, sectionType } from "../../elf/constants.js";
import type { ObjectSection, ObjectSymbol } from "../../elf/object.js";

/** A section of variables, with where each lies in it. */
export interface PlacedSection {
  readonly name: DataSection;
  readonly items: readonly { readonly item: Data; readonly offset: number }[];
  /** In bytes. */
  readonly size: number;
  readonly alignment: number;
  /** What an object says of each of its variables. */
  readonly symbols: readonly ObjectSymbol[];
}

/** The sections of a unit's variables, those that it has, of which the first is the object's section number `index`. */
export function placeData(data: readonly Data[], index: number): readonly PlacedSection[] {
  return dataSections
    .map((name) => ({ name, inSection: data.filter((item) => sectionOf(item) === name) }))
    .filter(({ inSection }) => inSection.length > 0)
    .map(({ name, inSection }, position) => placeSection(name, inSection, index + position));
}

function placeSection(name: DataSection, data: readonly Data[], index: number): PlacedSection {
  let size = 0;
  const items = data.map((item) => {
    const offset = Math.ceil(size / item.alignment) * item.alignment;
    size = offset + item.size;
    return { item, offset };
  });
  return {
    name,
    items,
    size,
    alignment: Math.max(...data.map(({ alignment }) => alignment)),
    symbols: items.map(({ item, offset }) => ({
      name: objectSymbol(item.name),
      binding: isStatic(item.name) ? "local" : "global",
      type: "object",
      visibility: "default",
      place: { kind: "section", index },
      value: BigInt(offset),
      size: BigInt(item.size),
    })),
  };
}

/** The section as an object has it; `symbolIndex` finds the symbols that its addresses are of. */
export function dataSection(
  { name, items, size, alignment }: PlacedSection,
  symbolIndex: (symbol: string) => number,
): ObjectSection {
  const hasContents = name !== ".bss";
  const bytes = new Uint8Array(hasContents ? size : 0);
  if (hasContents) {
    for (const { item, offset } of items) {
      bytes.set(dataBytes(item), offset);
    }
  }
  return {
    name,
    type: hasContents ? sectionType.progbits : sectionType.nobits,
    flags: name === ".rodata" ? sectionFlag.alloc : sectionFlag.alloc | sectionFlag.write,
    alignment,
    size,
    bytes,
    entrySize: 0,
    relocations: items.flatMap(({ item, offset }) =>
      addressFields(item).map((field) => ({
        offset: offset + field.offset,
        type: relocationType.R_X86_64_64,
        symbol: symbolIndex(objectSymbol(field.symbol)),
        addend: BigInt(field.addend),
      })),
    ),
  };
}
