import type { Permissions } from "../engine.js";
import type { Pointer } from "./library.js";

export const pageSize = 4096n;

/** The address behind the last one. */
export const endOfAddresses = 1n << 64n;

/** Mapped memory from `start` up to but not including `end`, and where this process has it. */
export interface Region {
  readonly start: bigint;
  readonly end: bigint;
  readonly permissions: Permissions;
  readonly host: Pointer;
}

/** From `start` up to but not including `end`. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

/** What is mapped: a sorted list without overlaps. */
export class Regions {
  #list: readonly Region[] = [];
  #lastFound: Region | undefined;

  /** All of them, by address. */
  get all(): readonly Region[] {
    return this.#list;
  }

  /** The region that an address lies in. */
  find(address: bigint): Region | undefined {
    const last = this.#lastFound;
    if (last !== undefined && last.start <= address && address < last.end) return last;
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const region = this.#list[middle];
      if (region === undefined) return undefined;
      if (address < region.start) high = middle;
      else if (address >= region.end) low = middle + 1;
      else {
        this.#lastFound = region;
        return region;
      }
    }
    return undefined;
  }

  /** The parts of regions that lie in a range, by address. */
  within(range: Range): readonly Region[] {
    return this.#list.filter((region) => overlap(region, range)).map((region) => cut(region, range));
  }

  /** Is every byte of the range mapped? */
  cover(range: Range): boolean {
    const mapped = this.within(range).reduce((bytes, { start, end }) => bytes + end - start, 0n);
    return mapped === range.end - range.start;
  }

  add(regions: readonly Region[]): void {
    this.#lastFound = undefined;
    this.#list = [...this.#list, ...regions].sort((left, right) => (left.start < right.start ? -1 : 1));
  }

  /** Takes out what lies in a range, and answers it. */
  remove(range: Range): readonly Region[] {
    const removed = this.within(range);
    this.#lastFound = undefined;
    this.#list = this.#list.flatMap((region) =>
      overlap(region, range)
        ? [
            cut(region, { start: region.start, end: range.start }),
            cut(region, { start: range.end, end: region.end }),
          ].filter(({ start, end }) => start < end)
        : [region],
    );
    return removed;
  }

  /** The ranges, as large as possible, of which every byte has such permissions; by address. */
  runs(wanted: (permissions: Permissions) => boolean): readonly Range[] {
    const runs: { readonly start: bigint; end: bigint }[] = [];
    for (const { start, end, permissions } of this.#list) {
      if (!wanted(permissions)) continue;
      const last = runs.at(-1);
      if (last?.end === start) last.end = end;
      else runs.push({ start, end });
    }
    return runs;
  }
}

function overlap(one: Range, other: Range): boolean {
  return one.start < other.end && other.start < one.end;
}

function cut(region: Region, range: Range): Region {
  const start = region.start > range.start ? region.start : range.start;
  const end = region.end < range.end ? region.end : range.end;
  return { start, end, permissions: region.permissions, host: region.host + (start - region.start) };
}
