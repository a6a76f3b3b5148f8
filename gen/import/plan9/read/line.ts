import { Malformed, shown } from "./malformed.js";
import type { Token } from "./token.js";

/** An operand with what stands before and behind it. */
export interface OperandTokens {
  readonly tokens: readonly Token[];
  readonly before: Token;
  readonly after: Token;
}

/** A statement's pieces: `MOVQ.Z a, b`. */
export interface StatementTokens {
  readonly word: Token;
  /** With the suffixes behind dots. */
  readonly mnemonic: string;
  readonly operands: readonly OperandTokens[];
}

/** Takes the labels from the front of a statement; what is left may be nothing. */
export function splitLabels(tokens: readonly Token[]): readonly [labels: readonly Token[], rest: readonly Token[]] {
  const labels: Token[] = [];
  let at = 0;
  for (;;) {
    const name = tokens[at];
    const colon = tokens[at + 1];
    if (name?.kind !== "identifier" || colon?.kind !== "sign" || colon.text !== ":") {
      return [labels, tokens.slice(at)];
    }
    labels.push(name);
    at += 2;
  }
}

/** Splits a statement without labels. `end` is what ends it. */
export function splitStatement(tokens: readonly Token[], end: Token): StatementTokens {
  const [word] = tokens;
  if (word?.kind !== "identifier") {
    const what = word === undefined ? "nothing" : shown(word);
    throw new Malformed(
      `expected an instruction, a directive or a label instead of ${what}`,
      word ?? end,
      misplaced(word),
    );
  }
  let mnemonic = word.text;
  let at = 1;
  while (tokens[at]?.text === "." && tokens[at]?.kind === "sign") {
    const suffix = tokens[at + 1];
    if (suffix?.kind !== "identifier") {
      throw new Malformed(`expected a suffix behind ${mnemonic}.`, suffix ?? end);
    }
    mnemonic += `.${suffix.text}`;
    at += 2;
  }
  return { word, mnemonic, operands: splitOperands(word, tokens.slice(at), end) };
}

function misplaced(token: Token | undefined): string | undefined {
  switch (token?.text) {
    case "#":
      return "# begins a directive, and is the first of its line";
    case "\\":
      return "a backslash continues only the lines of #define";
    default:
      return undefined;
  }
}

/** Operands stand between commas; of `AX:DX`, the old spelling of a pair, the second comes first. */
function splitOperands(word: Token, tokens: readonly Token[], end: Token): readonly OperandTokens[] {
  if (tokens.length === 0) {
    return [];
  }
  const operands: OperandTokens[] = [];
  let before = word;
  let current: Token[] = [];
  let pairAt = -1;
  let depth = 0;
  for (const token of [...tokens, end]) {
    const sign = token.kind === "sign" ? token.text : "";
    if (token !== end && (depth !== 0 || (sign !== "," && sign !== ":"))) {
      depth += sign === "(" || sign === "[" ? 1 : sign === ")" || sign === "]" ? -1 : 0;
      current.push(token);
      continue;
    }
    if (current.length === 0) {
      throw new Malformed("an operand is missing here", token);
    }
    const isPair = token !== end && sign === ":";
    if (isPair && pairAt >= 0) {
      throw new Malformed("a second : in an operand: a pair of registers is AX:DX", token);
    }
    operands.push({ tokens: current, before, after: token });
    if (pairAt >= 0) {
      operands.push(...operands.splice(pairAt, 1));
    }
    pairAt = isPair ? operands.length - 1 : -1;
    before = token;
    current = [];
  }
  return operands;
}
