import type { Figure } from "./figures.js";
import type { DailyCommand, Row } from "./jobs.js";
import { portwrightRow } from "./jobs.js";
import type { Measure } from "./measure.js";

/** Markdown of the stubs: milliseconds, peak memory, and how that compares with portwright. */
export function stubTable(rows: readonly Row[], counts: readonly number[]): string {
  const own = rows.find(({ name }) => name === portwrightRow);
  return markdown(
    ["system-call stubs", ...counts.map((count) => count.toLocaleString("en"))],
    rows.map((row) => [
      row.name,
      ...counts.map((count) => row.missing ?? cell(row.measures.get(count), own?.measures.get(count))),
    ]),
  );
}

function cell(measure: Measure | undefined, own: Measure | undefined): string {
  if (measure === undefined) {
    return "-";
  }
  const ratio =
    own === undefined || own === measure ? "" : `, ×${(measure.milliseconds / own.milliseconds).toFixed(2)}`;
  return `${shown(measure)}${ratio}`;
}

function shown({ milliseconds, mebibytes }: Measure): string {
  return `${milliseconds.toFixed(0)} ms, ${mebibytes.toFixed(0)} MiB`;
}

/** Markdown of what is done every day, beside the start of Node alone. */
export function dailyTable(daily: ReadonlyMap<DailyCommand, Measure>): string {
  const start = daily.get("`node -e 0`")?.milliseconds;
  return markdown(
    ["command", "takes", "by Node's start"],
    [...daily].map(([name, measure]) => [
      name,
      shown(measure),
      start === undefined ? "-" : `×${(measure.milliseconds / start).toFixed(2)}`,
    ]),
  );
}

/** Markdown of what is aimed at, and reached or not. */
export function figuresTable(figures: readonly Figure[]): string {
  return markdown(
    ["aimed at", "here", "at most"],
    figures.map(({ what, value, limit, unit }) => [
      what,
      value === undefined ? "not measured" : amount(value, unit),
      amount(limit, unit),
    ]),
  );
}

function amount(value: number, unit: Figure["unit"]): string {
  switch (unit) {
    case "ratio":
      return value.toFixed(2);
    case "s":
      return `${value.toFixed(1)} s`;
    case "MiB":
      return `${value.toFixed(0)} MiB`;
  }
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
