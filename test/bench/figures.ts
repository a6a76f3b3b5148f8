import type { DailyCommand, Row } from "./jobs.js";
import { gasRow, goRow, peachPyRow, portwrightRow } from "./jobs.js";
import type { Measure } from "./measure.js";

/** A ratio that is aimed at, and what it is here; `value` undefined where a peer or a size was not measured. */
export interface Figure {
  readonly what: string;
  readonly value: number | undefined;
  readonly limit: number;
  /** `ratio` of two times, or seconds or MiB themselves. */
  readonly unit: "ratio" | "s" | "MiB";
}

/** What portwright aims at, from one run. */
export function figuresOf(stubs: readonly Row[], daily: ReadonlyMap<DailyCommand, Measure>): readonly Figure[] {
  const of = (name: string, count: number): number | undefined =>
    stubs.find((row) => row.name === name)?.measures.get(count)?.milliseconds;
  const own = (count: number): number | undefined => of(portwrightRow, count);
  const day = (name: DailyCommand): number | undefined => daily.get(name)?.milliseconds;
  const start = day("`node -e 0`");
  return [
    ratio("10,000 stubs, by PeachPy's text of 1,000", own(10_000), of(peachPyRow, 1000), 0.35),
    ratio("10,000 stubs, by `go tool asm` of the ready text", own(10_000), of(goRow, 10_000), 1.2),
    ratio("100,000 stubs, by GNU `as` of the ready text", own(100_000), of(gasRow, 100_000), 1.5),
    ratio("100,000 stubs, by `go tool asm` of the ready text", own(100_000), of(goRow, 100_000), 0.25),
    ratio(
      "a stub among 100,000, by one among 10,000",
      perStub(own(100_000), 100_000),
      perStub(own(10_000), 10_000),
      1.3,
    ),
    {
      what: "memory of 100,000 stubs at its peak",
      value: stubs.find(({ name }) => name === portwrightRow)?.measures.get(100_000)?.mebibytes,
      limit: 500,
      unit: "MiB",
    },
    ratio("`--version`, by `node -e 0`", day("`portwright --version`"), start, 1.4),
    ratio("`--help`, by `node -e 0`", day("`portwright --help`"), start, 1.4),
    ratio("`generate openbsd-amd64`, by `node -e 0`", day("`portwright generate openbsd-amd64`"), start, 2.5),
    ratio("`check openbsd-amd64`, by `node -e 0`", day("`portwright check openbsd-amd64`"), start, 2.5),
    seconds("`verify openbsd-amd64`", day("`portwright verify openbsd-amd64`"), 2),
    seconds("`verify openbsd-amd64 --mutate`", day("`portwright verify openbsd-amd64 --mutate`"), 60),
  ];
}

function perStub(milliseconds: number | undefined, count: number): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / count;
}

function ratio(what: string, a: number | undefined, b: number | undefined, limit: number): Figure {
  return { what, value: a === undefined || b === undefined ? undefined : a / b, limit, unit: "ratio" };
}

function seconds(what: string, milliseconds: number | undefined, limit: number): Figure {
  return { what, value: milliseconds === undefined ? undefined : milliseconds / 1000, limit, unit: "s" };
}
