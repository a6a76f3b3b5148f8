import { permissionBit, permissionBits } from "./constants.js";
import type { UnicornProcessor } from "./processor.js";
import type { Range, Regions } from "./regions.js";
import { pageSize } from "./regions.js";

/**
 * Unicorn translates a whole block before it runs its first instruction. Where the block reaches the end of what may
 * be executed it stops there with a fetch fault, and the instructions before are not run. So the page behind gets,
 * for Unicorn alone, the permission to be executed, and is mapped if it is not; a hook (watches.ts) stops the run
 * before an instruction of it is executed.
 */
export class FetchGuards {
  readonly #processor: UnicornProcessor;
  readonly #regions: Regions;
  /** By address: does the page belong to the guard, or has it only been given a permission? */
  readonly #guards = new Map<bigint, "own" | "lent">();

  constructor(processor: UnicornProcessor, regions: Regions) {
    this.#processor = processor;
    this.#regions = regions;
  }

  /** Takes the guards out of a range whose mapping is about to change. */
  giveWay({ start, end }: Range): void {
    for (const address of [...this.#guards.keys()]) {
      if (start <= address && address < end) this.#remove(address);
    }
  }

  /** Sets them where the executable memory ends now. */
  update(): void {
    const ends = new Set(this.#regions.runs("execute").map(({ end }) => BigInt.asUintN(64, end)));
    // The run that begins at 0 goes on where the last one ends.
    for (const end of ends) {
      if (this.#regions.find(end)?.permissions.execute === true) ends.delete(end);
    }
    for (const address of [...this.#guards.keys()]) {
      if (!ends.has(address)) this.#remove(address);
    }
    for (const end of ends) {
      if (!this.#guards.has(end)) this.#add(end);
    }
  }

  #add(address: bigint): void {
    const region = this.#regions.find(address);
    if (region === undefined) {
      this.#processor.map(address, pageSize, permissionBit.execute);
      this.#guards.set(address, "own");
    } else {
      this.#processor.protect(address, pageSize, permissionBits(region.permissions) | permissionBit.execute);
      this.#guards.set(address, "lent");
    }
  }

  #remove(address: bigint): void {
    // What is translated of the page before may have been read on into the guard.
    const before = BigInt.asUintN(64, address - pageSize);
    if (this.#regions.find(before)?.permissions.execute === true) {
      this.#processor.removeTranslations(before, before + pageSize);
    }
    const region = this.#regions.find(address);
    if (this.#guards.get(address) === "own") {
      this.#processor.unmap(address, pageSize);
    } else if (region !== undefined) {
      this.#processor.protect(address, pageSize, permissionBits(region.permissions));
    }
    this.#guards.delete(address);
  }
}
