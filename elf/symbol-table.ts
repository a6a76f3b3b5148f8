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
  const bytes = new Uint8Array((symbols.length + 1) * recordSize.symbol);
  const view = new DataView(bytes.buffer);
  const indices = symbols.map(() => 0);
  let place = 0;
  const take = (local: boolean, nameOf: (name: string) => number): void => {
    symbols.forEach((symbol, index) => {
      if (isLocal(symbol) === local) {
        place += 1;
        indices[index] = place;
        writeSymbol(view, place * recordSize.symbol, symbol, nameOf(symbol.name));
      }
    });
  };
  take(true, (name) => strings.offsetOf(name));
  const locals = place + 1;
  // An object has one global symbol of a name.
  take(false, (name) => strings.append(name));
  return { bytes, locals, indices };
}

function isLocal({ binding }: ObjectSymbol): boolean {
  return binding === "local";
}

function writeSymbol(view: DataView, at: number, symbol: ObjectSymbol, name: number): void {
  view.setUint32(at, name, true);
  view.setUint8(at + 4, (symbolBinding[symbol.binding] << 4) | symbolType[symbol.type]);
  view.setUint8(at + 5, symbolVisibility[symbol.visibility]);
  view.setUint16(at + 6, placeOf(symbol), true);
  view.setBigUint64(at + 8, symbol.value, true);
  view.setBigUint64(at + 16, symbol.size, true);
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
