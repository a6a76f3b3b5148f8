import { expect } from "chai";
import type { Region } from "../../../run/memory/region.js";
import { RegionMap } from "../../../run/memory/region-map.js";
import { Random } from "../../../verify/random.js";

const pages = 64;
const page = 4096;

/** The same as a list of pages, each by itself: what a map must be like. */
class Model {
  readonly protections: (number | undefined)[] = Array.from({ length: pages }, () => undefined);

  set(start: number, end: number, protection: number | undefined): void {
    this.protections.fill(protection, start, end);
  }

  covers(start: number, end: number): boolean {
    return this.protections.slice(start, end).every((protection) => protection !== undefined);
  }

  findSpace(from: number, size: number): number | undefined {
    for (let start = from; start + size <= pages; start += 1) {
      if (this.protections.slice(start, start + size).every((protection) => protection === undefined)) {
        return start;
      }
    }
    return undefined;
  }
}

function region(start: number, end: number, protection: number): Region {
  return {
    start: start * page,
    end: end * page,
    protection,
    maximum: 7,
    inheritance: "copy",
    usable: protection !== 0,
    file: undefined,
    beyondFile: false,
  };
}

describe("maps of regions", () => {
  it("are as a list of pages would be, after any of 5,000 changes", () => {
    const random = new Random(7, "regions");
    const map = new RegionMap();
    const model = new Model();
    for (let round = 0; round < 5_000; round += 1) {
      const start = random.below(pages);
      const end = start + 1 + random.below(Math.min(12, pages - start));
      const protection = random.below(3);
      switch (random.below(3)) {
        case 0:
          map.remove(start * page, end * page);
          map.insert(region(start, end, protection));
          model.set(start, end, protection);
          break;
        case 1:
          map.remove(start * page, end * page);
          model.set(start, end, undefined);
          break;
        default:
          map.change(start * page, end * page, (part) => ({ ...part, protection, usable: protection !== 0 }));
          for (let index = start; index < end; index += 1) {
            model.protections[index] = model.protections[index] === undefined ? undefined : protection;
          }
      }
      const found = model.protections.map((_, index) => map.find(index * page + random.below(page))?.protection);
      expect(found.join()).to.equal(model.protections.join());
      expect(map.covers(start * page, end * page)).to.equal(model.covers(start, end));
      const space = map.findSpace(start * page, (end - start) * page, pages * page);
      expect(space).to.equal(multiple(model.findSpace(start, end - start)));
      const usable = model.protections.filter((one) => one !== undefined && one !== 0).length;
      expect(map.usableBytes).to.equal(usable * page);
      expectTidy(map);
    }
  });

  it("cut what they are asked for at its ends", () => {
    const map = new RegionMap();
    map.insert(region(1, 4, 3));
    map.insert(region(6, 9, 1));
    expect(map.within(2 * page, 7 * page)).to.deep.equal([region(2, 4, 3), region(6, 7, 1)]);
    expect(map.within(4 * page, 6 * page)).to.deep.equal([]);
  });
});

function multiple(start: number | undefined): number | undefined {
  return start === undefined ? undefined : start * page;
}

/** By address, without overlaps, and without neighbours that could be one. */
function expectTidy(map: RegionMap): void {
  let before: Region | undefined;
  for (const { start, end, protection, usable } of map.all) {
    expect(start).to.be.below(end);
    expect(start).to.be.at.least(before?.end ?? 0);
    if (before?.end === start) {
      expect([before.protection, before.usable]).to.not.deep.equal([protection, usable]);
    }
    before = map.find(start);
  }
}
