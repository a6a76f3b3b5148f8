import { recordSize, sectionIndex, symbolBinding, symbolType, symbolVisibility } from "./constants.js";
import { ElfError } from "./elf-error.js";
import type { ObjectSymbol } from "./object.js";
import type { StringTable } from "./string-table.js";

/** The symbols of an object as its file has them. */
export interface SymbolTable {
  readonly bytes: Uint8Array;
  /** How many entries are local, the empty one at the beginning included. */
  readonly locals: number;
  /** The index in the file of each symbol, by its index in the object. */
  readonly indices: readonly number[];
}

/** The symbol table: the empty entry, then local symbols, as the format demands, then the others, each in their order. */
export function symbolTable(symbols: readonly ObjectSymbol[], strings: StringTable): SymbolTable {
  const isLocal = ({ binding }: ObjectSymbol): boolean => binding === "local";
  const numbered = symbols.map((symbol, index) => ({ symbol, index }));
  const ordered = [
    ...numbered.filter(({ symbol }) => isLocal(symbol)),
    ...numbered.filter(({ symbol }) => !isLocal(symbol)),
  ];
  const bytes = new Uint8Array((ordered.length + 1) * recordSize.symbol);
  const view = new DataView(bytes.buffer);
  const indices = symbols.map(() => 0);
  for (const [place, { symbol, index }] of ordered.entries()) {
    indices[index] = place + 1;
    const at = (place + 1) * recordSize.symbol;
    view.setUint32(at, strings.offsetOf(symbol.name), true);
    view.setUint8(at + 4, (symbolBinding[symbol.binding] << 4) | symbolType[symbol.type]);
    view.setUint8(at + 5, symbolVisibility[symbol.visibility]);
    view.setUint16(at + 6, placeOf(symbol), true);
    view.setBigUint64(at + 8, symbol.value, true);
    view.setBigUint64(at + 16, symbol.size, true);
  }
  return { bytes, locals: 1 + symbols.filter(isLocal).length, indices };
}

/** st_shndx. The file has one section more than the object, the empty one at the beginning. */
function placeOf({ name, place }: ObjectSymbol): number {
  switch (place.kind) {
    case "undefined":
      return sectionIndex.undefined;
    case "absolute":
      return sectionIndex.absolute;
    case "common":
      return sectionIndex.common;
    case "section": {
      const index = place.index + 1;
      if (index >= sectionIndex.reserved) {
        throw new ElfError(
          `the symbol ${name} lies in section ${index}; at most ${sectionIndex.reserved - 1} can be written`,
        );
      }
      return index;
    }
  }
}
