import { Option } from "commander";

/** How results and findings are reported. */
export type Format = "text" | "json" | "github";

export interface FormatOptions {
  readonly format?: Format;
  readonly json?: true;
}

/** The flags of every command that reports something. */
export function formatOptions(): readonly Option[] {
  return [
    new Option("--format <format>", "how to report (default: text, or github under GitHub Actions)").choices([
      "text",
      "json",
      "github",
    ]),
    new Option("--json", "the same as --format json").conflicts("format"),
  ];
}

/** The format asked for, or the one that suits where the program runs. */
export function chosenFormat({ format, json }: FormatOptions): Format {
  return json === true ? "json" : (format ?? (process.env["GITHUB_ACTIONS"] === "true" ? "github" : "text"));
}

/** JSON as every command prints it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
