import {
  calculated,
  characterLiteral,
  commonType,
  converted,
  integerLiteral,
  promoted,
  truth,
  unsignedLong,
  type CInteger,
  type IntegerKind,
} from "./c-integer.js";
import { NoNumber } from "./no-number.js";
import type { MacroToken } from "./macro-token.js";

/** What the expressions of an object can speak of. */
export interface ConstantEnvironment {
  enumerator(name: string): CInteger | undefined;
  /** A type by its name: `size_t`, `struct stat`. */
  typeNamed(name: string): NamedSize | undefined;
}

/** What a type is to a constant expression: how large, and which integer. */
export interface NamedSize {
  /** In bytes. */
  readonly size: number | undefined;
  /** Undefined for what is no integer. */
  readonly integer: IntegerKind | undefined;
}

const levels: readonly (readonly string[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];

/** Deeper parentheses are no expression that a person wrote. */
const deepest = 100;

/** The value of an integer constant expression (C11, 6.6); what is none is a NoNumber. */
export function constantValue(tokens: readonly MacroToken[], environment: ConstantEnvironment): CInteger {
  const reader = new ExpressionReader(tokens, environment);
  return reader.whole();
}

class ExpressionReader {
  readonly #tokens: readonly MacroToken[];
  readonly #environment: ConstantEnvironment;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly MacroToken[], environment: ConstantEnvironment) {
    this.#tokens = tokens.filter(({ text }) => text !== "__extension__");
    this.#environment = environment;
  }

  whole(): CInteger {
    if (this.#tokens.length === 0) {
      throw new NoNumber("it stands for nothing");
    }
    const value = this.#conditional();
    return this.#at < this.#tokens.length ? this.#stumble() : value;
  }

  #stumble(): never {
    const token = this.#tokens[this.#at];
    throw new NoNumber(token === undefined ? "it ends too early" : `${token.text} is nothing that a number is made of`);
  }

  #takes(text: string): boolean {
    const found = this.#tokens[this.#at]?.text === text;
    this.#at += Number(found);
    return found;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) {
      this.#stumble();
    }
  }

  #conditional(): CInteger {
    const condition = this.#either();
    if (!this.#takes("?")) {
      return condition;
    }
    const one = this.#conditional();
    this.#expect(":");
    const other = this.#conditional();
    return converted(condition.value === 0n ? other.value : one.value, commonType(one, other));
  }

  #either(): CInteger {
    let value = this.#both();
    while (this.#takes("||")) {
      const other = this.#both();
      value = truth(value.value !== 0n || other.value !== 0n);
    }
    return value;
  }

  #both(): CInteger {
    let value = this.#binary(0);
    while (this.#takes("&&")) {
      const other = this.#binary(0);
      value = truth(value.value !== 0n && other.value !== 0n);
    }
    return value;
  }

  #binary(level: number): CInteger {
    const signs = levels[level];
    if (signs === undefined) {
      return this.#unary();
    }
    let value = this.#binary(level + 1);
    for (;;) {
      const sign = this.#tokens[this.#at]?.text;
      if (sign === undefined || !signs.includes(sign)) {
        return value;
      }
      this.#at += 1;
      value = calculated(sign, value, this.#binary(level + 1));
    }
  }

  #unary(): CInteger {
    this.#depth += 1;
    if (this.#depth > deepest) {
      throw new NoNumber("it is nested too deep");
    }
    const value = this.#operand();
    this.#depth -= 1;
    return value;
  }

  #operand(): CInteger {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    switch (token?.kind) {
      case "number":
        return integerLiteral(token.text);
      case "character":
        return characterLiteral(token.text);
      case "word":
        return this.#word(token.text);
      case "sign":
        return this.#sign(token.text);
      case "other":
      case undefined:
        this.#at -= 1;
        return this.#stumble();
    }
  }

  #sign(sign: string): CInteger {
    switch (sign) {
      case "+":
        return promoted(this.#unary());
      case "-": {
        const { type, value } = promoted(this.#unary());
        return converted(-value, type);
      }
      case "~": {
        const { type, value } = promoted(this.#unary());
        return converted(~value, type);
      }
      case "!":
        return truth(this.#unary().value === 0n);
      case "(": {
        const type = this.#typeName();
        if (type !== undefined) {
          this.#expect(")");
          return this.#cast(type);
        }
        const value = this.#conditional();
        this.#expect(")");
        return value;
      }
      default:
        this.#at -= 1;
        return this.#stumble();
    }
  }

  #cast({ integer }: NamedSize): CInteger {
    if (integer === undefined) {
      throw new NoNumber("it is cast to what is no integer");
    }
    const { value } = this.#unary();
    // A truth value takes no bit of the number.
    return integer.bits === 1
      ? { type: { bits: 8, isSigned: false }, value: value === 0n ? 0n : 1n }
      : converted(value, integer);
  }

  #word(name: string): CInteger {
    if (name === "sizeof") {
      return { type: unsignedLong, value: BigInt(this.#sizeof()) };
    }
    const value = this.#environment.enumerator(name);
    if (value === undefined) {
      this.#at -= 1;
      return this.#stumble();
    }
    return value;
  }

  #sizeof(): number {
    const from = this.#at;
    const type = this.#takes("(") ? this.#typeName() : undefined;
    if (type === undefined) {
      this.#at = from;
      return this.#unary().type.bits / 8;
    }
    this.#expect(")");
    if (type.size === undefined) {
      throw new NoNumber("its sizeof is of what has no size");
    }
    return type.size;
  }

  /** A type's name, where one stands next: `unsigned long`, `struct stat *`, `uint32_t[4]`. */
  #typeName(): NamedSize | undefined {
    const from = this.#at;
    const words = this.#typeWords();
    const type = words.length === 0 ? undefined : this.#environment.typeNamed(words.join(" "));
    if (type === undefined) {
      this.#at = from;
      return undefined;
    }
    return this.#declarator(type);
  }

  #typeWords(): readonly string[] {
    const words: string[] = [];
    for (; ; this.#at += 1) {
      const token = this.#tokens[this.#at];
      if (token?.kind !== "word" || (words.length > 0 && !baseWords.has(token.text) && !qualifiers.has(token.text))) {
        return words;
      }
      if (words.length === 0 && ["struct", "union", "enum"].includes(token.text)) {
        this.#at += 1;
        words.push(`${token.text} ${this.#tokens[this.#at]?.text ?? ""}`);
      } else if (!qualifiers.has(token.text)) {
        words.push(token.text);
      }
    }
  }

  #declarator(type: NamedSize): NamedSize {
    let made = type;
    while (this.#takes("*")) {
      made = { size: 8, integer: undefined };
      while (qualifiers.has(this.#tokens[this.#at]?.text ?? "")) {
        this.#at += 1;
      }
    }
    let count = 1;
    while (this.#takes("[")) {
      count *= Number(this.#conditional().value);
      this.#expect("]");
    }
    return count === 1 || made.size === undefined ? made : { size: made.size * count, integer: undefined };
  }
}

const qualifiers: ReadonlySet<string> = new Set(["const", "volatile"]);
/** Words that a type of C's own is named by, several of them together. */
const baseWords: ReadonlySet<string> = new Set(
  "char short int long signed __signed__ unsigned float double _Bool void".split(" "),
);
