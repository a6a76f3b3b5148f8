import { basename } from "node:path";
import type { FileScore } from "./scoreboard.js";

/** At least so many files of the runtime have to be identical. */
const wantedOfRuntime = 32;

/** Files that have to be identical, whatever else is refused: the entry of a process, and system calls. */
const always = /^(rt0|sys)[_.]/;

/**
 * What is wrong with the scores: anything different, a refusal nobody expects, and an expected one that does not come.
 * `expected`: by the name of the file, a part of the reason. `complete`: the scores are those of all files.
 */
export function wrongScores(
  scores: readonly FileScore[],
  expected: ReadonlyMap<string, string>,
  complete: boolean,
): readonly string[] {
  return [...scores.flatMap((score) => [...wrongScore(score, expected)]), ...(complete ? wrongTotals(scores) : [])];
}

function* wrongScore({ file, verdict, reasons }: FileScore, expected: ReadonlyMap<string, string>): Generator<string> {
  const reason = expected.get(file.name);
  switch (verdict) {
    case "different":
      yield `${file.name} is different`;
      break;
    case "refused":
      if (reason === undefined) {
        yield `${file.name} is refused, and test/corpus/expected-refusals.ts does not expect that`;
      } else if (!reasons.some((one) => one.includes(reason))) {
        yield `${file.name} is refused, but not for the expected reason: ${reason}`;
      }
      break;
    case "identical":
      if (reason !== undefined) {
        yield `${file.name} is identical now: take it out of test/corpus/expected-refusals.ts`;
      }
      break;
    default:
      verdict satisfies never;
  }
}

function wrongTotals(scores: readonly FileScore[]): readonly string[] {
  const identical = scores.filter(({ file, verdict }) => file.corpus === "runtime" && verdict === "identical").length;
  const refused = scores.filter(
    ({ file, verdict }) => file.corpus !== "library" && verdict !== "identical" && always.test(basename(file.name)),
  );
  return [
    ...(identical < wantedOfRuntime
      ? [`${identical} files of the runtime are identical, and ${wantedOfRuntime} have to be`]
      : []),
    ...refused.map(({ file }) => `${file.name} has to be identical`),
  ];
}
