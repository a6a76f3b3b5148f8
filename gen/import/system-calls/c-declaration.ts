import type { Place, Report } from "../preprocessor/fault.js";
import type { Token } from "../preprocessor/token.js";

/** A type as a declaration writes it, before it is known what its names mean. */
export type DeclaredType =
  | { readonly kind: "basic"; readonly words: readonly string[] }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "tagged"; readonly keyword: "struct" | "union" | "enum"; readonly tag: string }
  | { readonly kind: "pointer"; readonly target: DeclaredType }
  | { readonly kind: "array"; readonly element: DeclaredType }
  | { readonly kind: "function"; readonly returns: DeclaredType; readonly parameters: readonly Declaration[] };

/** A parameter, or a function: a name with its type. */
export interface Declaration {
  readonly name: Token | undefined;
  readonly type: DeclaredType;
  readonly place: Place;
  /** It stands behind `...`: of a call with varying arguments, what the kernel reads after those that are always there. */
  readonly varying: boolean;
}

const basicWords: ReadonlySet<string> = new Set([
  ...["void", "char", "short", "int", "long", "signed", "unsigned", "float", "double", "_Bool"],
]);

const ignoredWords: ReadonlySet<string> = new Set([
  ...["const", "volatile", "register", "restrict", "__restrict", "__restrict__", "extern", "static", "inline"],
  ...["asmlinkage", "__user", "__kernel", "__force", "__iomem", "__capability"],
]);

/** FreeBSD's annotations of what a call does with memory: `_Out_writes_bytes_(nbyte)`, `_Contains_long_`. */
const annotation = /^_(?:In|Out|Inout|Contains)_\w*$/;

/** A declaration without what says nothing about its type: annotations and address spaces. `const` stays, to be read. */
export function withoutAnnotations(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || /^(?:__user|__restrict(?:__)?|restrict|asmlinkage|__force)$/.test(token.text)) {
      continue;
    }
    if (!annotation.test(token.text)) {
      kept.push(token);
    } else if (tokens[at + 1]?.text === "(") {
      let depth = 0;
      do {
        at += 1;
        depth += tokens[at]?.text === "(" ? 1 : tokens[at]?.text === ")" ? -1 : 0;
      } while (depth > 0 && at < tokens.length);
    }
  }
  return kept;
}

/** Deeper declarations are none that a person wrote. */
const deepest = 16;

/** Reads one declaration, all of the tokens. Undefined where it is none; that has been reported then. */
export function declarationOf(tokens: readonly Token[], start: Place, report: Report): Declaration | undefined {
  const reader = new DeclarationReader(tokens, start);
  try {
    const declaration = reader.declaration(false);
    reader.end();
    return declaration;
  } catch (error) {
    if (error instanceof Stumble) {
      report({ place: error.place, message: error.message });
      return undefined;
    }
    throw error;
  }
}

/** Where the reader cannot go on. It never leaves this module. */
class Stumble extends Error {
  readonly place: Place;

  constructor(place: Place, message: string) {
    super(message);
    this.place = place;
  }
}

/** What the signs around a name make of its base type, from the name outwards. */
type Wrapping = (type: DeclaredType) => DeclaredType;

