import type { SourcePlace } from "../syntax.js";
import { characterValue, floatValue, integerValue } from "./literal.js";
import { Malformed, shown } from "./malformed.js";
import type { Token } from "./token.js";

/** Deeper parentheses are no expression that a person wrote. */
const deepest = 200;

const bits = (value: bigint): bigint => BigInt.asUintN(64, value);
const isNegative = (value: bigint): boolean => value >> 63n !== 0n;

/** Reads the tokens of an operand one after the other. */
export class Cursor {
  readonly tokens: readonly Token[];
  /** Where they end. */
  readonly end: SourcePlace;
  at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], end: SourcePlace) {
    this.tokens = tokens;
    this.end = end;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead];
  }

  /** Is the next token this sign? */
  isAt(sign: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.kind === "sign" && token.text === sign;
  }

  /** Takes the next token if it is this sign. */
  takes(sign: string): boolean {
    const found = this.isAt(sign);
    this.at += found ? 1 : 0;
    return found;
  }

  next(expected: string): Token {
    const token = this.peek();
    if (token === undefined) {
      throw new Malformed(`the operand ends too early: expected ${expected}`, this.end);
    }
    this.at += 1;
    return token;
  }

  expect(sign: string): Token {
    const token = this.next(sign);
    if (token.kind !== "sign" || token.text !== sign) {
      throw new Malformed(`expected ${sign} instead of ${shown(token)}`, token);
    }
    return token;
  }

  expectEnd(): void {
    const token = this.peek();
    if (token !== undefined) {
      throw new Malformed(`expected the end of the operand instead of ${shown(token)}`, token);
    }
  }

  /** A constant expression, as a signed number of 64 bits: Go's precedence, and its arithmetic without sign. */
  integer(): bigint {
    return BigInt.asIntN(64, this.#sum());
  }

  /** A fraction: signs and parentheses, no operators. */
  float(): number {
    const token = this.next("a number");
    return this.#nested(token, () => {
      if (token.kind === "float") {
        return floatValue(token);
      }
      if (token.text === "+" || token.text === "-") {
        const value = this.float();
        return token.text === "-" ? -value : value;
      }
      if (token.text === "(") {
        const value = this.float();
        this.expect(")");
        return value;
      }
      throw new Malformed(`expected a fraction instead of ${shown(token)}`, token, "fractions have no operators");
    });
  }

  #nested<T>(token: Token, read: () => T): T {
    this.#depth += 1;
    if (this.#depth > deepest) {
      throw new Malformed("this expression is nested too deeply", token);
    }
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #sum(): bigint {
    let value = this.#product();
    for (;;) {
      if (this.takes("+")) {
        value = bits(value + this.#product());
      } else if (this.takes("-")) {
        value = bits(value - this.#product());
      } else if (this.takes("|")) {
        value |= this.#product();
      } else if (this.takes("^")) {
        value ^= this.#product();
      } else {
        return value;
      }
    }
  }

  #product(): bigint {
    let value = this.#factor();
    for (let sign = this.peek(); sign !== undefined; sign = this.peek()) {
      if (this.takes("*")) {
        value = bits(value * this.#factor());
      } else if (this.takes("&")) {
        value &= this.#factor();
      } else if (this.takes("/")) {
        value /= this.#divisor(value, sign);
      } else if (this.takes("%")) {
        value %= this.#divisor(value, sign);
      } else if (this.takes("<<")) {
        // As in Go's assembler, nothing but a sum may follow.
        return shifted(value, this.#count(this.#factor(), sign));
      } else if (this.takes(">>")) {
        const count = this.#count(this.#product(), sign);
        requireSmall(value, sign);
        value = count > 63n ? 0n : value >> count;
      } else {
        break;
      }
    }
    return value;
  }

  #divisor(value: bigint, sign: Token): bigint {
    requireSmall(value, sign);
    const divisor = this.#factor();
    if (divisor === 0n) {
      throw new Malformed("division by zero", sign);
    }
    return divisor;
  }

  #count(count: bigint, sign: Token): bigint {
    if (isNegative(count)) {
      throw new Malformed(`${sign.text} by a negative number of bits`, sign);
    }
    return count;
  }

  #factor(): bigint {
    const token = this.next("a number");
    return this.#nested(token, () => {
      switch (token.kind === "sign" ? token.text : token.kind) {
        case "integer":
          return integerValue(token);
        case "character":
          return characterValue(token);
        case "+":
          return this.#factor();
        case "-":
          return bits(-this.#factor());
        case "~":
          return bits(~this.#factor());
        case "(": {
          const value = this.#sum();
          this.expect(")");
          return value;
        }
        case "identifier":
          throw new Malformed(
            `${shown(token)} is no number and no macro that is one`,
            token,
            "if a header defines it, include that header, and say where it is by -I",
            true,
          );
        default:
          throw new Malformed(`expected a number instead of ${shown(token)}`, token);
      }
    });
  }
}

function shifted(value: bigint, count: bigint): bigint {
  return count > 63n ? 0n : bits(value << count);
}

/** Go's assembler divides and shifts to the right without a sign, and says so of numbers that have one. */
function requireSmall(value: bigint, sign: Token): void {
  if (isNegative(value)) {
    throw new Malformed(`${sign.text} of a number whose highest bit is set`, sign);
  }
}
