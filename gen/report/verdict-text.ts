import { shownPlace } from "../load/position.js";
import type { Channel } from "../terminal.js";
import { counted } from "./format.js";
import { annotationLine } from "./github.js";
import { printRows } from "./table.js";
import { details } from "./verdict-details.js";
import {
  findingsOf,
  headline,
  type JudgedRoutine,
  type PlacedFinding,
  type PortVerdict,
  type Verdict,
} from "./verdict.js";

/** Tells people what was found, with what explains it, and then what was run. */
export function printVerdict(verdict: Verdict, channel: Channel, workingFolder: string): void {
  const { colours } = channel;
  for (const port of verdict.ports) {
    for (const { findings, states } of port.routines) {
      for (const finding of findings) {
        printFinding(finding, states, channel, workingFolder);
      }
    }
  }
  for (const port of verdict.ports) {
    printTable(port, verdict, channel);
  }
  const found = findingsOf(verdict).length;
  const totals = `${totalsOf(verdict)}: ${found === 0 ? "no findings" : counted(found, "finding")}`;
  channel.line(found === 0 ? colours.green(totals) : colours.red(totals));
}

/** Says it to GitHub Actions, beside the lines of the descriptions. */
export function annotateVerdict(verdict: Verdict, channel: Channel, workingFolder: string): void {
  for (const finding of findingsOf(verdict)) {
    const { description, position, code, expected, got, reproduce } = finding;
    const values = expected === undefined || got === undefined ? [] : [`expected ${expected}, got ${got}`];
    channel.line(
      annotationLine(
        {
          level: "error",
          file: position?.file ?? description,
          line: position?.line,
          column: position?.column,
          title: code,
          message: [headline(finding), ...values, `To reproduce: ${reproduce}`].join("\n"),
        },
        workingFolder,
      ),
    );
  }
}

function printFinding(finding: PlacedFinding, states: number, channel: Channel, workingFolder: string): void {
  const { colours } = channel;
  const where = colours.bold(`${shownPlace(finding.position, finding.description, workingFolder)}:`);
  channel.line(`${where} ${colours.red("error:")} ${headline(finding)} ${colours.dim(`(${finding.code})`)}`);
  for (const { label, lines } of details(finding, states, workingFolder)) {
    lines.forEach((line, index) => {
      channel.line(`  ${colours.cyan((index === 0 ? label : "").padEnd(labelWidth))}  ${line}`);
    });
  }
  channel.line("");
}

const labelWidth = "instruction".length;

function printTable(port: PortVerdict, { errata, seed, engines, missing }: Verdict, channel: Channel): void {
  const { colours } = channel;
  channel.line(`${colours.bold(port.name)}, ${errata}: seed ${String(seed)}, ${engines.join(" and ")}`);
  for (const { name, reason } of missing) {
    channel.line(`  ${colours.yellow(`${name} did not run:`)} ${reason}`);
  }
  if (port.routines.length === 0) {
    channel.line("  no routines");
  } else {
    const rows = port.routines.map((routine) => ({ cells: cells(routine), broken: routine.findings.length > 0 }));
    printRows(columnHeads, rows, channel);
  }
  channel.line("");
}

const columnHeads = ["routine", "instructions", "states", "coverage", "", "findings", "ms"] as const;

function cells({ symbol, instructions, states, coverage, findings, milliseconds }: JudgedRoutine): readonly string[] {
  const { covered, of } = coverage;
  return [
    symbol,
    instructions === undefined ? "-" : String(instructions),
    String(states),
    of === 0 ? "-" : `${String(covered)}/${String(of)}`,
    // Rounded down: 100% is all.
    of === 0 ? "" : `${String(Math.floor((100 * covered) / of))}%`,
    String(findings.length),
    milliseconds.toFixed(0),
  ];
}

function totalsOf({ ports, engines }: Verdict): string {
  const routines = ports.flatMap((port) => port.routines);
  const states = routines.reduce((sum, routine) => sum + routine.states, 0);
  return `${counted(routines.length, "routine")}, ${counted(states, "state")} on ${engines.length === 1 ? "one engine" : `each of ${String(engines.length)} engines`}`;
}
