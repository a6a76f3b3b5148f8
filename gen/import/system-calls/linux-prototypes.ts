import { Conditionals } from "../preprocessor/conditionals.js";
import type { Macros } from "../preprocessor/condition.js";
import type { Report } from "../preprocessor/fault.js";
import { writtenPrototype, type WrittenPrototype } from "./prototype.js";
import { tokensOf, type Line, type Token } from "../preprocessor/token.js";

/**
 * What Linux for amd64 is configured with as far as prototypes depend on it. The prototypes themselves stand there only
 * for machines without wrappers of their own; what they say holds for amd64 all the same.
 */
const amd64: Macros = new Map<string, string | undefined>([
  ...(["CONFIG_64BIT", "CONFIG_X86_64", "__x86_64__"] as const).map((name) => [name, "1"] as const),
  ["BITS_PER_LONG", "64"],
  ...(
    ["CLONE_BACKWARDS", "CLONE_BACKWARDS2", "CLONE_BACKWARDS3", "ARCH_SPLIT_ARG64", "ARCH_HAS_SYSCALL_WRAPPER"] as const
  ).map((name) => [`CONFIG_${name}`, undefined] as const),
]);

/** The prototypes of a header or C file of the kernel by function; several where conditions choose between them. */
export type LinuxPrototypes = ReadonlyMap<string, readonly WrittenPrototype[]>;

/** Reads `asmlinkage long sys_read(...);` and `SYSCALL_DEFINE3(read, ...)`. Everything else is left alone. */
export function readLinuxPrototypes(lines: readonly Line[], macros: Macros, report: Report): LinuxPrototypes {
  const tokens = declarationTokens(lines, new Conditionals(new Map([...amd64, ...macros]), report));
  const found = new Map<string, WrittenPrototype[]>();
  tokens.forEach((token, at) => {
    const declared =
      token.text === "asmlinkage"
        ? declaration(tokens, at)
        : /^SYSCALL_DEFINE[0-6]$/.test(token.text)
          ? definition(tokens, at)
          : undefined;
    const written = declared === undefined ? undefined : writtenPrototype(declared, token.place, report);
    if (written !== undefined) {
      found.set(written.name.text, [...(found.get(written.name.text) ?? []), written]);
    }
  });
  return found;
}

/** The tokens of all lines that are part of the file; those of directives and comments are not. */
function declarationTokens(lines: readonly Line[], conditionals: Conditionals): readonly Token[] {
  const tokens: Token[] = [];
  let isComment = false;
  let isDirective = false;
  for (const line of lines) {
    const stripped = strip(line.text, isComment);
    const continues: boolean = isDirective;
    ({ isComment } = stripped);
    isDirective = (continues || (!stripped.wasComment && /^\s*#/.test(stripped.text))) && /\\\s*$/.test(line.text);
    if (continues) {
      continue;
    }
    if (/^\s*#/.test(stripped.text)) {
      conditionals.directive({ ...line, text: stripped.text });
    } else if (conditionals.here !== "no") {
      // Strings and operators of code that is not read may stand here; they are nobody's fault.
      tokens.push(...tokensOf([{ ...line, text: stripped.text.replaceAll(/[^\w\s.(){}[\]*,;]/g, " ") }], ignore));
    }
  }
  conditionals.end();
  return tokens;
}

function ignore(): void {
  // A number such as 0.5 or a lone dot in code that is not read.
}

/** A line without comments, which keep their width. */
function strip(
  text: string,
  inComment: boolean,
): { readonly text: string; readonly isComment: boolean; readonly wasComment: boolean } {
  let kept = "";
  let isComment = inComment;
  for (let at = 0; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    if (isComment && two === "*/") {
      isComment = false;
      kept += "  ";
      at += 1;
    } else if (!isComment && two === "/*") {
      isComment = true;
      kept += "  ";
      at += 1;
    } else if (!isComment && two === "//") {
      break;
    } else {
      kept += isComment ? " " : (text[at] ?? "");
    }
  }
  return { text: kept, isComment, wasComment: inComment };
}

/** From `asmlinkage` to the semicolon, if that is a prototype of a `sys_` function. */
function declaration(tokens: readonly Token[], start: number): readonly Token[] | undefined {
  let end = start + 1;
  while (end < tokens.length && ![";", "{", "asmlinkage"].includes(tokens[end]?.text ?? "")) {
    end += 1;
  }
  const taken = tokens.slice(start, end);
  return taken.some(({ text }) => text.startsWith("sys_")) && tokens[end]?.text === ";" ? taken : undefined;
}

/** `SYSCALL_DEFINE2(dup2, unsigned int, oldfd, unsigned int, newfd)` as a prototype. */
function definition(tokens: readonly Token[], start: number): readonly Token[] | undefined {
  const [open, name] = [tokens[start + 1], tokens[start + 2]];
  const place = tokens[start]?.place;
  if (open?.text !== "(" || name?.kind !== "word" || place === undefined) {
    return undefined;
  }
  const parts: Token[][] = [[]];
  let depth = 1;
  let at = start + 2;
  for (; at < tokens.length && depth > 0; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.text === ";" || token.text === "{") {
      return undefined;
    }
    depth += token.text === "(" ? 1 : token.text === ")" ? -1 : 0;
    if (token.text === "," && depth === 1) {
      parts.push([]);
    } else if (depth > 0) {
      parts.at(-1)?.push(token);
    }
  }
  const sign = (text: string): Token => ({ kind: "sign", text, place });
  const parameters = parts
    .slice(1)
    .flatMap((part, index) => (index % 2 === 0 && index > 0 ? [sign(","), ...part] : part));
  return [
    { kind: "word", text: "long", place },
    { ...name, text: `sys_${name.text}` },
    sign("("),
    ...(parameters.length === 0 ? [{ kind: "word", text: "void", place } as const] : parameters),
    sign(")"),
  ];
}
