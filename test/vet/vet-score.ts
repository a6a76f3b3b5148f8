import type { MachineRoutine } from "../../dsl/lowering/machine.js";
import type { Port } from "../../dsl/port/port.js";
import type { Routine } from "../../dsl/routines/routine.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import { bsdAmd64 } from "../../verify/kernel/convention.js";
import { mutationSubjects } from "../../verify/mutate/mutate-port.js";
import type { MutantVerdict, MutationSubject } from "../../verify/mutate/mutation-run.js";
import { mutate } from "../../verify/mutate/mutation-run.js";
import type { MutationKind } from "../../verify/mutate/mutants.js";
import { mutationKinds } from "../../verify/mutate/mutants.js";
import { buildWorld } from "../../verify/world.js";
import { goDeclaration } from "./go-declaration.js";
import type { GoFunction } from "./go-package.js";
import { goAssembler, goVet } from "./go-package.js";
import type { FrameSpelling, NamedPlaces } from "./plan9-text.js";
import { frameSpelling, namedPlaces, namedPlacesOf, plan9Text } from "./plan9-text.js";

/** A mutant as portwright and as Go's tools judge it. */
export interface JudgedMutant {
  readonly routine: string;
  readonly verdict: MutantVerdict;
  /** As Go's tools were given it. */
  readonly text: readonly string[];
  readonly vet: readonly string[];
  /** What Go's assembler says against the text; empty where it takes it. */
  readonly refused: readonly string[];
}

/** The unmutated code as Go's tools judge it. */
interface JudgedOriginal {
  readonly routine: string;
  readonly frame: FrameSpelling;
  readonly complaints: readonly string[];
}

/** Everything that is asked of Go's tools. */
export interface Judgement {
  readonly originals: readonly JudgedOriginal[];
  readonly mutants: readonly JudgedMutant[];
}

/** Runs the mutants of a port's corrected code through portwright's verifier, `go vet` and Go's assembler. */
export async function judgeMutants(port: Port): Promise<Judgement> {
  const originals: (Omit<JudgedOriginal, "complaints"> & { readonly written: GoFunction })[] = [];
  const mutants: (Omit<JudgedMutant, "vet" | "refused"> & { readonly written: GoFunction })[] = [];
  for (const subject of mutationSubjects(port, "corrected", bsdAmd64)) {
    const { routine, lowered } = subject;
    const places = namedPlaces(routine, lowered);
    const frames: readonly FrameSpelling[] = lowered.frameSize === 0 ? ["text"] : ["text", "instructions"];
    for (const frame of frames) {
      const written = goFunction(`original_${frame}`, routine, lowered, places, frame);
      originals.push({ routine: routine.name, frame, written });
    }
    for await (const verdict of verdicts(subject)) {
      const { mutant } = verdict;
      const mutantPlaces = namedPlacesOf(mutant, lowered, places);
      const frame = frameSpelling(mutant.routine);
      const written = goFunction(`mutant_${String(mutants.length)}`, routine, mutant.routine, mutantPlaces, frame);
      mutants.push({ routine: routine.name, verdict, text: written.assembly, written });
    }
  }
  const functions = [...originals, ...mutants].map(({ written }) => written);
  const [vet, refusals] = [goVet(functions), goAssembler(functions)];
  return {
    originals: originals.map(({ written: { name }, ...original }) => ({
      ...original,
      complaints: [...(vet.get(name) ?? []), ...(refusals.get(name) ?? [])],
    })),
    mutants: mutants.map(({ written: { name }, ...mutant }) => ({
      ...mutant,
      vet: vet.get(name) ?? [],
      refused: refusals.get(name) ?? [],
    })),
  };
}

async function* verdicts(subject: MutationSubject): AsyncGenerator<MutantVerdict> {
  const engine = createBuiltinEngine();
  buildWorld(engine);
  yield* mutate(subject, { engine, seed: 1, states: 300 });
}

function goFunction(
  suffix: string,
  routine: Routine,
  machine: MachineRoutine,
  places: NamedPlaces,
  frame: FrameSpelling,
): GoFunction {
  const name = `${routine.name.replace(/^.*·/, "")}_${suffix}`;
  return {
    name,
    declaration: goDeclaration(name, routine),
    assembly: plan9Text(name, routine, machine, places, frame),
  };
}

/** How many mutants of one kind there are, and what became of them. */
export interface VetScore {
  readonly mutants: number;
  /** Nobody can tell these from the original; what follows counts the others. */
  readonly equivalent: number;
  readonly portwright: number;
  readonly vet: number;
  /** Overlooked by vet, but the assembler would not have it. */
  readonly refused: number;
  readonly unseen: number;
}

/** The score of these mutants. */
export function vetScore(mutants: readonly JudgedMutant[]): VetScore {
  const different = mutants.filter(({ verdict }) => verdict.outcome.kind !== "equivalent");
  const overlooked = different.filter(({ vet }) => vet.length === 0);
  const refused = overlooked.filter((mutant) => mutant.refused.length > 0);
  return {
    mutants: mutants.length,
    equivalent: mutants.length - different.length,
    portwright: different.filter(({ verdict }) => verdict.outcome.kind === "killed").length,
    vet: different.length - overlooked.length,
    refused: refused.length,
    unseen: overlooked.length - refused.length,
  };
}

/** A table in Markdown, aligned as prettier does it: a line for each kind, the sum, and the killed in percent. */
export function scoreTable(mutants: readonly JudgedMutant[]): string {
  const ofKind = (kind: MutationKind): readonly JudgedMutant[] =>
    mutants.filter(({ verdict }) => verdict.mutant.kind === kind);
  const sum = vetScore(mutants);
  return markdownTable([
    [
      "kind",
      "mutants",
      "equivalent",
      "killed by portwright",
      "killed by `go vet`",
      "refused by the assembler",
      "not seen",
    ],
    ...mutationKinds.map((kind) => [kind, ...Object.values(vetScore(ofKind(kind))).map(String)]),
    ["all", ...Object.values(sum).map(String)],
    ["score", "", "", ...[sum.portwright, sum.vet, sum.refused, sum.unseen].map((part) => percentage(part, sum))],
  ]);
}

function percentage(part: number, { mutants, equivalent }: VetScore): string {
  return `${((100 * part) / (mutants - equivalent)).toFixed(1)} %`;
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const aligned = (row: readonly string[]): string =>
    line(
      row.map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      }),
    );
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [aligned(head), line(rule), ...body.map(aligned)].join("\n");
}
