import { namesIn, stringLiteral, type Name } from "./expression.js";
import { Identifiers, identifier } from "./identifiers.js";
import {
  block,
  expandedObject,
  flat,
  laidOut,
  lineWidth,
  memberText,
  objectText,
  width,
  type Words,
} from "./layout.js";
import type { BodyLine, WrittenRoutine } from "./routines.js";

/** The words of what is known in the whole module. */
type ModuleWords = (name: Extract<Name, { readonly scope: "dsl" | "module" }>) => string;

/** `export const write = routine(...)`, without what stands behind the last parenthesis. */
export function routineText(word: string, symbol: string, routine: WrittenRoutine, moduleWords: ModuleWords): string {
  const { options, lines } = routine;
  const names = lines.flatMap(({ expression }) => namesIn(expression));
  const taken = names.flatMap((name) => (name.scope === "dsl" || name.scope === "module" ? [moduleWords(name)] : []));
  const locals = new Identifiers(["_", ...taken]);
  const argumentWords = wordsOf(names, "argument", locals);
  const labelWords = wordsOf(names, "label", locals);
  const words: Words = (name) => {
    switch (name.scope) {
      case "argument":
        return argumentWords.get(name.name) ?? name.name;
      case "label":
        return labelWords.get(name.name) ?? name.name;
      default:
        return moduleWords(name);
    }
  };
  const patterns = patternsOf(argumentWords, labelWords);
  const hasDoc = options.some(({ key }) => key === "doc");
  const start = `export const ${word} = routine(${stringLiteral(symbol)}, `;
  const object = flat({ kind: "object", members: options }, words);
  const parameters = `(${patterns.map(patternText).join(", ")}) =>`;
  const body = flatBody(lines, words);
  if (!hasDoc) {
    const head = `${start}${object}, ${parameters} `;
    if (body !== undefined && width(`${head}${body});`) <= lineWidth) {
      return `${head}${body})`;
    }
    if (width(`${head}[`) <= lineWidth) {
      return `${head}${brokenBody(lines, words, 0)})`;
    }
  }
  const optionsText = hasDoc || width(object) + 3 > lineWidth ? expandedObject(options, words, 2) : object;
  const function_ =
    body !== undefined && width(`  ${parameters} ${body},`) <= lineWidth
      ? `${parameters} ${body}`
      : `${parameterText(patterns, parameters)} ${brokenBody(lines, words, 2)}`;
  return block(`export const ${word} = routine(`, [stringLiteral(symbol), optionsText, function_], ")", 0);
}

type Pattern = "_" | readonly string[];

/** What the body takes: its arguments, its labels, and no more of that than it names. */
function patternsOf(
  argumentWords: ReadonlyMap<string, string>,
  labelWords: ReadonlyMap<string, string>,
): readonly Pattern[] {
  const members = (names: ReadonlyMap<string, string>): readonly string[] =>
    [...names].map(([name, word]) => memberText(name, word));
  if (labelWords.size === 0) {
    return argumentWords.size === 0 ? [] : [members(argumentWords)];
  }
  return [argumentWords.size === 0 ? "_" : members(argumentWords), members(labelWords)];
}

function patternText(pattern: Pattern): string {
  return pattern === "_" ? "_" : objectText(pattern);
}

/** The parameters, on several lines where one does not hold them. */
function parameterText(patterns: readonly Pattern[], line: string): string {
  if (width(`  ${line} [`) <= lineWidth) {
    return line;
  }
  const [only] = patterns;
  if (only !== undefined && only !== "_" && patterns.length === 1) {
    return `(${block("{", only, "}", 2)}) =>`;
  }
  const parts = patterns.map((pattern) => {
    const text = patternText(pattern);
    return pattern === "_" || width(`    ${text},`) <= lineWidth ? text : block("{", pattern, "}", 4);
  });
  return `${block("(", parts, ")", 2)} =>`;
}

function wordsOf(
  names: readonly Name[],
  scope: "argument" | "label",
  locals: Identifiers,
): ReadonlyMap<string, string> {
  const own = new Set(names.flatMap((name) => (name.scope === scope ? [name.name] : [])));
  return new Map(
    [...own].map((name) => {
      const wanted = identifier(name);
      return [name, locals.take([wanted, `${wanted}_`])];
    }),
  );
}

/** The body on one line; undefined where a comment ends a line of it. */
function flatBody(lines: readonly BodyLine[], words: Words): string | undefined {
  return lines.some(({ comment }) => comment !== undefined)
    ? undefined
    : `[${lines.map(({ expression }) => flat(expression, words)).join(", ")}]`;
}

function brokenBody(lines: readonly BodyLine[], words: Words, indent: number): string {
  const inner = indent + 2;
  const margin = " ".repeat(inner);
  const text = lines.map(({ expression, comment, blankBefore }, index) => {
    const blank = blankBefore && index > 0 ? "\n" : "";
    const item = laidOut(expression, words, { indent: inner, column: inner, behind: 1 });
    return `${blank}${margin}${item},${comment === undefined ? "" : lineComment(comment, " ")}\n`;
  });
  return lines.length === 0 ? "[]" : `[\n${text.join("")}${" ".repeat(indent)}]`;
}

/** `// text`, on one line whatever the text is. */
export function lineComment(text: string, before = ""): string {
  return `${before}// ${text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim()}`.trimEnd();
}