class DeclarationReader {
  readonly #tokens: readonly Token[];
  readonly #start: Place;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], start: Place) {
    this.#tokens = tokens;
    this.#start = start;
  }

  end(): void {
    if (this.#next !== undefined) {
      throw this.#stumble("expected the end of the declaration");
    }
  }

  declaration(varying: boolean): Declaration {
    const place = this.#next?.place ?? this.#start;
    const base = this.#specifiers();
    const { name, wrap } = this.#declarator();
    return { name, type: wrap(base), place, varying };
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #stumble(expected: string): Stumble {
    const token = this.#next;
    const found = token === undefined ? "the declaration ends" : `here stands ${token.text}`;
    return new Stumble(token?.place ?? this.#tokens.at(-1)?.place ?? this.#start, `${expected}, and ${found}`);
  }

  #takes(text: string): boolean {
    const found = this.#next?.text === text;
    this.#at += found ? 1 : 0;
    return found;
  }

  #skipIgnored(): void {
    while (ignoredWords.has(this.#next?.text ?? "")) {
      this.#at += 1;
    }
  }

  #specifiers(): DeclaredType {
    const words: string[] = [];
    let other: DeclaredType | undefined;
    for (;;) {
      this.#skipIgnored();
      if (this.#next?.kind !== "word") {
        break;
      }
      const { text } = this.#next;
      if (basicWords.has(text) && other === undefined) {
        words.push(text);
      } else if (words.length > 0 || other !== undefined) {
        break;
      } else {
        other = this.#namedType(text);
      }
      this.#at += 1;
    }
    if (other !== undefined) {
      return other;
    }
    if (words.length === 0) {
      throw this.#stumble("expected a type");
    }
    return { kind: "basic", words };
  }

  #namedType(text: string): DeclaredType {
    if (text !== "struct" && text !== "union" && text !== "enum") {
      return { kind: "named", name: text };
    }
    this.#at += 1;
    this.#skipIgnored();
    const tag = this.#next;
    if (tag?.kind !== "word") {
      throw this.#stumble(`expected the name of the ${text}`);
    }
    return { kind: "tagged", keyword: text, tag: tag.text };
  }

  #declarator(): { readonly name: Token | undefined; readonly wrap: Wrapping } {
    this.#depth += 1;
    if (this.#depth > deepest) {
      throw this.#stumble("this declaration is too deep");
    }
    let pointers = 0;
    this.#skipIgnored();
    while (this.#takes("*")) {
      pointers += 1;
      this.#skipIgnored();
    }
    const pointed: Wrapping = (type) => {
      let pointer = type;
      for (let count = 0; count < pointers; count += 1) {
        pointer = { kind: "pointer", target: pointer };
      }
      return pointer;
    };
    let inner: { readonly name: Token | undefined; readonly wrap: Wrapping } = {
      name: undefined,
      wrap: (type) => type,
    };
    const behind = this.#tokens[this.#at + 1]?.text ?? "";
    if (this.#next?.text === "(" && (behind === "*" || behind === "(")) {
      this.#at += 1;
      inner = this.#declarator();
      this.#expect(")");
    } else if (this.#next?.kind === "word") {
      inner = { name: this.#next, wrap: (type) => type };
      this.#at += 1;
    }
    const suffixes = this.#suffixes();
    this.#depth -= 1;
    const { name, wrap } = inner;
    return {
      name,
      wrap: (type) => wrap(suffixes.reduceRight<DeclaredType>((made, suffix) => suffix(made), pointed(type))),
    };
  }

  #suffixes(): readonly Wrapping[] {
    const suffixes: Wrapping[] = [];
    for (;;) {
      if (this.#takes("[")) {
        while (this.#next !== undefined && this.#next.text !== "]") {
          this.#at += 1;
        }
        this.#expect("]");
        suffixes.push((element) => ({ kind: "array", element }));
      } else if (this.#takes("(")) {
        const parameters = this.#parameters();
        suffixes.push((returns) => ({ kind: "function", returns, parameters }));
      } else {
        return suffixes;
      }
    }
  }

  #parameters(): readonly Declaration[] {
    const parameters: Declaration[] = [];
    const [first, second] = [this.#next?.text, this.#tokens[this.#at + 1]?.text];
    if (first === "void" && second === ")") {
      this.#at += 1;
    }
    let varying = false;
    while (!this.#takes(")")) {
      // Between `...` and what it stands for there is no comma.
      if (parameters.length > 0 && parameters.at(-1)?.varying === varying) {
        this.#expect(",", ", or ) behind a parameter");
      }
      if (this.#takes("...")) {
        if (varying) {
          throw this.#stumble("... stands here twice");
        }
        varying = true;
        continue;
      }
      parameters.push(this.declaration(varying));
    }
    return parameters;
  }

  #expect(sign: string, expected = sign): void {
    if (!this.#takes(sign)) {
      throw this.#stumble(`expected ${expected}`);
    }
  }
}
