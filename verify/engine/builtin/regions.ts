import type { Permissions } from "../engine.js";
import { EngineError } from "../engine.js";

/** Mapped memory from page `start` up to but not including page `end`. */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly permissions: Permissions;
}

/** Which pages are mapped, and what may be done with them: a sorted list without overlaps, however large they are. */
export class Regions {
  #list: readonly Region[] = [];

  /** The region that a page lies in. */
  find(page: number): Region | undefined {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const region = this.#list[middle];
      if (region === undefined) return undefined;
      if (page < region.start) high = middle;
      else if (page >= region.end) low = middle + 1;
      else return region;
    }
    return undefined;
  }

  /** Adds a region. Throws where part of it is mapped already. */
  add(region: Region): void {
    const clash = this.#list.find((other) => other.start < region.end && region.start < other.end);
    if (clash !== undefined) {
      throw new EngineError(
        `${rangeText(region)} overlaps ${rangeText(clash)}, which is mapped already: unmap it first`,
      );
    }
    this.#list = [...this.#list, region].sort((left, right) => left.start - right.start);
  }

  /** Takes pages away, mapped or not. */
  remove(start: number, end: number): void {
    this.#list = this.#list.flatMap((region) => outside(region, start, end));
  }

  /** Are all these pages mapped? */
  cover(start: number, end: number): boolean {
    return pagesIn(this.#within(start, end)) === end - start;
  }

  /** Changes permissions. Throws where a page is not mapped. */
  protect(start: number, end: number, permissions: Permissions): void {
    if (!this.cover(start, end)) {
      throw new EngineError(`${rangeText({ start, end })} cannot be protected: part of it is not mapped`);
    }
    const inside = this.#within(start, end).map((region) => ({ ...region, permissions }));
    this.remove(start, end);
    this.#list = [...this.#list, ...inside].sort((left, right) => left.start - right.start);
  }

  /** The parts of regions that lie between two pages. */
  #within(start: number, end: number): readonly Region[] {
    return this.#list
      .filter((region) => region.start < end && start < region.end)
      .map((region) => ({ ...region, start: Math.max(start, region.start), end: Math.min(end, region.end) }));
  }
}

function pagesIn(regions: readonly Region[]): number {
  return regions.reduce((pages, { start, end }) => pages + end - start, 0);
}

function outside(region: Region, start: number, end: number): readonly Region[] {
  const { permissions } = region;
  return [
    { start: region.start, end: Math.min(region.end, start), permissions },
    { start: Math.max(region.start, end), end: region.end, permissions },
  ].filter((part) => part.start < part.end);
}

function rangeText({ start, end }: Pick<Region, "start" | "end">): string {
  return `memory from ${pageText(start)} to ${pageText(end)}`;
}

function pageText(page: number): string {
  return `0x${BigInt.asUintN(64, BigInt(page) << 12n).toString(16)}`;
}
