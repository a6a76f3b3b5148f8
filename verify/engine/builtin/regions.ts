import type { Permissions } from "../engine.js";
import { EngineError } from "../engine.js";

/** Mapped memory from page `start` up to but not including page `end`. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly permissions: Permissions;
}

/**
 * Which pages are mapped, and what may be done with them: a sorted list without overlaps, however large they are. A
 * program may map ten thousand times: nothing here goes through the whole list but the moving of what lies behind.
 */
export class Regions {
  readonly #list: Region[] = [];
  #lastFound: Region | undefined;

  /** The region that a page lies in. */
  find(page: number): Region | undefined {
    const last = this.#lastFound;
    if (last !== undefined && last.start <= page && page < last.end) return last;
    const region = this.#list[this.#firstEndingAfter(page)];
    if (region === undefined || region.start > page) return undefined;
    this.#lastFound = region;
    return region;
  }

  /** Adds a region. Throws where part of it is mapped already. */
  add(region: Region): void {
    const index = this.#firstEndingAfter(region.start);
    const clash = this.#list[index];
    if (clash !== undefined && clash.start < region.end) {
      throw new EngineError(
        `${rangeText(region)} overlaps ${rangeText(clash)}, which is mapped already: unmap it first`,
      );
    }
    this.#list.splice(index, 0, region);
  }

  /** Takes pages away, mapped or not. */
  remove(start: number, end: number): void {
    this.#lastFound = undefined;
    const gone = this.#touching(start, end);
    const [first, last] = [gone[0], gone.at(-1)];
    if (first === undefined || last === undefined) return;
    const rest = [
      { ...first, end: start },
      { ...last, start: end },
    ].filter((part) => part.start < part.end);
    this.#list.splice(this.#firstEndingAfter(start), gone.length, ...rest);
  }

  /** Are all these pages mapped? */
  cover(start: number, end: number): boolean {
    const first = this.find(start);
    if (first !== undefined && end <= first.end) return true;
    let reached = start;
    for (const region of this.#touching(start, end)) {
      if (region.start > reached) return false;
      reached = region.end;
    }
    return reached >= end;
  }

  /** Changes permissions. Throws where a page is not mapped. */
  protect(start: number, end: number, permissions: Permissions): void {
    if (!this.cover(start, end)) {
      throw new EngineError(`${rangeText({ start, end })} cannot be protected: part of it is not mapped`);
    }
    this.remove(start, end);
    this.#list.splice(this.#firstEndingAfter(start), 0, { start, end, permissions });
  }

  #touching(start: number, end: number): readonly Region[] {
    const first = this.#firstEndingAfter(start);
    let behind = first;
    for (let region = this.#list[behind]; region !== undefined && region.start < end;) {
      behind += 1;
      region = this.#list[behind];
    }
    return this.#list.slice(first, behind);
  }

  #firstEndingAfter(page: number): number {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const region = this.#list[middle];
      if (region !== undefined && region.end <= page) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function rangeText({ start, end }: Pick<Region, "start" | "end">): string {
  return `memory from ${pageText(start)} to ${pageText(end)}`;
}

function pageText(page: number): string {
  return `0x${BigInt.asUintN(64, BigInt(page) << 12n).toString(16)}`;
}
