import type { Permissions } from "../engine.js";
import { permissionBits } from "./constants.js";
import { FetchGuards } from "./fetch-guards.js";
import type { GuestMemory, MemoryUser } from "./guest-memory.js";
import type { UnicornProcessor } from "./processor.js";
import type { Range } from "./regions.js";
import { pageSize, slices } from "./regions.js";

/** Unicorn refuses more than 16 GiB in one piece, and needs time to split a piece by its size. */
const largestPiece = 256n << 20n;

/** All of guest memory, mapped into Unicorn at once, for runs at the exact pace. */
export class ExactMapping implements MemoryUser {
  readonly #processor: UnicornProcessor;
  readonly #memory: GuestMemory;
  readonly #guards: FetchGuards;
  /** Counts what changed the layout. */
  #changes = 0;

  constructor(processor: UnicornProcessor, memory: GuestMemory) {
    this.#processor = processor;
    this.#memory = memory;
    this.#guards = new FetchGuards(processor, memory.regions);
  }

  /** Another number after every change of what is mapped, or how. */
  get layout(): number {
    return this.#changes;
  }

  mapped(range: Range, permissions: Permissions): void {
    this.#changed(range);
    for (const { start, end } of slices(range, largestPiece)) {
      this.#processor.mapHost(start, end - start, permissionBits(permissions), this.#memory.host.pointer(start));
    }
  }

  unmapping(range: Range, wasCode: boolean): void {
    if (wasCode) this.codeWritten(range);
    this.#changed(range);
    for (const { start, end } of slices(range, largestPiece)) this.#processor.unmap(start, end - start);
  }

  protecting(range: Range, permissions: Permissions, wasCode: boolean): void {
    if (permissions.execute || wasCode) this.codeWritten(range);
    this.#changed(range);
    for (const { start, end } of slices(range, largestPiece)) {
      this.#processor.protect(start, end - start, permissionBits(permissions));
    }
  }

  /**
   * Makes Unicorn translate anew what it has translated of a range, and of the code before that may have been read on
   * into it: Unicorn takes no notice when code changes under it.
   */
  codeWritten(range: Range): void {
    for (const { start, end } of slices(range, largestPiece)) this.#processor.removeTranslations(start, end);
  }

  /** Lets Unicorn read ahead behind what may be executed. To be called before a run, and after a change inside one. */
  guard(): void {
    this.#guards.update();
  }

  /** Lets Unicorn read the page of an address as code, which it is not. */
  guardPage(address: bigint): void {
    this.#guards.addPage(address & ~(pageSize - 1n));
    if (this.#guards.tooMany) this.#changes += 1;
  }

  /** The pages that Unicorn takes for code, and are not. */
  get guardedPages(): readonly bigint[] {
    return this.#guards.pages;
  }

  #changed(range: Range): void {
    this.#guards.giveWay(range);
    this.#changes += 1;
  }
}
