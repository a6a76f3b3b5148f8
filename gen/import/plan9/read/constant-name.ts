import type { SourceConstant } from "../syntax.js";
import { expansionChain, type Macro } from "./macro.js";
import type { Expansion, Token } from "./token.js";

/** The macros that numbers are written by. */
export class Constants {
  readonly #constants = new Map<string, SourceConstant>();

  add({ name, source }: Macro, value: bigint): void {
    const from = typeof source === "object" ? ({ from: "include", include: source.path } as const) : { from: source };
    this.#constants.set(`${name} ${String(value)}`, { name, value, ...from });
  }

  all(): readonly SourceConstant[] {
    return [...this.#constants.values()];
  }
}

/**
 * The macro that a number was written by, where that alone was written: `$SYS_read`, `g_m(R14)`, also in parentheses.
 * With a macro such as `#define m_tls(r) 80(r)` it is written so, too: `m_tls(R8)`.
 * `start` to `end` are the number's tokens among those of its operand.
 */
export function constantMacro(tokens: readonly Token[], start: number, end: number): Macro | undefined {
  const token = tokens[start];
  if (token === undefined) {
    return undefined;
  }
  for (const use of expansionChain(token.origin)) {
    // The offsets of 2011 are macros with the register: `#define m_tls(r) 80(r)`.
    const behind = isOffsetMacro(use.macro) ? end + 3 : end;
    const isAll = tokens.slice(start, behind).every((one) => isPartOf(one, use));
    const isOnly = isAll && !isPartOf(tokens[start - 1], use) && !isPartOf(tokens[behind], use);
    if (isOnly && (use.macro.parameters === undefined || behind > end)) {
      return use.macro;
    }
  }
  const closing = tokens[end - 1];
  return token.text === "(" && closing?.text === ")" && closing.origin === token.origin
    ? constantMacro(tokens, start + 1, end - 1)
    : undefined;
}

/** Is it a number before the parameter in parentheses? */
function isOffsetMacro({ parameters, body }: Macro): boolean {
  const [parameter, more] = parameters ?? [];
  const [opening, register, closing] = body.slice(-3);
  const isIndirection = opening?.text === "(" && register?.text === parameter && closing?.text === ")";
  return parameter !== undefined && more === undefined && isIndirection && body.length > 3;
}

function isPartOf(token: Token | undefined, use: Expansion): boolean {
  for (let origin = token?.origin; origin !== undefined; origin = origin.parent) {
    if (origin === use) {
      return true;
    }
  }
  return false;
}
