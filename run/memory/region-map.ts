import type { Region } from "./region.js";
import { alike } from "./region.js";

/** What is mapped where: a sorted list without overlaps, in which neighbours that are alike are one region. */
export class RegionMap {
  readonly #list: Region[] = [];
  #lastFound: Region | undefined;
  #usableBytes = 0;
  /** What the last search has found out: from `from` to `to` nothing of that size is free. */
  #full = { from: 0, to: 0, size: 0 };

  /** All regions, by address. */
  get all(): readonly Region[] {
    return this.#list;
  }

  /** Bytes that the program could use at some time, so that they may hold something. */
  get usableBytes(): number {
    return this.#usableBytes;
  }

  /** The region that an address lies in. */
  find(address: number): Region | undefined {
    const last = this.#lastFound;
    if (last !== undefined && last.start <= address && address < last.end) {
      return last;
    }
    const region = this.#list[this.#firstEndingAfter(address)];
    if (region === undefined || region.start > address) {
      return undefined;
    }
    this.#lastFound = region;
    return region;
  }

  /** What of the regions lies between two addresses, by address. */
  within(start: number, end: number): Region[] {
    const parts: Region[] = [];
    for (let index = this.#firstEndingAfter(start); ; index += 1) {
      const region = this.#list[index];
      if (region === undefined || region.start >= end) {
        return parts;
      }
      parts.push(
        start <= region.start && region.end <= end
          ? region
          : { ...region, start: Math.max(start, region.start), end: Math.min(end, region.end) },
      );
    }
  }

  /** Is everything between two addresses mapped? */
  covers(start: number, end: number): boolean {
    let reached = start;
    for (let index = this.#firstEndingAfter(start); reached < end; index += 1) {
      const region = this.#list[index];
      if (region === undefined || region.start > reached) {
        return false;
      }
      reached = region.end;
    }
    return true;
  }

  /** Takes out what lies between two addresses, and returns it. */
  remove(start: number, end: number): readonly Region[] {
    const removed = this.within(start, end);
    const [first, last] = [removed[0], removed.at(-1)];
    if (first === undefined || last === undefined) {
      return removed;
    }
    this.#lastFound = undefined;
    if (start < this.#full.to) {
      this.#full = { from: 0, to: 0, size: 0 };
    }
    const index = this.#firstEndingAfter(start);
    const [left, right] = [this.#list[index], this.#list[index + removed.length - 1]];
    const rest: Region[] = [];
    if (left !== undefined && left.start < start) {
      rest.push({ ...left, end: start });
    }
    if (right !== undefined && right.end > end) {
      rest.push({ ...right, start: end });
    }
    this.#list.splice(index, removed.length, ...rest);
    for (const region of removed) {
      this.#count(region, -1);
    }
    return removed;
  }

  /** Puts in a region where nothing is. */
  insert(region: Region): void {
    this.#count(region, 1);
    let index = this.#firstEndingAfter(region.start);
    const [left, right] = [this.#list[index - 1], this.#list[index]];
    let { start, end } = region;
    let replaced = 0;
    if (right?.start === end && alike(region, right)) {
      end = right.end;
      replaced += 1;
    }
    if (left?.end === start && alike(left, region)) {
      start = left.start;
      replaced += 1;
      index -= 1;
    }
    this.#lastFound = undefined;
    this.#list.splice(index, replaced, { ...region, start, end });
  }

  /** Changes what lies between two addresses. */
  change(start: number, end: number, how: (region: Region) => Region): void {
    for (const region of this.remove(start, end)) {
      this.insert(how(region));
    }
  }

  /** The first address from `from` on where `size` bytes are free below `limit`. */
  findSpace(from: number, size: number, limit: number): number | undefined {
    const { from: fullFrom, to: fullTo, size: fullSize } = this.#full;
    // Who asks again and again does not go through all that was found full before.
    let start = fullFrom <= from && from < fullTo && fullSize <= size ? fullTo : from;
    for (let index = this.#firstEndingAfter(start); ; index += 1) {
      const region = this.#list[index];
      const free = region === undefined ? limit : Math.min(region.start, limit);
      if (start + size <= free) {
        if (start > from) {
          this.#full = { from, to: start, size };
        }
        return start;
      }
      if (region === undefined || region.end >= limit) {
        return undefined;
      }
      start = Math.max(start, region.end);
    }
  }

  #count({ start, end, usable }: Region, times: 1 | -1): void {
    this.#usableBytes += usable ? times * (end - start) : 0;
  }

  #firstEndingAfter(address: number): number {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const region = this.#list[middle];
      if (region !== undefined && region.end <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
