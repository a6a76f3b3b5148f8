import { setCrashPage } from "./crash-page.js";
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
  for (const { address, size } of mappedRanges) {
    engine.map(address, size, { read: true, write: true, execute: false });
  }
}

/** Makes all of it zero again: a routine must not find what others have left, whichever of them have been run before. */
export function clearWorld(engine: Engine): void {
  for (const { address, size } of mappedRanges) {
    for (const { start, end } of engine.residentParts(address, size)) {
      engine.write(start, new Uint8Array(Number(end - start)));
    }
  }
}

/** Loads a routine's code and the variables of its program. */
export function loadImage(engine: Engine, image: Image): void {
  engine.map(image.address, pages(BigInt(image.bytes.length)), { read: true, write: false, execute: true });
  engine.write(image.address, image.bytes);
  mapData(engine, image.data);
}

/** Takes a routine's code and the variables away again. */
export function unloadImage(engine: Engine, image: Image): void {
  setCrashPage(engine, undefined);
  engine.unmap(image.address, pages(BigInt(image.bytes.length)));
  unmapData(engine, image.data);
}

/** Where the pointer to block number `block` points. */
export function blockAddress(block: number): bigint {
  return world.blockBase + BigInt(block) * blockSpacing + world.blockMiddle;
}

/** What a world consists of. */
const mappedRanges = [
  { address: world.stackBase, size: world.stackSize },
  ...Array.from({ length: world.blocks }, (_, block) => ({
    address: blockAddress(block) - world.blockMiddle,
    size: world.blockSize,
  })),
  { address: world.fsBase - world.blockMiddle, size: world.blockSize },
] as const;

/** The places of interest of one state, and what around them is poisoned in it. */
export interface Places {
  readonly stackPointer: bigint;
  readonly poisoned: readonly PoisonedRange[];
}

interface PoisonedRange {
  readonly from: bigint;
  readonly to: bigint;
  readonly size: number;
}

/**
 * The places of a state whose SP is `stackPointer`: the stack from `depth` bytes below that on, the thread-local words,
 * and the first blocks, into which pointers lead `shift` bytes from the middle.
 */
export function placesAround(stackPointer: bigint, depth: number, blocks: number, shift: bigint): Places {
  const poisoned = [around(stackPointer, depth), aroundWords];
  for (let block = 0; block < blocks; block += 1) {
    poisoned.push(around(blockAddress(block) + shift));
  }
  return { stackPointer, poisoned };
}

function around(place: bigint, deeper = 0): PoisonedRange {
  return { from: place - BigInt(below + deeper), to: place + BigInt(above), size: below + deeper + above };
}

const aroundWords = around(world.fsBase);

/** Fills what the routine can reach by small offsets with poison. */
export function poison(engine: Engine, random: Random, { poisoned }: Places): void {
  for (const { from, size } of poisoned) {
    engine.write(from, random.passingBytes(size));
  }
}

/** Is this address so near a place of interest that it is poisoned in every state? */
export function liesInPoison(address: bigint, size: number, { poisoned }: Places): boolean {
  const end = address + BigInt(size);
  for (const { from, to } of poisoned) {
    if (from <= address && end <= to) {
      return true;
    }
  }
  return false;
}

function pages(size: bigint): bigint {
  return ((size + 0xfffn) / 0x1000n) * 0x1000n;
}
