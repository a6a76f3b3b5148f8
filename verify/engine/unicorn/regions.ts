import type { Permissions } from "../engine.js";

export const pageSize = 4096n;

/** The address behind the last one. */
export const endOfAddresses = 1n << 64n;

/** From `start` up to but not including `end`. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

/** Mapped memory all of which may be used in the same ways. */
export interface Region extends Range {
  readonly permissions: Permissions;
}

/**
 * What is mapped: a sorted list without overlaps, in which neighbours with the same permissions are one. A program may
 * map ten thousand times: nothing here goes through the whole list but the moving of what lies behind.
 */
export class Regions {
  readonly #list: Region[] = [];
  #lastFound: Region | undefined;

  /** All of them, by address. */
  get all(): readonly Region[] {
    return this.#list;
  }

  /** The region that an address lies in. */
  find(address: bigint): Region | undefined {
    const last = this.#lastFound;
    if (last !== undefined && last.start <= address && address < last.end) return last;
    const region = this.#list[this.#firstEndingAfter(address)];
    if (region === undefined || region.start > address) return undefined;
    this.#lastFound = region;
    return region;
  }

  /** The parts of regions that lie in a range, by address. */
  within(range: Range): readonly Region[] {
    return this.#touching(range).map((region) => intersection(region, range));
  }

  /** Is every byte of the range mapped? */
  cover(range: Range): boolean {
    let reached = range.start;
    for (const { start, end } of this.#touching(range)) {
      if (start > reached) return false;
      reached = end;
    }
    return reached >= range.end;
  }

  /** Sets the permissions of a range, whatever it was before. */
  set(range: Range, permissions: Permissions): void {
    this.remove(range);
    let { start, end } = range;
    let index = this.#firstEndingAfter(start);
    const [left, right] = [this.#list[index - 1], this.#list[index]];
    let replaced = 0;
    if (right?.start === end && samePermissions(right.permissions, permissions)) {
      end = right.end;
      replaced += 1;
    }
    if (left?.end === start && samePermissions(left.permissions, permissions)) {
      start = left.start;
      replaced += 1;
      index -= 1;
    }
    this.#list.splice(index, replaced, { start, end, permissions });
  }

  /** Takes out what lies in a range. */
  remove(range: Range): void {
    this.#lastFound = undefined;
    const index = this.#firstEndingAfter(range.start);
    const gone = this.#touching(range);
    const [first, last] = [gone[0], gone.at(-1)];
    if (first === undefined || last === undefined) return;
    const rest = [
      { ...first, end: range.start },
      { ...last, start: range.end },
    ].filter(({ start, end }) => start < end);
    this.#list.splice(index, gone.length, ...rest);
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

  /** The same, but that what lies between two of them belongs to them, where nothing else is mapped there. */
  spans(wanted: (permissions: Permissions) => boolean): readonly Range[] {
    const spans: { readonly start: bigint; end: bigint }[] = [];
    let open: { readonly start: bigint; end: bigint } | undefined;
    for (const { start, end, permissions } of this.#list) {
      if (!wanted(permissions)) {
        open = undefined;
      } else if (open === undefined) {
        open = { start, end };
        spans.push(open);
      } else {
        open.end = end;
      }
    }
    return spans;
  }

  #touching(range: Range): readonly Region[] {
    const first = this.#firstEndingAfter(range.start);
    let behind = first;
    for (let region = this.#list[behind]; region !== undefined && region.start < range.end;) {
      behind += 1;
      region = this.#list[behind];
    }
    return this.#list.slice(first, behind);
  }

  #firstEndingAfter(address: bigint): number {
    let low = 0;
    let high = this.#list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const region = this.#list[middle];
      if (region !== undefined && region.end <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What two ranges have in common; empty or less where they have nothing. */
export function intersection<R extends Range>(one: R, other: Range): R {
  const start = one.start > other.start ? one.start : other.start;
  const end = one.end < other.end ? one.end : other.end;
  return { ...one, start, end };
}

/** Do two ranges have a byte in common? */
export function overlap(one: Range, other: Range): boolean {
  return one.start < other.end && other.start < one.end;
}

/** The parts of a range that lie in one multiple each of `size`, a power of two. */
export function slices({ start, end }: Range, size: bigint): readonly Range[] {
  const parts: Range[] = [];
  for (let at = start; at < end;) {
    const boundary = (at & -size) + size;
    const next = boundary < end ? boundary : end;
    parts.push({ start: at, end: next });
    at = next;
  }
  return parts;
}

function samePermissions(one: Permissions, other: Permissions): boolean {
  return one.read === other.read && one.write === other.write && one.execute === other.execute;
}
