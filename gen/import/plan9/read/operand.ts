import type {
  Immediate,
  IndexPart,
  MemoryOperand,
  NamedNumber,
  SourceOperand,
  SourcePlace,
  SymbolName,
} from "../syntax.js";
import { constantMacro, type Constants } from "./constant-name.js";
import { Cursor } from "./expression.js";
import { unquoted } from "./literal.js";
import { Malformed, shown } from "./malformed.js";
import { isPseudoRegister, registerOf } from "./registers.js";
import type { Token } from "./token.js";

/** What an operand is read for. */
export interface OperandUse {
  /** Branches have labels and `2(PC)`. */
  readonly isJump: boolean;
  /** What stands before the operand: a mnemonic or a comma. */
  readonly before: Token;
  /** What ends it. */
  readonly after: Token;
  /** Takes the macros that numbers are written by. */
  readonly constants: Constants;
}

/** Reads an operand of an instruction or a directive. */
export function readOperand(tokens: readonly Token[], use: OperandUse): SourceOperand {
  const cursor = new Cursor(tokens, use.after.place);
  const reader = new OperandReader(cursor, use);
  const operand = reader.operand();
  cursor.expectEnd();
  return operand;
}

const isRegister = (token: Token | undefined): boolean =>
  token?.kind === "identifier" && (registerOf(token.text) !== undefined || isPseudoRegister(token.text));

class OperandReader {
  readonly #cursor: Cursor;
  readonly #use: OperandUse;
  readonly #isJump: boolean;

  constructor(cursor: Cursor, use: OperandUse) {
    this.#cursor = cursor;
    this.#use = use;
    this.#isJump = use.isJump;
  }

  operand(): SourceOperand {
    const cursor = this.#cursor;
    const first = cursor.peek();
    const { place } = first ?? { place: cursor.end };
    if (cursor.takes("$")) {
      return this.#immediate(place);
    }
    const isIndirect = cursor.takes("*");
    const token = cursor.peek();
    if (cursor.isAt("[") && !isIndirect) {
      return this.#registerList(place);
    }
    if (token !== undefined && isRegister(token) && !this.#isThreadWord()) {
      cursor.at += 1;
      if (registerOf(token.text) !== token.text && cursor.isAt("(")) {
        const hint = "Go's header go_tls.h defines it: include that";
        throw new Malformed(`${token.text}( is no macro here`, token, hint, true);
      }
      return { kind: "register", name: realRegister(token), place };
    }
    if (this.#isJump && token?.kind === "identifier" && cursor.peek(1) === undefined && !isIndirect) {
      cursor.at += 1;
      return { kind: "label", name: token.text, place };
    }
    const distance = this.#isJump && !isIndirect ? this.#distance() : undefined;
    if (distance !== undefined) {
      return { kind: "relative", distance, place };
    }
    const memory = this.#memory(place);
    if (isIndirect && memory.kind === "symbol") {
      throw new Malformed(
        `* before a symbol jumps to where the symbol's word says, which is not supported`,
        first ?? place,
        "load the word into a register and jump to that",
      );
    }
    return memory;
  }

  /** What stands behind `$`. */
  #immediate(place: SourcePlace): Immediate {
    const cursor = this.#cursor;
    const token = cursor.peek();
    if (token === undefined) {
      throw new Malformed("nothing stands behind $: expected a number, a string or an address", cursor.end);
    }
    if (isRegister(token) && !this.#isThreadWord()) {
      throw new Malformed(`$ before the register ${token.text}`, token, `write ${token.text} alone`);
    }
    const rest = cursor.tokens.slice(cursor.at);
    if (rest.some(({ kind }) => kind === "float")) {
      return { kind: "float", value: cursor.float(), place };
    }
    if (token.kind === "string") {
      cursor.at += 1;
      return { kind: "string", bytes: unquoted(token), place };
    }
    if (token.kind !== "identifier" && !this.#isIndirection()) {
      const number = this.#number();
      if (!cursor.isAt("(")) {
        return { kind: "number", ...number, place };
      }
      return { kind: "address", of: this.#indirection(number, place), place };
    }
    return { kind: "address", of: this.#memory(place), place };
  }

  /** Is it `g(CX)` or `m(CX)` of Go's headers? */
  #isThreadWord(): boolean {
    const token = this.#cursor.peek();
    return token?.kept !== undefined && (token.text === "g" || token.text === "m");
  }

