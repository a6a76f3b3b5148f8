import { permissionBit } from "./constants.js";
import type { UnicornProcessor } from "./processor.js";
import type { Range, Regions } from "./regions.js";
import { pageSize } from "./regions.js";

/** More than these are forgotten: a mutant may jump anywhere. */
const mostPagesJumpedTo = 32;

/**
 * Unicorn translates a whole block before it runs its first instruction. Where the block reaches memory that is not
 * there it stops with a fetch fault: the instructions before are not run, and whether the limit of instructions comes
 * first is not looked at. So there is, for Unicorn alone, a page behind what may be executed, and where a program has
 * jumped to; a hook (watches.ts) stops the run before an instruction of it is executed. Data of it may not be accessed.
 */
export class FetchGuards {
  readonly #processor: UnicornProcessor;
  readonly #regions: Regions;
  readonly #guards = new Set<bigint>();
  /** Pages that a program has jumped to: kept, for it will be there that the next routine returns to, too. */
  readonly #jumpedTo = new Set<bigint>();

  constructor(processor: UnicornProcessor, regions: Regions) {
    this.#processor = processor;
    this.#regions = regions;
  }

  /** The addresses of the guards. */
  get pages(): readonly bigint[] {
    return [...this.#guards];
  }

  /** Is it time for an update? */
  get tooMany(): boolean {
    return this.#jumpedTo.size > mostPagesJumpedTo;
  }

  /** Makes a guard of a page that a program jumps to, where nothing is mapped. */
  addPage(address: bigint): void {
    this.#jumpedTo.add(address);
    if (!this.#guards.has(address)) this.#add(address);
  }

  /** Takes the guards out of a range that is about to be mapped. */
  giveWay({ start, end }: Range): void {
    for (const address of this.#guards) {
      if (start <= address && address < end) this.#remove(address);
    }
  }

  /** Sets them where the executable memory ends now. */
  update(): void {
    if (this.tooMany) this.#jumpedTo.clear();
    const ends = this.#regions.runs(({ execute }) => execute).map(({ end }) => BigInt.asUintN(64, end));
    const pages = [...ends, ...this.#jumpedTo].filter((address) => this.#regions.find(address) === undefined);
    const wanted = new Set(pages);
    for (const address of this.#guards) {
      if (!wanted.has(address)) this.#remove(address);
    }
    for (const address of wanted) {
      if (!this.#guards.has(address)) this.#add(address);
    }
  }

  #add(address: bigint): void {
    this.#processor.map(address, pageSize, permissionBit.execute);
    this.#guards.add(address);
  }

  #remove(address: bigint): void {
    // What is translated of the page before may have been read on into the guard.
    const before = BigInt.asUintN(64, address - pageSize);
    if (this.#regions.find(before) !== undefined) {
      this.#processor.removeTranslations(before, before + pageSize);
    }
    this.#processor.unmap(address, pageSize);
    this.#guards.delete(address);
  }
}
