import { Option } from "commander";

/** How results and findings are reported. */
export type Format = "text" | "json" | "github";

export interface FormatOptions<Special extends string = never> {
  readonly format?: Format | Special;
  readonly json?: true;
}

/** The flags of every command that reports something; `special` are formats that only this command has. */
export function formatOptions(special: readonly string[] = []): readonly Option[] {
  return [
    new Option("--format <format>", "how to report (default: text, or github under GitHub Actions)").choices([
      "text",
      "json",
      "github",
      ...special,
    ]),
    new Option("--json", "the same as --format json").conflicts("format"),
  ];
}

/** The format asked for, or the one that suits where the program runs. */
export function chosenFormat<Special extends string = never>({
  format,
  json,
}: FormatOptions<Special>): Format | Special {
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
