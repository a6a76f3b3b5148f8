import { inOrder, shownPath, type Finding } from "../load/position.js";
import type { Channel, Terminal } from "../terminal.js";
import { counted, jsonText, type Format } from "./format.js";
import { annotationLine } from "./github.js";

/** Reports everything that is wrong with descriptions. `consequence` says what was therefore not done. */
export function reportFindings(
  findings: readonly Finding[],
  consequence: string,
  format: Format,
  terminal: Terminal,
  workingFolder: string,
): void {
  const sorted = inOrder(findings);
  if (format === "json") {
    terminal.out.line(jsonText({ diagnostics: sorted.map((finding) => findingObject(finding, workingFolder)) }));
    return;
  }
  for (const finding of sorted) {
    printFinding(finding, "error", terminal.err, workingFolder);
    if (format === "github") {
      terminal.out.line(findingAnnotation(finding, "error", workingFolder));
    }
  }
  terminal.err.line(`${counted(sorted.length, "error")}; ${consequence}`);
}

/** Reports what is doubtful in descriptions, without stopping. */
export function reportWarnings(
  warnings: readonly Finding[],
  format: Format,
  terminal: Terminal,
  workingFolder: string,
): void {
  for (const warning of inOrder(warnings)) {
    printFinding(warning, "warning", terminal.err, workingFolder);
    if (format === "github") {
      terminal.out.line(findingAnnotation(warning, "warning", workingFolder));
    }
  }
}

/** A finding as compilers print theirs, for editors to jump to, with its hint below. */
export function printFinding(
  finding: Finding,
  level: "error" | "warning",
  channel: Channel,
  workingFolder: string,
): void {
  const { colours } = channel;
  const paint = level === "error" ? colours.red : colours.yellow;
  const where = colours.bold(`${place(finding, workingFolder)}:`);
  channel.line(`${where} ${paint(`${level}:`)} ${finding.message} ${colours.dim(`(${finding.code})`)}`);
  if (finding.hint !== undefined) {
    channel.line(`  ${colours.cyan("hint:")} ${finding.hint}`);
  }
}

function place({ position, description, routine }: Finding, workingFolder: string): string {
  if (position !== undefined) {
    return `${shownPath(position.file, workingFolder)}:${String(position.line)}:${String(position.column)}`;
  }
  const file = shownPath(description, workingFolder);
  return routine === undefined ? file : `${file}: ${routine}`;
}

/** A finding for programs. */
export function findingObject({ code, message, hint, routine, position, description }: Finding, workingFolder: string) {
  return {
    code,
    message,
    hint,
    routine,
    file: shownPath(position?.file ?? description, workingFolder),
    line: position?.line,
    column: position?.column,
  };
}

/** A finding for GitHub Actions to show beside its line. */
export function findingAnnotation(finding: Finding, level: "error" | "warning", workingFolder: string): string {
  const { position, description, code, message, hint } = finding;
  return annotationLine(
    {
      level,
      file: position?.file ?? description,
      line: position?.line,
      column: position?.column,
      title: code,
      message: hint === undefined ? message : `${message}\n${hint}`,
    },
    workingFolder,
  );
}
