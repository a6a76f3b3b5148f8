import type { Channel } from "../terminal.js";

/** A row of a table; red where something is wrong with it. */
interface Row {
  readonly cells: readonly string[];
  readonly broken?: boolean;
}

/** Prints rows below their heads: the first column to the left, numbers to the right. */
export function printRows(heads: readonly string[], rows: readonly Row[], channel: Channel): void {
  const { colours } = channel;
  const all = [heads, ...rows.map(({ cells }) => cells)];
  const widths = heads.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const text = (cells: readonly string[]): string => {
    const aligned = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `  ${aligned.join("  ")}`.trimEnd();
  };
  channel.line(colours.dim(text(heads)));
  for (const { cells, broken } of rows) {
    channel.line(broken === true ? colours.red(text(cells)) : text(cells));
  }
}
