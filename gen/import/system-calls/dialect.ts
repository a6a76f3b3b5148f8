import type { System } from "./known-types.js";
import type { Line } from "../preprocessor/token.js";

/** The formats that are read. */
export const dialects = ["openbsd", "freebsd", "netbsd", "linux-header", "linux-table"] as const;

export type Dialect = (typeof dialects)[number];

/** The system whose calls a format lists. */
export function systemOf(dialect: Dialect): System {
  return dialect === "linux-header" || dialect === "linux-table" ? "linux" : dialect;
}

interface Sign {
  readonly dialect: Dialect;
  readonly shape: RegExp;
}

/** What only one format has, surest first. */
const signs: readonly Sign[] = [
  { dialect: "linux-header", shape: /^\s*#\s*define\s+__NR_\w+/ },
  { dialect: "linux-table", shape: /^\s*\d+\s+(?:common|64|x32)\s+\w/ },
  { dialect: "netbsd", shape: /^\d+\s.*\{[^(]*\|[^(]*\|[^(]*\|\s*\w+\s*\(/ },
  { dialect: "freebsd", shape: /^\d+(?:-\d+)?\s+(?:AUE_\w+|M?STD\s+(?:POSIX|BSD|NOHIDE)\b)/ },
  { dialect: "openbsd", shape: /\$OpenBSD\b/ },
  { dialect: "netbsd", shape: /\$NetBSD\b/ },
  { dialect: "freebsd", shape: /\$(?:FreeBSD|DragonFly|Id)\b/ },
  { dialect: "openbsd", shape: /^\d+\s+(?:STD|INDIR)\s+(?:NOLOCK\s+)?\{[^(]*\bsys_\w+\s*\(/ },
];

/** The format of a file, by its rows or else by what it says of itself. */
export function recogniseDialect(lines: readonly Line[]): Dialect | undefined {
  return signs.find(({ shape }) => lines.some(({ text }) => shape.test(text)))?.dialect;
}
