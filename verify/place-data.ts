import type { Data } from "../dsl/data/data.js";
import { addressFields, dataBytes } from "../dsl/data/data-bytes.js";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { DataAccess } from "../dsl/operands/data-reference.js";
import type { Engine } from "./engine/engine.js";

/** Where variables lie: below 2 GiB as all of the program, below the symbols of other files. */
const dataBase = 0x2000_0000n;

/** Variables begin inside a page, so that an address is told from one whose low bits are lost. */
const pageOffset = 0x340n;

const pageSize = 0x1000n;

/** A variable of the program under test, at its address. */
export interface PlacedData {
  /** As an object spells it. */
  readonly symbol: string;
  readonly access: DataAccess;
  readonly address: bigint;
  /** What it holds when the program starts, addresses filled in. */
  readonly bytes: Uint8Array;
}

/** The addresses of variables, by the symbols of objects. Between any two there are pages that nothing is mapped on. */
export function dataAddresses(items: readonly Data[]): ReadonlyMap<string, bigint> {
  const addresses = new Map<string, bigint>();
  let free = dataBase;
  for (const { name, size, alignment } of items) {
    const address = alignUp(free + pageOffset, BigInt(alignment));
    addresses.set(objectSymbol(name), address);
    free = alignUp(address + BigInt(size), pageSize) + 2n * pageSize;
  }
  return addresses;
}

/** Variables with their contents, where `symbols` says that everything lies. */
export function placeData(items: readonly Data[], symbols: ReadonlyMap<string, bigint>): readonly PlacedData[] {
  return items.map((item) => {
    const bytes = dataBytes(item);
    const view = new DataView(bytes.buffer);
    for (const { offset, symbol, addend } of addressFields(item)) {
      view.setBigUint64(offset, addressIn(symbols, objectSymbol(symbol)) + BigInt(addend), true);
    }
    const symbol = objectSymbol(item.name);
    return { symbol, access: item.access, address: addressIn(symbols, symbol), bytes };
  });
}

/** Where a symbol of the program under test lies, by the name that objects give it. */
export function addressIn(symbols: ReadonlyMap<string, bigint>, symbol: string): bigint {
  const address = symbols.get(symbol);
  if (address === undefined) {
    throw new Error(`${symbol} has no place in the program under test`);
  }
  return address;
}

/** Makes room for variables; the program may do with it what it may do with them. */
export function mapData(engine: Engine, items: readonly PlacedData[]): void {
  for (const item of items) {
    const { from, size } = pagesOf(item);
    engine.map(from, size, { read: true, write: item.access === "read-write", execute: false });
  }
  writeData(engine, items);
}

/** Takes variables away again. */
export function unmapData(engine: Engine, items: readonly PlacedData[]): void {
  for (const item of items) {
    const { from, size } = pagesOf(item);
    engine.unmap(from, size);
  }
}

/** Every run finds the variables as the program starts with them, whatever the one before has made of them. */
export function writeData(engine: Engine, items: readonly PlacedData[]): void {
  for (const { address, bytes } of items) {
    engine.write(address, bytes);
  }
}

/** The variable that an address lies in. */
export function dataAt(items: readonly PlacedData[], address: bigint): PlacedData | undefined {
  return items.find((item) => item.address <= address && address < item.address + BigInt(item.bytes.length));
}

function pagesOf({ address, bytes }: PlacedData): { readonly from: bigint; readonly size: bigint } {
  const from = address & ~(pageSize - 1n);
  return { from, size: alignUp(address + BigInt(bytes.length), pageSize) - from };
}

function alignUp(value: bigint, alignment: bigint): bigint {
  return ((value + alignment - 1n) / alignment) * alignment;
}
