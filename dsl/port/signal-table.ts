import { checkFileName, checkSymbolName } from "../ctypes/c-name.js";
import type { Diagnostic } from "../diagnostic.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { NamedNumber } from "./definitions.js";
import { checkSingleLine } from "./single-line.js";

/**
 * What the runtime does about a signal.
 *
 * | flag | meaning |
 * |---|---|
 * | `catch` | install the runtime's handler |
 * | `ignore` | let it pass when nobody asked for it |
 * | `restart` | restart an interrupted system call |
 * | `queue` | hand it to the program's own signal queue |
 * | `panic` | turn it into a panic of the goroutine that caused it |
 */
export type SignalFlag = "catch" | "ignore" | "restart" | "queue" | "panic";

/** A signal by its name and number. */
export type SignalConstant = NamedNumber & { readonly value: number };

/** One signal: its number and name, what to do about it, and what it is called in messages. */
export interface SignalRow {
  readonly kind: "signal";
  readonly signal: SignalConstant;
  readonly flags: readonly SignalFlag[];
  /** `SIGHUP: terminal line hangup` */
  readonly text: string;
  readonly site: SourceSite;
}

/** The runtime's table of signals, indexed by number. The number of signals is the number of rows. */
export interface SignalTable {
  readonly kind: "signal-table";
  /** The table's symbol, with the middle dot. */
  readonly symbol: string;
  readonly rows: readonly SignalRow[];
  readonly site: SourceSite;
}

/**
 * A row of the table. Its text is the constant's name and the description.
 *
 * @example
 * signal(kernel.SIGHUP, ["queue", "restart"], "terminal line hangup")
 */
export function signal(named: SignalConstant, flags: readonly SignalFlag[], description: string): SignalRow {
  return Object.freeze({
    kind: "signal",
    signal: named,
    flags: Object.freeze(flags),
    text: `${named.name}: ${description}`,
    site: captureSite(signal),
  });
}

/** The table: one row for each number from 0 up, in order. */
export function signalTable(symbol: string, rows: readonly SignalRow[]): SignalTable {
  return Object.freeze({ kind: "signal-table", symbol, rows: Object.freeze(rows), site: captureSite(signalTable) });
}

/** What is wrong with a table of signals. */
export function checkSignalTable(table: SignalTable): readonly Diagnostic[] {
  const empty: readonly Diagnostic[] =
    table.rows.length > 0
      ? []
      : [{ code: "signal-table-empty", message: `the signal table ${table.symbol} has no rows`, site: table.site }];
  return [
    ...checkSymbolName(table.symbol, "the signal table", table.site),
    ...empty,
    ...table.rows.flatMap((row, index) => checkRow(row, index)),
  ];
}

function checkRow(row: SignalRow, index: number): readonly Diagnostic[] {
  const { name, value } = row.signal;
  const found: Diagnostic[] = [
    ...checkFileName(name, "a signal", row.site),
    ...checkSingleLine(row.text, `the text of ${name}`, row.site),
  ];
  if (value !== index) {
    found.push({
      code: "signal-number",
      message: `${name} has number ${value} but stands in row ${index}: the table is indexed by number and has no gaps`,
      hint: "put the rows in the order of their numbers, one for each from 0 up",
      site: row.site,
    });
  }
  const twice = row.flags.filter((flag, at) => row.flags.indexOf(flag) !== at);
  if (twice.length > 0) {
    // The letters are added up in the table, so the sum would be another flag.
    found.push({
      code: "signal-flag-twice",
      message: `${name} has ${twice.join(" and ")} more than once: flags are added up, each may stand once`,
      site: row.site,
    });
  }
  return found;
}
