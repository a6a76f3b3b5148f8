import type { Width } from "../../../../dsl/operands/operand-class.js";
import type { SymbolName } from "../syntax.js";
import { typeName } from "./argument-layout.js";
import { dsl, dslCall, number, string, type Expression, type Member } from "./expression.js";
import { identifier, identifiersOf, symbolText } from "./identifiers.js";

/** Something that the module declares before its routines. */
export interface Declaration {
  readonly key: string;
  /** What it may be called, the best first. */
  readonly wanted: readonly string[];
  readonly value: Expression;
}

/** A member of a runtime struct, by the macro that says its offset. */
export interface FieldDeclaration {
  readonly macro: string;
  readonly offset: number;
  readonly width: Width;
}

/** A thing that is declared where it is used more often than once. */
interface Shared {
  readonly symbol: SymbolName;
  uses: number;
}

/**
 * What the file names that no routine of it declares: constants, fields, words, symbols. It is filled while the file is
 * read, and settled before anything is written: then it is known what is used more often than once.
 */
export class Declarations {
  #isSettled = false;
  readonly #constants = new Map<string, Declaration>();
  readonly #fields = new Map<string, { readonly offset: number; readonly widths: Map<Width, number> }>();
  readonly #words = new Set<"g" | "m">();
  readonly #code = new Map<string, Shared>();
  readonly #variables = new Map<string, Shared>();

  /** A named number; its key. */
  constant(name: string, value: bigint): string {
    const key = `constant:${name}:${String(value)}`;
    // Which of several numbers with the same bits it is shows only when its instruction is known.
    if (this.#isSettled && !this.#constants.has(key)) {
      const wanted = [identifier(name)];
      this.#constants.set(key, { key, wanted, value: dslCall("constant", string(name), number(value)) });
    }
    return key;
  }

  /** Takes note of a macro as the name of a field; false where it is one already, at another offset. */
  field(macro: string, offset: number): boolean {
    const known = this.#fields.get(macro);
    if (known === undefined) {
      this.#fields.set(macro, { offset, widths: new Map() });
    }
    return known === undefined || known.offset === offset;
  }

  /** An instruction moves so many bits of a field. */
  fieldWidth(macro: string, width: Width): void {
    const widths = this.#fields.get(macro)?.widths;
    widths?.set(width, (widths.get(width) ?? 0) + 1);
  }

  /** The fields with the width that most instructions use. */
  get fields(): readonly FieldDeclaration[] {
    return [...this.#fields].map(([macro, { offset, widths }]) => ({ macro, offset, width: mostUsed(widths) }));
  }

  widthOfField(macro: string): Width {
    const found = this.#fields.get(macro);
    return found === undefined ? 64 : mostUsed(found.widths);
  }

  word(name: "g" | "m"): void {
    this.#words.add(name);
  }

  get hasWords(): boolean {
    return this.#words.size > 0;
  }

  /** From here on nothing is counted any more. */
  settle(): void {
    this.#isSettled = true;
  }

  /** Something calls, jumps to or takes the address of a symbol. */
  code(symbol: SymbolName): void {
    if (!this.#isSettled) {
      count(this.#code, symbol);
    }
  }

  /** Something reads or writes a variable at its beginning. */
  variable(symbol: SymbolName): void {
    if (!this.#isSettled) {
      count(this.#variables, symbol);
    }
  }

  /** The key of a symbol's declaration; undefined where it is used once. */
  codeKey(symbol: SymbolName): string | undefined {
    return keyOf(this.#code, "code", symbol);
  }

  variableKey(symbol: SymbolName): string | undefined {
    return keyOf(this.#variables, "variable", symbol);
  }

  get constants(): readonly Declaration[] {
    return [...this.#constants.values()];
  }

  /** The thread-local words. Two of them stand where the runtimes of 2011 have them, one alone where Go's has it since. */
  get words(): readonly Declaration[] {
    const offsets = this.#words.has("m") ? { g: -16n, m: -8n } : { g: -8n, m: -8n };
    return [...this.#words].sort().map((word) => ({
      key: wordKey(word),
      wanted: [word],
      value: dslCall("threadLocalWord", string(word), number(offsets[word])),
    }));
  }

  get symbols(): readonly Declaration[] {
    const code = shared(this.#code, "code", "external");
    return [...code, ...shared(this.#variables, "variable", "globalAt")];
  }
}

export function wordKey(word: "g" | "m"): string {
  return `word:${word}`;
}

export function fieldKey(macro: string): string {
  return `field:${macro}`;
}

/** The member of runtimeFields that describes a field. */
export function fieldMember({ macro, offset, width }: FieldDeclaration): Member {
  const members: readonly Member[] = [
    { key: "offset", value: number(BigInt(offset)) },
    { key: "type", value: dsl(typeName(width, false)) },
  ];
  return { key: macro, value: { kind: "object", members } };
}

function mostUsed(widths: ReadonlyMap<Width, number>): Width {
  const [most] = [...widths].sort(([a, usesOfA], [b, usesOfB]) => usesOfB - usesOfA || b - a);
  return most?.[0] ?? 64;
}

function count(things: Map<string, Shared>, symbol: SymbolName): void {
  const key = symbolText(symbol);
  const known = things.get(key);
  if (known === undefined) {
    things.set(key, { symbol, uses: 1 });
  } else {
    known.uses += 1;
  }
}

function keyOf(things: ReadonlyMap<string, Shared>, kind: string, symbol: SymbolName): string | undefined {
  const text = symbolText(symbol);
  return (things.get(text)?.uses ?? 0) > 1 ? `${kind}:${text}` : undefined;
}

function shared(things: ReadonlyMap<string, Shared>, kind: string, constructor: string): readonly Declaration[] {
  return [...things]
    .filter(([, { uses }]) => uses > 1)
    .map(([text, { symbol }]) => ({
      key: `${kind}:${text}`,
      wanted: identifiersOf(symbol),
      value: dslCall(constructor, string(text)),
    }));
}
