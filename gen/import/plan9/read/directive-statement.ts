import type { Immediate, MemoryOperand, SourceOperand, Statement } from "../syntax.js";
import type { Constants } from "./constant-name.js";
import { Cursor } from "./expression.js";
import type { OperandTokens, StatementTokens } from "./line.js";
import type { Macro } from "./macro.js";
import { Malformed, shown } from "./malformed.js";
import { readOperand } from "./operand.js";
import type { Token } from "./token.js";

type WithoutBase<T> = T extends unknown ? Omit<T, "place" | "comment" | "blankBefore" | "expandedFrom"> : never;

/** A statement without its place and its comment. */
export type StatementContent = WithoutBase<Statement>;

type SymbolOperand = Extract<MemoryOperand, { readonly kind: "symbol" }>;

const literals = ["BYTE", "WORD", "LONG", "QUAD"] as const;
const annotations = { PCDATA: 2, FUNCDATA: 2, PCALIGN: 1 } as const;
const keptAlone = ["NO_LOCAL_POINTERS", "GO_ARGS", "GO_RESULTS_INITIALIZED"] as const;

/** Reads a directive of the assembler or a macro that is kept; undefined where the statement is an instruction. */
export function directiveStatement(statement: StatementTokens, constants: Constants): StatementContent | undefined {
  const { word, mnemonic } = statement;
  const reader = new DirectiveReader(statement, constants);
  switch (mnemonic) {
    case "TEXT":
      return reader.text();
    case "GLOBL":
      return reader.global();
    case "DATA":
      return reader.data();
    case "PCDATA":
    case "FUNCDATA":
    case "PCALIGN":
      return reader.annotation(mnemonic);
    default:
  }
  const literal = literals.find((name) => name === mnemonic);
  if (literal !== undefined) {
    return reader.literal(literal);
  }
  return word.kept === undefined ? undefined : reader.kept(instructionCount(word.kept));
}

/** How many statements a macro is. */
function instructionCount({ body }: Macro): number {
  const isEnd = (token: Token | undefined): boolean =>
    token === undefined || token.kind === "newline" || token.text === ";";
  return body.filter((token, index) => !isEnd(token) && isEnd(body[index + 1])).length;
}

class DirectiveReader {
  readonly #statement: StatementTokens;
  readonly #constants: Constants;

  constructor(statement: StatementTokens, constants: Constants) {
    this.#statement = statement;
    this.#constants = constants;
  }

