import type { AssembledRoutine, InstructionRange } from "../assemble/assembled-routine.js";

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
  /** Where each symbol that it names is taken to lie, by the name that objects give it. */
  readonly symbols: ReadonlyMap<string, bigint>;
}

/** Places a routine in slot `slot`; slots are a page apart. */
export function placeRoutine(routine: AssembledRoutine, slot: number): Image {
  const address = codeBase + BigInt(slot) * 0x1000n;
  const names = [...new Set(routine.relocations.map((relocation) => relocation.symbol))];
  const symbols = new Map(names.map((name, index) => [name, outsideBase + BigInt(index) * outsideSpacing]));
  const bytes = Uint8Array.from(routine.bytes);
  const view = new DataView(bytes.buffer);
  for (const { offset, symbol, kind, addend = 0, trailing = 0 } of routine.relocations) {
    const target = (symbols.get(symbol) ?? 0n) + BigInt(addend);
    const end = address + BigInt(offset + 4 + trailing);
    view.setInt32(offset, Number(BigInt.asIntN(32, kind === "pc32" ? target - end : target)), true);
  }
  return { symbol: routine.symbol, address, bytes, ranges: routine.ranges, symbols };
}

/** The symbol at an address outside the code, if it is one. */
export function symbolAt(image: Image, address: bigint): string | undefined {
  return [...image.symbols].find(([, place]) => place === address)?.[0];
}

/** The instruction that begins at `address`. */
export function instructionAt(image: Image, address: bigint): InstructionRange | undefined {
  const offset = Number(address - image.address);
  return image.ranges.find((range) => range.offset === offset);
}