  /** Is it a parenthesis around a register, not around an expression? */
  #isIndirection(): boolean {
    return this.#cursor.isAt("(") && isRegister(this.#cursor.peek(1));
  }

  /** `2(PC)`; undefined where it is none. */
  #distance(): bigint | undefined {
    const cursor = this.#cursor;
    const [opening, register, closing, more] = cursor.tokens.slice(-3);
    const ends = opening?.text === "(" && register?.text === "PC" && closing?.text === ")" && more === undefined;
    if (!ends || cursor.peek()?.kind === "identifier") {
      return undefined;
    }
    const distance = this.#isIndirection() ? 0n : cursor.integer();
    cursor.expect("(");
    cursor.at += 1;
    cursor.expect(")");
    return distance;
  }

  #memory(place: SourcePlace): MemoryOperand {
    const cursor = this.#cursor;
    const token = cursor.peek();
    if (token?.kind === "identifier") {
      return this.#isThreadWord() ? this.#threadWord(token, place) : this.#symbol(token, place);
    }
    if (token?.kind === "string" || token?.kind === "float") {
      throw new Malformed(`${shown(token)} has no $: a constant is an immediate`, token);
    }
    const displacement = this.#isIndirection() ? { value: 0n } : this.#number();
    return cursor.isAt("(") ? this.#indirection(displacement, place) : { kind: "memory", displacement, place };
  }

  #number(): NamedNumber {
    const start = this.#cursor.at;
    const value = this.#cursor.integer();
    const { before, after, constants } = this.#use;
    const { tokens, at } = this.#cursor;
    const [only] = tokens.slice(start, at);
    if (at === start + 1 && only?.kind === "integer" && only.origin === undefined) {
      return { value, written: only.text };
    }
    const macro = constantMacro([before, ...tokens, after], start + 1, at + 1);
    if (macro === undefined) {
      return { value };
    }
    constants.add(macro, value);
    return { value, name: macro.name };
  }

  #threadWord({ text }: Token, place: SourcePlace): MemoryOperand {
    const cursor = this.#cursor;
    cursor.at += 1;
    cursor.expect("(");
    const register = this.#register();
    cursor.expect(")");
    return { kind: "thread-word", word: text === "m" ? "m" : "g", register, place };
  }

  /** `(AX)`, `(AX)(BX*4)`, `(AX*8)`, `(SP)`, `(FP)`, `(TLS)` behind a displacement. */
  #indirection(displacement: NamedNumber, place: SourcePlace): MemoryOperand {
    const cursor = this.#cursor;
    const opening = cursor.expect("(");
    const inside = cursor.peek();
    if (inside?.text === "FP" && inside.kind === "identifier") {
      cursor.at += 1;
      cursor.expect(")");
      return { kind: "frame", pseudo: "FP", offset: displacement.value, place };
    }
    const base = this.#register();
    if (cursor.isAt("*")) {
      return { kind: "memory", displacement, index: this.#scale(base), place };
    }
    cursor.expect(")");
    if (!cursor.isAt("(")) {
      return { kind: "memory", displacement: this.#fieldName(displacement), base, place };
    }
    const index = this.#index();
    const word = index.register === "TLS" && index.scale === 1 ? threadWords.get(displacement.value) : undefined;
    if (word !== undefined) {
      return { kind: "thread-word", word, register: base, place };
    }
    if (index.register === "SP") {
      throw new Malformed("SP cannot be an index", opening);
    }
    return { kind: "memory", displacement, base, index, place };
  }

  /** `m_procid(R8)` of 2011, where the header has `#define m_procid(r) 64(r)`: the name of the member, as of a number's. */
  #fieldName(displacement: NamedNumber): NamedNumber {
    const { tokens, at } = this.#cursor;
    const operand = tokens.slice(at - 4, at);
    const origin = operand[0]?.origin;
    const macro = origin?.macro;
    const [number, , parameter] = macro?.body ?? [];
    const isField =
      macro?.parameters?.length === 1 &&
      macro.body.length === operand.length &&
      number?.kind === "integer" &&
      parameter?.text === macro.parameters[0] &&
      operand.every((token) => token.origin === origin);
    if (!isField) {
      return displacement;
    }
    this.#use.constants.add(macro, displacement.value);
    return { ...displacement, name: macro.name };
  }

  /** `(BX*4)`. */
  #index(): IndexPart {
    this.#cursor.expect("(");
    return this.#scale(this.#register());
  }

  /** `*4)` behind an index. */
  #scale(register: string): IndexPart {
    const cursor = this.#cursor;
    if (!cursor.isAt("*")) {
      throw new Malformed(
        `the index ${register} has no scale`,
        cursor.peek() ?? cursor.end,
        `write (${register}*1), or *2, *4, *8`,
      );
    }
    cursor.at += 1;
    const token = cursor.next("1, 2, 4 or 8");
    if (!/^[1248]$/.test(token.text)) {
      throw new Malformed(`the scale ${shown(token)} is none: expected 1, 2, 4 or 8`, token);
    }
    cursor.expect(")");
    return { register, scale: Number(token.text) };
  }

  #register(): string {
    const token = this.#cursor.next("a register");
    if (token.kind !== "identifier" || !isRegister(token)) {
      throw new Malformed(
        `expected a register instead of ${shown(token)}`,
        token,
        undefined,
        token.kind === "identifier",
      );
    }
    return realRegister(token);
  }

  /** `name+8(SB)`, `name<>(SB)`, `name-8(SP)`, `name+8(FP)`, each with an index. */
  #symbol(name: Token, place: SourcePlace): MemoryOperand {
    const cursor = this.#cursor;
    cursor.at += 1;
    const symbol = this.#symbolName(name);
    const offset = cursor.isAt("+") || cursor.isAt("-") ? cursor.integer() : 0n;
    if (!cursor.isAt("(")) {
      const at = cursor.peek();
      throw new Malformed(
        at === undefined
          ? `${name.text} is no register, and no place: expected ${name.text}(SB), ${name.text}+8(FP) or ${name.text}-8(SP)`
          : `expected (SB), (FP) or (SP) behind ${name.text} instead of ${shown(at)}`,
        at ?? name,
        undefined,
        true,
      );
    }
    cursor.expect("(");
    const register = cursor.next("SB, FP or SP");
    if (register.text !== "SB" && register.text !== "FP" && register.text !== "SP") {
      throw new Malformed(
        `expected SB, FP or SP behind the name ${name.text} instead of ${shown(register)}`,
        register,
        `if ${name.text} is a macro that is a number, include its header, and say where it is by -I`,
        true,
      );
    }
    cursor.expect(")");
    const index = cursor.isAt("(") ? { index: this.#index() } : {};
    if (register.text === "SB") {
      return { kind: "symbol", symbol, offset, ...index, place };
    }
    if (symbol.isStatic || symbol.abi !== undefined) {
      throw new Malformed(`${name.text}(${register.text}) is no symbol: <> does not belong there`, name);
    }
    return { kind: "frame", pseudo: register.text, name: name.text, offset, ...index, place };
  }

  /** The name, and `<>` or `<ABIInternal>` behind it. */
  #symbolName({ text: name }: Token): SymbolName {
    const cursor = this.#cursor;
    if (!cursor.takes("<")) {
      return { name, isStatic: false };
    }
    if (cursor.takes(">")) {
      return { name, isStatic: true };
    }
    const abi = cursor.next("> or ABIInternal>");
    if (abi.text !== "ABI0" && abi.text !== "ABIInternal") {
      throw new Malformed(`${name}<${shown(abi)} makes no sense: expected <>, <ABI0> or <ABIInternal>`, abi);
    }
    cursor.expect(">");
    return { name, isStatic: false, abi: abi.text };
  }

  /** `[X0-X3]`. */
  #registerList(place: SourcePlace): SourceOperand {
    const cursor = this.#cursor;
    const opening = cursor.expect("[");
    const low = this.#register();
    cursor.expect("-");
    const high = this.#register();
    cursor.expect("]");
    const [, kind = "", first = ""] = /^([A-Z]+)(\d+)$/.exec(low) ?? [];
    const [, otherKind = "", last = ""] = /^([A-Z]+)(\d+)$/.exec(high) ?? [];
    const count = Number(last) - Number(first) + 1;
    if (kind === "" || kind !== otherKind || count < 1) {
      throw new Malformed(`[${low}-${high}] is no list of registers: expected one such as [X0-X3]`, opening);
    }
    const registers = Array.from({ length: count }, (_, index) => `${kind}${String(Number(first) + index)}`);
    return { kind: "register-list", registers, place };
  }
}

/** The words of a thread, by their offset in its block. */
const threadWords: ReadonlyMap<bigint, "g" | "m"> = new Map([
  [0n, "g"],
  [8n, "m"],
]);

/** The register itself; the pseudo-registers stand only behind names. */
function realRegister(token: Token): string {
  const register = registerOf(token.text);
  if (register === undefined) {
    const { text } = token;
    throw new Malformed(
      `${text} is no register of the machine`,
      token,
      text === "PC" ? "2(PC) is a target of jumps" : `expected a name before it, as in x+8(${text})`,
    );
  }
  return register;
}
