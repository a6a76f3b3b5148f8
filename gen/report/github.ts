import { relative, sep } from "node:path";

/** What GitHub Actions shows beside a line of a file. */
export interface Annotation {
  readonly level: "error" | "warning";
  /** Absolute. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly title: string;
  readonly message: string;
}

/** The workflow command that makes an annotation. */
export function annotationLine(annotation: Annotation, workingFolder: string): string {
  const root = process.env["GITHUB_WORKSPACE"] ?? workingFolder;
  const properties = [
    ["file", relative(root, annotation.file).split(sep).join("/")],
    ["line", annotation.line],
    ["col", annotation.column],
    ["title", annotation.title],
  ]
    .flatMap(([name, value]) => (value === undefined ? [] : [`${String(name)}=${escapeProperty(String(value))}`]))
    .join(",");
  return `::${annotation.level} ${properties}::${escapeData(annotation.message)}`;
}

/** Text that somebody else wrote must not be read as workflow commands; the marker cannot occur in it. */
export function inert(text: string): string {
  const marker = process.getBuiltinModule("node:crypto").createHash("sha256").update(text).digest("hex").slice(0, 32);
  return `::stop-commands::${marker}\n${text}\n::${marker}::`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
