import type { CType } from "../ctypes/ctype.js";
import { underlyingType } from "../ctypes/underlying-type.js";
import type { Diagnostic } from "../diagnostic.js";
import type { PlainFragment, ResolvedLine } from "./c-text.js";
import { typeName } from "./judge.js";

/** Words of C that the runtime's headers make errors, with what stands in their place. */
const banned: Readonly<Record<string, string>> = {
  int: "int32",
  long: "int64",
  short: "int16",
  char: "int8 or byte",
  unsigned: "uint32, uint64 or uintptr",
  signed: "int32 or int64",
  float: "float32",
  double: "float64",
  NULL: "nil",
};

const bannedWord = new RegExp(`(?<![\\w\u00b7])(?:${Object.keys(banned).join("|")})(?![\\w\u00b7])`, "u");

/** The beginning of a declaration, if what it begins with is a type: its first group, unless it is one of C's own. */
const declaration =
  /^\s*(?:(?:u?int(?:8|16|32|64|ptr)|float(?:32|64)|byte|bool|void|static|(?:struct|union|enum)\s+[A-Za-z_]\w*)|([A-Za-z_\u00b7][\w\u00b7]*))(?:\s*\*+\s*|\s+)\*?[A-Za-z_]\w*\s*(?:[=;,[]|$)/u;

function declares(line: string, typeNames: ReadonlySet<string>): boolean {
  const found = declaration.exec(line);
  return found !== null && (found[1] === undefined || typeNames.has(found[1]));
}

/**
 * What the Plan 9 compiler with the runtime's headers would not take in the text of a function, or another compiler
 * would warn of. It looks at words and brackets: what the statements mean is for the compilers to say.
 */
export function checkDialect(
  owner: string,
  lines: readonly ResolvedLine[],
  typeNames: ReadonlySet<string>,
): readonly Diagnostic[] {
  const code = withoutComments(lines.map(({ fragments }) => fragments.map(plainText).join("")).join("\n")).split("\n");
  const inLines = lines.flatMap((line, index) => {
    const text = code[index] ?? "";
    const report = (what: string, hint?: string): Diagnostic => ({
      code: "c-dialect",
      message: `${owner}: ${what}`,
      site: line.site,
      routine: owner,
      hint,
    });
    const word = bannedWord.exec(text)?.[0];
    const foreign = /[^\t -~\u00b7]/u.exec(text)?.[0];
    return [
      ...(Number.isInteger(line.depth) && line.depth >= 0
        ? []
        : [report("a line is indented by an odd number of spaces", "Two spaces of the description are a tab of C.")]),
      ...(word === undefined
        ? []
        : [report(`${word} is an error in the runtime's headers`, `Write ${banned[word] ?? "another type"}.`)]),
      ...(/^\s*#/u.test(text) ? [report("a directive of the preprocessor stands in a function")] : []),
      ...(declares(text, typeNames)
        ? [report("a variable is declared in the text", "Declare it as one of the function's locals.")]
        : []),
      ...(foreign === undefined
        ? []
        : [report(`the character ${JSON.stringify(foreign)} stands outside comments and strings`)]),
      ...(line.fragments.map(plainText).join("").endsWith("\\")
        ? [report("a backslash at the end joins the line with the next one")]
        : []),
    ];
  });
  return [...inLines, ...checkBrackets(owner, lines, code)];
}

function checkBrackets(owner: string, lines: readonly ResolvedLine[], code: readonly string[]): readonly Diagnostic[] {
  const open: { readonly bracket: string; readonly line: number }[] = [];
  const fault = (line: number, message: string): Diagnostic => ({
    code: "c-brackets",
    message: `${owner}: ${message}`,
    site: lines[line]?.site,
    routine: owner,
  });
  for (const [line, text] of code.entries()) {
    for (const [bracket] of text.matchAll(/[()[\]{}]/gu)) {
      const closes = { ")": "(", "]": "[", "}": "{" }[bracket];
      if (closes === undefined) {
        open.push({ bracket, line });
      } else if (open.pop()?.bracket !== closes) {
        return [fault(line, `${bracket} closes nothing`)];
      }
    }
  }
  const left = open.at(-1);
  return left === undefined ? [] : [fault(left.line, `${left.bracket} is not closed`)];
}

/** A fragment as a C compiler would read it, types by their names alone. */
function plainText(fragment: PlainFragment): string {
  switch (fragment.kind) {
    case "text":
      return fragment.text;
    case "local":
    case "global":
      return fragment.name;
    case "type":
      return spelled(fragment.type);
    case "fault":
      return "";
  }
}

function spelled(type: CType): string {
  const own = underlyingType(type);
  return own.kind === "function" || own.kind === "array" ? "void" : typeName(type);
}

/** Comments and literals as spaces; the lines stay. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'/gu, (found) =>
    found.replaceAll(/[^\n]/gu, " "),
  );
}
