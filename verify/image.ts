import { once } from "../dsl/lowering/once.js";
import type { AssembledRoutine, InstructionRange } from "../assemble/assembled-routine.js";
import type { Contract } from "../dsl/contracts/contract.js";
import { addressFields } from "../dsl/data/data-bytes.js";
import { addressesIn } from "../dsl/data/check-data-uses.js";
import type { Data } from "../dsl/data/data.js";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { PlacedData } from "./place-data.js";
import { addressIn, dataAddresses, placeData } from "./place-data.js";

/** Addresses of a program under test. Everything lies below 2 GiB, so that 32-bit relocations reach it. */
const codeBase = 0x1000_0000n;
/** Symbols of other files, and of other routines of the port: nothing is mapped there, so a call stops the engine. */
const outsideBase = 0x4000_0000n;
const outsideSpacing = 0x1000n;

/** The machine code of one routine at its address, relocations filled in. */
export interface Image {
  readonly symbol: string;
  readonly address: bigint;
  readonly bytes: Uint8Array;
  readonly ranges: readonly InstructionRange[];
  /** The same by their offsets. */
  readonly byOffset: ReadonlyMap<number, InstructionRange>;
  /** Where each symbol is taken to lie that it, its contract or a variable names, by the name that objects give it. */
  readonly symbols: ReadonlyMap<string, bigint>;
  /** The variables of its program. */
  readonly data: readonly PlacedData[];
}

/** What a routine is placed with: what it has to do, and the variables of its program. */
export interface Surroundings {
  readonly contract: Contract;
  readonly data: readonly Data[];
}

/** The symbols whose addresses a contract speaks of, as objects spell them. */
const namesIn = once(({ steps }: Contract): readonly string[] =>
  addressesIn(steps).map(({ symbol }) => objectSymbol(symbol)),
);

/** Places a routine in slot `slot`; slots are a page apart. */
export function placeRoutine(routine: AssembledRoutine, slot: number, { contract, data }: Surroundings): Image {
  const address = codeBase + BigInt(slot) * 0x1000n;
  const variables = dataAddresses(data);
  const named = [
    ...routine.relocations.map((relocation) => relocation.symbol),
    ...data.flatMap((item) => addressFields(item).map(({ symbol }) => objectSymbol(symbol))),
    ...namesIn(contract),
  ];
  const outside = [...new Set(named)].filter((name) => !variables.has(name));
  const symbols = new Map([
    ...outside.map((name, index) => [name, outsideBase + BigInt(index) * outsideSpacing] as const),
    ...variables,
  ]);
  const bytes = Uint8Array.from(routine.bytes);
  const view = new DataView(bytes.buffer);
  for (const { offset, symbol, kind, addend = 0, trailing = 0 } of routine.relocations) {
    const target = addressIn(symbols, symbol) + BigInt(addend);
    const end = address + BigInt(offset + 4 + trailing);
    view.setInt32(offset, Number(BigInt.asIntN(32, kind === "pc32" ? target - end : target)), true);
  }
  const { symbol, ranges } = routine;
  const byOffset = new Map(ranges.map((range) => [range.offset, range]));
  return { symbol, address, bytes, ranges, byOffset, symbols, data: placeData(data, symbols) };
}

/** The symbol at an address outside the code, if it is one. */
export function symbolAt(image: Image, address: bigint): string | undefined {
  for (const [symbol, place] of image.symbols) {
    if (place === address) {
      return symbol;
    }
  }
  return undefined;
}

/** The instruction that begins at `address`. */
export function instructionAt(image: Image, address: bigint): InstructionRange | undefined {
  return image.byOffset.get(Number(address - image.address));
}
