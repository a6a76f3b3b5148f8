import type { Engine } from "./engine/engine.js";
import type { Image } from "./image.js";
import { mapData, unmapData } from "./place-data.js";
import type { Random } from "./random.js";

/** Memory that a routine under test lives in. All of it begins as poison in every state. */
export const world = Object.freeze({
  /** Where the caller's RET leads: nothing is mapped there. */
  returnAddress: 0x5000_0000n,
  /** Where a pointer to a function leads: nothing is mapped there either. */
  functionAddress: 0x51_0000_0000n,
  /** The stack: pages from here on. */
  stackBase: 0x7f7f_ff00_0000n,
  stackSize: 0x30000n,
  /**
   * SP at entry of the states with the least shift: a little above a multiple of 64 KiB, so that arithmetic on half of
   * SP is told from arithmetic on all of it.
   */
  entryStackPointer: 0x7f7f_ff02_0100n,
  /** Blocks that pointers lead to, one for each. */
  blockBase: 0x6000_0000_0000n,
  blockSize: 0x20_0000n,
  /** Where a pointer into a block points: there is room on both sides. */
  blockMiddle: 0x10_0000n,
  /** The thread-local words lie below this. */
  fsBase: 0x6100_0010_0000n,
  blocks: 24,
});

/** Blocks lie far apart, so that a wrong offset does not lead from one into the next. */
const blockSpacing = 0x1_0000_0000n;

/** Bytes around a place of interest that are poisoned anew in every state. */
const below = 0x140;
const above = 0xc0;

/** Maps the memory that routines under test live in. */
export function buildWorld(engine: Engine): void {
  const readWrite = { read: true, write: true, execute: false };
  engine.map(world.stackBase, world.stackSize, readWrite);
  for (let block = 0; block < world.blocks; block += 1) {
    engine.map(blockAddress(block) - world.blockMiddle, world.blockSize, readWrite);
  }
  engine.map(world.fsBase - world.blockMiddle, world.blockSize, readWrite);
}

/** Loads a routine's code and the variables of its program. */
export function loadImage(engine: Engine, image: Image): void {
  engine.map(image.address, pages(BigInt(image.bytes.length)), { read: true, write: false, execute: true });
  engine.write(image.address, image.bytes);
  mapData(engine, image.data);
}

/** Takes a routine's code and the variables away again. */
export function unloadImage(engine: Engine, image: Image): void {
  engine.unmap(image.address, pages(BigInt(image.bytes.length)));
  unmapData(engine, image.data);
}

/** Where the pointer to block number `block` points. */
export function blockAddress(block: number): bigint {
  return world.blockBase + BigInt(block) * blockSpacing + world.blockMiddle;
}

/** The places of interest of one state. */
export interface Places {
  readonly stackPointer: bigint;
  /** How far below SP the routine goes, in bytes. */
  readonly depth: number;
  /** How many blocks it is given pointers to: the first ones. */
  readonly blocks: number;
  /** How far from the middle of their blocks the pointers lead. */
  readonly shift: bigint;
}

/** Fills what the routine can reach by small offsets with poison. */
export function poison(engine: Engine, random: Random, places: Places): void {
  for (const { from, to } of poisoned(places)) {
    engine.write(from, random.bytes(Number(to - from)));
  }
}

/** Is this address so near a place of interest that it is poisoned in every state? */
export function liesInPoison(address: bigint, size: number, places: Places): boolean {
  return poisoned(places).some(({ from, to }) => from <= address && address + BigInt(size) <= to);
}

function poisoned(places: Places): readonly { readonly from: bigint; readonly to: bigint }[] {
  const { stackPointer, depth, blocks, shift } = places;
  const around = (place: bigint, deeper = 0): { readonly from: bigint; readonly to: bigint } => ({
    from: place - BigInt(below + deeper),
    to: place + BigInt(above),
  });
  return [
    around(stackPointer, depth),
    around(world.fsBase),
    ...Array.from({ length: blocks }, (_, block) => around(blockAddress(block) + shift)),
  ];
}

function pages(size: bigint): bigint {
  return ((size + 0xfffn) / 0x1000n) * 0x1000n;
}