  text(): StatementContent {
    const [first, second, third] = this.#operands("TEXT name(SB), flags, $frame-arguments", 2, 3);
    const symbol = this.#symbol(first, "TEXT", false);
    const flags = third === undefined ? 0 : this.#flags(second);
    return { kind: "text", symbol: symbol.symbol, flags, ...this.#frame(third ?? second) };
  }

  global(): StatementContent {
    const [first, second, third] = this.#operands("GLOBL name(SB), flags, $size", 2, 3);
    const symbol = this.#symbol(first, "GLOBL", false);
    const flags = third === undefined ? 0 : this.#flags(second);
    const size = this.#immediate(third ?? second, "the size");
    if (size.kind !== "number" || size.value < 0n) {
      throw new Malformed("the size of a symbol is no number: expected $8 or the like", size.place);
    }
    return { kind: "globl", symbol: symbol.symbol, flags, size: size.value };
  }

  data(): StatementContent {
    const [place, value] = this.#operands("DATA name+offset(SB)/width, $value", 2, 2);
    const { tokens } = place;
    const [slash, width] = tokens.slice(-2);
    if (slash?.text !== "/" || width?.kind !== "integer" || !/^[1-9]\d{0,8}$/.test(width.text)) {
      throw new Malformed("expected the width behind the place, as in DATA name+8(SB)/4", width ?? place.after);
    }
    const symbol = this.#symbol({ ...place, tokens: tokens.slice(0, -2), after: slash }, "DATA", true);
    const given = this.#immediate(value, "the value");
    if (given.kind === "address" && given.of.kind !== "symbol") {
      throw new Malformed("data holds no address of the stack or of a register: expected $name(SB)", given.place);
    }
    return {
      kind: "data",
      symbol: symbol.symbol,
      offset: symbol.offset,
      width: Number(width.text),
      value: given,
    };
  }

  annotation(directive: keyof typeof annotations): StatementContent {
    const count = annotations[directive];
    const expected = { PCDATA: "$index, $value", FUNCDATA: "$index, name(SB)", PCALIGN: "$bytes" }[directive];
    const given = this.#operands(`${directive} ${expected}`, count, count);
    const operands = given.map((tokens): SourceOperand => {
      if (directive === "FUNCDATA" && tokens === given[1]) {
        return this.#symbol(tokens, directive, true);
      }
      const operand = this.#immediate(tokens, "an operand");
      if (operand.kind !== "number") {
        throw new Malformed(`expected a number: ${directive} ${expected}`, operand.place);
      }
      return operand;
    });
    return { kind: "annotation", directive, operands };
  }

  literal(directive: (typeof literals)[number]): StatementContent {
    const [value] = this.#operands(`${directive} $number`, 1, 1);
    return { kind: "literal", directive, value: this.#immediate(value, "the value") };
  }

  /** `get_tls(CX)`, `NO_LOCAL_POINTERS`; other kept macros are operands. */
  kept(instructions: number): StatementContent | undefined {
    const { word, operands } = this.#statement;
    const alone = keptAlone.find((name) => name === word.text);
    if (alone !== undefined) {
      const [first] = operands;
      if (first !== undefined) {
        throw new Malformed(`${alone} has no operands`, first.tokens[0] ?? word);
      }
      return { kind: "macro", macro: alone, instructions };
    }
    if (word.text !== "get_tls") {
      return undefined;
    }
    const [operand] = this.#operands("get_tls(register)", 1, 1);
    const register = this.#operand({ ...operand, tokens: operand.tokens.slice(1, -1) });
    if (register.kind !== "register") {
      throw new Malformed("expected a register: get_tls(CX)", register.place);
    }
    return { kind: "macro", macro: "get_tls", register: register.name, instructions };
  }

  /** The operands where there are as many as there should be. */
  #operands(expected: string, least: number, most: number): readonly [OperandTokens, ...OperandTokens[]] {
    const { word, operands } = this.#statement;
    const [first, ...others] = operands;
    if (first === undefined || operands.length < least || operands.length > most) {
      const count = operands.length === 1 ? "1 operand" : `${String(operands.length)} operands`;
      throw new Malformed(`${word.text} has ${count}: expected ${expected}`, operands[most]?.tokens[0] ?? word);
    }
    return [first, ...others];
  }

  #operand({ tokens, before, after }: OperandTokens): SourceOperand {
    return readOperand(tokens, { isJump: false, before, after, constants: this.#constants });
  }

  #immediate(operand: OperandTokens | undefined, what: string): Immediate {
    const { word } = this.#statement;
    const value = operand === undefined ? undefined : this.#operand(operand);
    switch (value?.kind) {
      case "number":
      case "float":
      case "string":
      case "address":
        return value;
      default:
        throw new Malformed(
          `${what} of ${word.text} is no immediate: expected $ before it`,
          operand?.tokens[0] ?? word,
        );
    }
  }

  #symbol(operand: OperandTokens, directive: string, mayHaveOffset: boolean): SymbolOperand {
    const { word } = this.#statement;
    const symbol = operand.tokens.length === 0 ? undefined : this.#operand(operand);
    if (symbol?.kind !== "symbol" || symbol.index !== undefined) {
      throw new Malformed(`expected a symbol behind ${directive}: name(SB)`, operand.tokens[0] ?? word);
    }
    if (!mayHaveOffset && symbol.offset !== 0n) {
      throw new Malformed(`the symbol of ${directive} has no offset: expected ${symbol.symbol.name}(SB)`, symbol.place);
    }
    return symbol;
  }

  #flags(operand: OperandTokens | undefined): number {
    const { word } = this.#statement;
    const tokens = operand?.tokens ?? [];
    const [first] = tokens;
    if (first?.text === "$") {
      throw new Malformed(`the flags of ${word.text} have no $`, first);
    }
    const cursor = new Cursor(tokens, (operand?.after ?? word).place);
    const flags = cursor.integer();
    cursor.expectEnd();
    if (flags < 0n || flags > 0xffffn) {
      throw new Malformed(`${String(flags)} are no flags: expected a sum of NOSPLIT and the like`, first ?? word);
    }
    return Number(flags);
  }

  /** `$frame-arguments`: two numbers, no subtraction. */
  #frame(operand: OperandTokens | undefined): { readonly frame: bigint; readonly argumentBytes?: bigint } {
    const { word } = this.#statement;
    const tokens = operand?.tokens ?? [];
    const end = operand?.after ?? word;
    const [dollar] = tokens;
    const isNegative = tokens[1]?.text === "-" && tokens[1].kind === "sign";
    const start = isNegative ? 2 : 1;
    const dash = tokens[tokens.length - 2];
    const last = tokens[tokens.length - 1];
    const hasArguments = tokens.length > start + 1 && dash?.text === "-" && last?.kind === "integer";
    const number = (from: number, to: number): bigint => {
      const cursor = new Cursor(tokens.slice(from, to), end.place);
      const first = cursor.peek();
      if (dollar?.text !== "$" || (first?.kind !== "integer" && first?.text !== "(")) {
        const shownFirst = dollar?.text === "$" ? first : dollar;
        const what = shownFirst === undefined ? "" : ` instead of ${shown(shownFirst)}`;
        throw new Malformed(
          `expected the frame's size: $8, or $8-16 with that of the arguments${what}`,
          shownFirst ?? end,
        );
      }
      const value = cursor.integer();
      cursor.expectEnd();
      return value;
    };
    const size = number(start, hasArguments ? tokens.length - 2 : tokens.length);
    const frame = isNegative ? -size : size;
    return hasArguments ? { frame, argumentBytes: number(tokens.length - 1, tokens.length) } : { frame };
  }
}
