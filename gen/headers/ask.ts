import { Failure } from "../failure.js";
import { firstLines, type Compiler } from "./compiler.js";
import { answersIn, notC, questionFile, questionText, type Answer, type Question } from "./questions.js";

/** Somebody who knows the system's headers. */
export interface Headers {
  /** An answer for every question, in the same order. */
  ask(questions: readonly Question[]): readonly Answer[];
  /** Can it be asked whether something is signed? Compilers from before C11 cannot. */
  readonly knowsSigns: boolean;
}

/**
 * Has a compiler read headers. A question that it refuses costs the others nothing: those that its errors name are
 * asked apart.
 */
export function openHeaders(compiler: Compiler, includes: string): Headers {
  const asked = new Map<number, Question>([
    // clang counts its errors unless it is told not to, gcc never does and does not know the option.
    [0, { kind: "known", name: "__clang__" }],
    [1, { kind: "number", expression: "_Generic(0, int: 1, default: 0)" }],
  ]);
  const alone = compiler.compile(questionText(includes, new Map()));
  if (alone.kind === "refused") {
    if (alone.output.includes(notC)) {
      throw new Failure(
        "the compiler takes a file of C for one of C++",
        "name a compiler of C with --cc, as in --cc gcc",
      );
    }
    throw new Failure(
      `the compiler refuses the system's headers: ${firstLines(alone.output)}`,
      "say where the headers are with --include, and which compiler to use with --cc",
    );
  }
  const about = askAll(compiler, includes, [], asked);
  const isClang = about.get(0)?.kind === "number";
  return {
    knowsSigns: about.get(1)?.kind === "number",
    ask: (questions) => {
      const numbered = new Map(questions.map((question, number) => [number, question]));
      const answers = askAll(compiler, includes, isClang ? ["-ferror-limit=0"] : [], numbered);
      return questions.map((_, number) => answers.get(number) ?? lost());
    },
  };
}

function askAll(
  compiler: Compiler,
  includes: string,
  options: readonly string[],
  questions: ReadonlyMap<number, Question>,
): ReadonlyMap<number, Answer> {
  if (questions.size === 0) {
    return new Map();
  }
  const compiled = compiler.compile(questionText(includes, questions), options);
  if (compiled.kind === "object") {
    const answers = answersIn(compiled.bytes, questions);
    return answers.size === questions.size ? answers : lost();
  }
  const blamed = blame(compiled.output);
  const guilty = new Map([...questions].filter(([number]) => blamed.has(number)));
  if (guilty.size === questions.size || questions.size === 1) {
    return new Map(
      [...questions].map(([number]) => [
        number,
        { kind: "refused", message: blamed.get(number) ?? firstLines(compiled.output) },
      ]),
    );
  }
  // Where the errors name no question, or might name the one behind the mistake, halves and parts are asked again.
  const half = Math.ceil(questions.size / 2);
  const part = guilty.size > 0 ? guilty : new Map([...questions].slice(0, half));
  const rest = new Map([...questions].filter(([number]) => !part.has(number)));
  return new Map([...askAll(compiler, includes, options, part), ...askAll(compiler, includes, options, rest)]);
}

const placeOfError = new RegExp(
  `${questionFile}(?::(\\d+)|\\((\\d+)\\)).*?:\\s+(?:fatal )?(error|note)\\b:?\\s*(.*)`,
  "u",
);

/** The questions that a compiler's errors are about, with what it says of each. */
function blame(output: string): ReadonlyMap<number, string> {
  const blamed = new Map<number, string>();
  let latest = "";
  for (const line of output.split("\n")) {
    latest = /: (?:fatal )?error:? (.*)/u.exec(line)?.[1] ?? latest;
    const [, colon, bracket, kind, message] = placeOfError.exec(line) ?? [];
    const number = Number(colon ?? bracket) - 1;
    if (!Number.isNaN(number) && !blamed.has(number)) {
      // The error of a macro may stand in the header, and only a note in the question that uses it.
      blamed.set(number, kind === "error" ? (message ?? "") : latest);
    }
  }
  return blamed;
}

function lost(): never {
  throw new Failure(
    "the compiler's object does not hold what it was asked",
    "give --cc a compiler that writes machine code: without link-time optimisation, say",
  );
}
