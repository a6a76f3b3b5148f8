import type { Engine } from "./engine/engine.js";
import type { Image } from "./image.js";
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

/** Loads a routine's code. */
export function loadImage(engine: Engine, image: Image): void {
  engine.map(image.address, pages(BigInt(image.bytes.length)), { read: true, write: false, execute: true });
  engine.write(image.address, image.bytes);
}

/** Takes a routine's code away again. */
export function unloadImage(engine: Engine, image: Image): void {
  engine.unmap(image.address, pages(BigInt(image.bytes.length)));
}

/** Where the pointer to block number `block` points. */
export function blockAddress(block: number): bigint {
  return world.blockBase + BigInt(block) * blockSpacing + world.blockMiddle;
}

/** Fills what the routine can reach by small offsets with poison; it is given pointers to the first `blocks` blocks. */
export function poison(engine: Engine, random: Random, stackPointer: bigint, blocks: number): void {
  for (const place of [stackPointer, ...poisonedPlaces.slice(0, 1 + blocks)]) {
    engine.write(place - BigInt(below), random.bytes(below + above));
  }
}

/** Is this address so near a place of interest that it is poisoned in every state? */
export function liesInPoison(address: bigint): boolean {
  return poisonedPlaces.some((place) => place - BigInt(below) <= address && address + 8n <= place + BigInt(above));
}

/** Besides the stack, which every state has elsewhere: the thread-local words, and the blocks in order. */
const poisonedPlaces = [world.fsBase, ...Array.from({ length: world.blocks }, (_, block) => blockAddress(block))];

function pages(size: bigint): bigint {
  return ((size + 0xfffn) / 0x1000n) * 0x1000n;
}
