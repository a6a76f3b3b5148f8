import { sumOf, type Score } from "../../verify/mutate/mutate-port.js";
import { mutationKinds } from "../../verify/mutate/mutants.js";
import { shownPlace } from "../load/position.js";
import type { Channel } from "../terminal.js";
import { counted } from "./format.js";
import { annotationLine } from "./github.js";
import { allProblems, scoreOf, type MutatedPort, type Mutation, type MutationProblem } from "./mutation.js";
import { printRows } from "./table.js";

/** Tells people what is wrong, and then what there was, by routine and by kind. */
export function printMutation(mutation: Mutation, channel: Channel, workingFolder: string): void {
  const problems = allProblems(mutation);
  for (const problem of problems) {
    printProblem(problem, channel, workingFolder);
  }
  for (const port of mutation.ports) {
    printTables(port, mutation, channel);
  }
  const { colours } = channel;
  const totals = totalsOf(mutation);
  channel.line(problems.length === 0 ? colours.green(totals) : colours.red(totals));
}

/** Says it to GitHub Actions, beside the lines of the descriptions. */
export function annotateMutation(mutation: Mutation, channel: Channel, workingFolder: string): void {
  for (const { code, message, description, position, details } of allProblems(mutation)) {
    channel.line(
      annotationLine(
        {
          level: "error",
          file: position?.file ?? description,
          line: position?.line,
          column: position?.column,
          title: code,
          message: [message, ...details.map(([label, text]) => `${label}: ${text}`)].join("\n"),
        },
        workingFolder,
      ),
    );
  }
}

function printProblem(
  { code, message, description, position, details }: MutationProblem,
  channel: Channel,
  workingFolder: string,
): void {
  const { colours } = channel;
  const where = colours.bold(`${shownPlace(position, description, workingFolder)}:`);
  channel.line(`${where} ${colours.red("error:")} ${message} ${colours.dim(`(${code})`)}`);
  for (const [label, text] of details) {
    channel.line(`  ${colours.cyan(label.padEnd("reproduce".length))}  ${text}`);
  }
  channel.line("");
}

function printTables(port: MutatedPort, { errata, seed, states, engine }: Mutation, channel: Channel): void {
  const how = `seed ${String(seed)}, ${engine}, at most ${counted(states, "state")} for a mutant`;
  channel.line(`${channel.colours.bold(port.name)}, ${errata}: ${how}`);
  if (port.routines.length === 0) {
    channel.line("  no routines");
    channel.line("");
    return;
  }
  const all = sumOf(port.routines.flatMap(({ byKind }) => [...byKind.values()]));
  const byRoutine = port.routines.map(({ symbol, byKind, milliseconds }) => {
    const score = sumOf(byKind.values());
    return { cells: [symbol, ...cells(score), milliseconds.toFixed(0)], broken: score.survived > 0 };
  });
  printRows(["routine", ...columnHeads, "ms"], [...byRoutine, { cells: ["all", ...cells(all)] }], channel);
  channel.line("");
  const byKind = mutationKinds.map((kind) => {
    const score = sumOf(port.routines.flatMap((routine) => routine.byKind.get(kind) ?? []));
    return { cells: [kind, ...cells(score)], broken: score.survived > 0 };
  });
  printRows(["kind", ...columnHeads], [...byKind, { cells: ["all", ...cells(all)] }], channel);
  channel.line("");
}

const columnHeads = ["mutants", "killed", "equivalent", "survived", "score"] as const;

function cells(score: Score): readonly string[] {
  const { mutants, killed, equivalent, survived } = score;
  return [...[mutants, killed, equivalent, survived].map(String), percent(score)];
}

/** Rounded down: 100% is all. */
function percent(score: Score): string {
  const share = scoreOf(score);
  return share === undefined ? "-" : `${String(Math.floor(share * 1000) / 10)}%`;
}

function totalsOf(mutation: Mutation): string {
  const routines = mutation.ports.flatMap((port) => port.routines);
  const score = sumOf(routines.flatMap(({ byKind }) => [...byKind.values()]));
  const equivalents = routines.flatMap((routine) => routine.equivalents);
  const listed = equivalents.filter(({ how }) => how === "listed").length;
  const proven = equivalents.length - listed;
  const stale = allProblems(mutation).length - score.survived;
  return [
    `${counted(score.mutants, "mutant")}: ${String(score.killed)} killed`,
    `${String(equivalents.length)} equivalent (${String(proven)} by proof, ${String(listed)} by list)`,
    `${String(score.survived)} survived`,
    ...(stale === 0 ? [] : [`${String(stale)} stale in the list`]),
    `score ${percent(score)}`,
  ].join(", ");
}
