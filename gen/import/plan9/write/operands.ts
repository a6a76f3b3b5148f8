import { addressOf, external, localLabel } from "../../../../dsl/operands/code.js";
import { argumentAt, local } from "../../../../dsl/operands/frame-place.js";
import { constant } from "../../../../dsl/operands/immediate.js";
import {
  absolute,
  at,
  globalAt,
  scaled,
  segment,
  threadLocalStorage,
  threadLocalWord,
  type IndexRegister,
  type Scale,
} from "../../../../dsl/operands/memory.js";
import type { Operand } from "../../../../dsl/operands/operand.js";
import type { Width } from "../../../../dsl/operands/operand-class.js";
import { registers, xmmRegisters, ymmRegisters, type Register } from "../../../../dsl/operands/register.js";
import type { Immediate, IndexPart, MemoryOperand, NamedNumber, SourceOperand, SymbolName } from "../syntax.js";
import { typeName, type LaidArgument } from "./argument-layout.js";
import { fieldKey, wordKey, type Declarations } from "./declarations.js";
import { declared, dsl, dslCall, number, string, type Expression } from "./expression.js";
import { isKey, symbolText } from "./identifiers.js";

/** An operand of the language of descriptions: as it judges it, and as the module writes it. */
export interface WrittenOperand {
  readonly value: Operand;
  readonly expression: Expression;
}

/** How an operand stands in its instruction. */
export interface OperandUse {
  /** What it is called or jumped to by: a symbol is code there, not a variable. */
  readonly isTarget: boolean;
  /** The bits that the instruction moves; undefined where that is not known, or only the address counts. */
  readonly width: Width | undefined;
  /** It moves more bits than a type has. */
  readonly isVector?: boolean | undefined;
  /** What an immediate is given as; several numbers have the same bits. */
  readonly immediate?: bigint | undefined;
}

/** What operands refer to. */
export interface OperandContext {
  readonly declarations: Declarations;
  /** The declaration of a symbol that the module has already, by its key. */
  readonly definedSymbol: (symbol: SymbolName, kind: "routine" | "data") => string | undefined;
  readonly labelOf: (operand: SourceOperand) => string | undefined;
  /** The arguments that the routine declares; none as long as it is being read. */
  readonly layout: ReadonlyMap<string, LaidArgument>;
  /** Is it a macro of a header, which the emitted assembly can include again? */
  readonly isHeaderConstant: (name: string, value: bigint) => boolean;
  /** go_tls.h is included: get_tls(r) and g(r) mean what they mean there. */
  readonly hasThreadMacros: boolean;
}

/** An operand that descriptions cannot say. */
export class Unsayable extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

const generalRegisters = new Map<string, Register>(registers.map((register) => [register.class, register]));
const vectorRegisters = new Map(
  [...xmmRegisters, ...ymmRegisters].map((register) => [register.class as string, register]),
);

/** The general register of a name; R14 is also `g` to Go's assembler. */
function generalRegister(name: string): Register {
  const register = generalRegisters.get(name === "g" ? "R14" : name);
  if (register === undefined) {
    throw new Unsayable(`${name} cannot address memory in a description`, "the sixteen general registers can");
  }
  return register;
}

/** Whether a name is that of a general register, in the one width that descriptions name. */
export function isGeneralRegister(name: string): boolean {
  return generalRegisters.has(name);
}

/** Writes an operand; throws `Unsayable`. */
export function writeOperand(operand: SourceOperand, use: OperandUse, context: OperandContext): WrittenOperand {
  switch (operand.kind) {
    case "register":
      return writeRegister(operand.name);
    case "register-list":
      throw new Unsayable(`the register list ${operand.registers.join(", ")} has no counterpart in descriptions`);
    case "label":
    case "relative": {
      // Where it goes nowhere, that has been said already.
      const label = context.labelOf(operand) ?? "nowhere";
      return { value: localLabel(label), expression: { kind: "name", name: { scope: "label", name: label } } };
    }
    case "number":
    case "float":
    case "string":
    case "address":
      return writeImmediate(operand, use, context);
    case "memory":
      return writeMemory(operand, use, context);
    case "frame":
      return operand.pseudo === "FP" ? writeArgument(operand, use, context) : writeLocal(operand);
    case "symbol":
      return use.isTarget ? writeCode(operand, context) : writeVariable(operand, context);
    case "thread-word":
      return writeWord(operand.word, operand.register, context);
  }
}

function writeRegister(name: string): WrittenOperand {
  const word = name === "g" ? "R14" : name;
  const value = generalRegisters.get(word) ?? vectorRegisters.get(word);
  if (value === undefined) {
    throw new Unsayable(
      `the register ${name} has no counterpart in descriptions`,
      "there are AX to R15, of which the instruction takes as many bits as it works on, X0 to X15 and Y0 to Y15",
    );
  }
  return { value, expression: dsl(word) };
}

function writeImmediate(operand: Immediate, use: OperandUse, context: OperandContext): WrittenOperand {
  switch (operand.kind) {
    case "number": {
      const value = use.immediate ?? operand.value;
      if (operand.name === undefined) {
        return { value: plain(value), expression: number(value, operand.written) };
      }
      const key = context.declarations.constant(operand.name, value);
      return { value: constant(operand.name, plain(value)), expression: declared(key) };
    }
    case "float":
      throw new Unsayable(
        `descriptions have no floating-point constants such as ${String(operand.value)}`,
        "put it into a variable, with DATA, and read it there",
      );
    case "string":
      throw new Unsayable("a string is no operand of an instruction", "put it into a variable, with DATA");
    case "address": {
      if (operand.of.kind !== "symbol" || operand.of.index !== undefined) {
        throw new Unsayable("the address of a place is loaded by LEAQ, into a register");
      }
      const { symbol, offset } = operand.of;
      const addend = small(offset, "the offset");
      const value = addressOf(external(symbolText(symbol)), addend);
      return { value, expression: addressExpression(symbol, addend, context) };
    }
  }
}

/** `addressOf(...)`: of a declaration of the module, or of a symbol of another file. */
export function addressExpression(symbol: SymbolName, addend: number, context: OperandContext): Expression {
  const own = context.definedSymbol(symbol, "routine") ?? context.definedSymbol(symbol, "data");
  if (own === undefined) {
    context.declarations.code(symbol);
  }
  const key = own ?? context.declarations.codeKey(symbol);
  const of = key === undefined ? dslCall("external", string(symbolText(symbol))) : declared(key);
  return dslCall("addressOf", of, ...(addend === 0 ? [] : [number(BigInt(addend))]));
}

function writeCode(
  { symbol, offset, index }: Extract<MemoryOperand, { readonly kind: "symbol" }>,
  context: OperandContext,
): WrittenOperand {
  if (offset !== 0n || index !== undefined) {
    throw new Unsayable(`it goes into the middle of ${symbolText(symbol)}`, "descriptions call and jump to symbols");
  }
  const text = symbolText(symbol);
  const own = context.definedSymbol(symbol, "routine");
  if (own === undefined) {
    context.declarations.code(symbol);
  }
  const key = own ?? context.declarations.codeKey(symbol);
  return { value: external(text), expression: key === undefined ? dslCall("external", string(text)) : declared(key) };
}

function writeVariable(
  { symbol, offset, index }: Extract<MemoryOperand, { readonly kind: "symbol" }>,
  context: OperandContext,
): WrittenOperand {
  const text = symbolText(symbol);
  if (index !== undefined) {
    throw new Unsayable(`${text}(SB) has an index`, "load its address with LEAQ, and index from there");
  }
  const addend = small(offset, "the offset");
  const own = context.definedSymbol(symbol, "data");
  if (own === undefined && addend === 0) {
    context.declarations.variable(symbol);
  }
  const key = addend === 0 && own === undefined ? context.declarations.variableKey(symbol) : undefined;
  const of = own === undefined ? string(text) : declared(own);
  const further = addend === 0 ? [] : [number(BigInt(addend))];
  return {
    value: globalAt(text, addend),
    expression: key === undefined ? dslCall("globalAt", of, ...further) : declared(key),
  };
}

function writeWord(word: "g" | "m", register: string, context: OperandContext): WrittenOperand {
  const anchor = generalRegister(register);
  context.declarations.word(word);
  return {
    value: threadLocalWord(word, -8)(anchor),
    expression: { kind: "call", callee: declared(wordKey(word)), args: [dsl(anchor.class)] },
  };
}

function writeMemory(
  { displacement, base, index }: Extract<MemoryOperand, { readonly kind: "memory" }>,
  use: OperandUse,
  context: OperandContext,
): WrittenOperand {
  const offset = small(displacement.value, "the displacement");
  if (index?.register === "TLS") {
    if (base === undefined || offset !== 0 || index.scale !== 1 || !context.hasThreadMacros) {
      throw new Unsayable("of the thread's words descriptions know g(CX), behind get_tls(CX) of go_tls.h");
    }
    return writeWord("g", base, context);
  }
  if (base === undefined) {
    return index === undefined
      ? { value: absolute(offset), expression: dslCall("absolute", numberOf(displacement, offset)) }
      : writeScaled(index, offset, displacement);
  }
  if (base === "FS" || base === "GS" || base === "TLS") {
    if (index !== undefined) {
      throw new Unsayable(`${base} with an index has no counterpart in descriptions`);
    }
    return base === "TLS"
      ? { value: threadLocalStorage(offset), expression: dslCall("threadLocalStorage", numberOf(displacement, offset)) }
      : { value: segment(base, offset), expression: dslCall("segment", string(base), numberOf(displacement, offset)) };
  }
  const register = generalRegister(base);
  const { name } = displacement;
  if (index === undefined && name !== undefined && isField(name, displacement.value, context)) {
    return writeField(name, register, offset, use, context);
  }
  if (index === undefined) {
    const further = offset === 0 ? [] : [numberOf(displacement, offset)];
    return { value: at(register, offset), expression: dslCall("at", dsl(register.class), ...further) };
  }
  const { register: indexRegister, scale } = indexOf(index);
  return {
    value: at(register, offset, indexRegister, scale),
    expression: dslCall(
      "at",
      dsl(register.class),
      numberOf(displacement, offset),
      dsl(indexRegister.class),
      ...(scale === 1 ? [] : [number(BigInt(scale))]),
    ),
  };
}

function writeScaled(index: IndexPart, offset: number, displacement: NamedNumber): WrittenOperand {
  const { register, scale } = indexOf(index);
  return {
    value: scaled(register, scale, offset),
    expression: dslCall(
      "scaled",
      dsl(register.class),
      number(BigInt(scale)),
      ...(offset === 0 ? [] : [numberOf(displacement, offset)]),
    ),
  };
}

/** A displacement in the base in which it was written. */
function numberOf({ written }: NamedNumber, offset: number): Expression {
  return number(BigInt(offset), written);
}

function isField(name: string, value: bigint, { declarations, isHeaderConstant }: OperandContext): boolean {
  return isKey(name) && isHeaderConstant(name, value) && declarations.field(name, Number(value));
}

/** A field has the width of its declaration; an instruction of another width says so. */
function writeField(
  macro: string,
  register: Register,
  offset: number,
  { width, isVector }: OperandUse,
  { declarations }: OperandContext,
): WrittenOperand {
  if (isVector === true) {
    return { value: at(register, offset), expression: dslCall("at", dsl(register.class), number(BigInt(offset))) };
  }
  const place: Expression = { kind: "call", callee: declared(fieldKey(macro)), args: [dsl(register.class)] };
  const isOther = width !== undefined && width !== declarations.widthOfField(macro);
  return {
    value: at(register, offset),
    expression: isOther ? dslCall("retype", place, dsl(typeName(width, false))) : place,
  };
}

function writeArgument(
  operand: Extract<MemoryOperand, { readonly kind: "frame" }>,
  { width, isVector }: OperandUse,
  context: OperandContext,
): WrittenOperand {
  const offset = small(operand.offset, "the offset");
  const name = argumentName(operand.name, offset);
  const isTyped = operand.index === undefined && isVector !== true;
  const laid = isTyped ? context.layout.get(name) : undefined;
  if (laid === undefined || offset < laid.offset) {
    return writeFramePlace("argumentAt", name, offset, operand.index);
  }
  const place: Expression = { kind: "name", name: { scope: "argument", name } };
  const within = offset - laid.offset;
  const isWhole = within === 0 && (width === undefined || width === laid.width);
  const type = dsl(typeName(width ?? 8, laid.isSigned && width === laid.width));
  return {
    value: argumentAt(name, offset),
    expression: isWhole ? place : dslCall("retype", place, type, ...(within === 0 ? [] : [number(BigInt(within))])),
  };
}

/** An argument without a name gets one; where descriptions would read another thing, the name gets an underscore. */
export function argumentName(name: string | undefined, offset: number): string {
  return name ?? (offset < 0 ? `below${String(-offset)}` : `arg${String(offset)}`);
}

function writeLocal({ name, offset, index }: Extract<MemoryOperand, { readonly kind: "frame" }>): WrittenOperand {
  if (name === undefined) {
    throw new Unsayable("a local variable without a name");
  }
  return writeFramePlace("local", name, small(offset, "the offset"), index);
}

function writeFramePlace(
  constructor: "argumentAt" | "local",
  name: string,
  offset: number,
  index: IndexPart | undefined,
): WrittenOperand {
  const make = constructor === "local" ? local : argumentAt;
  const place = [string(name), number(BigInt(offset))];
  if (index === undefined) {
    return { value: make(name, offset), expression: dslCall(constructor, ...place) };
  }
  const { register, scale } = indexOf(index);
  const further = [dsl(register.class), ...(scale === 1 ? [] : [number(BigInt(scale))])];
  return { value: make(name, offset, register, scale), expression: dslCall(constructor, ...place, ...further) };
}

function indexOf({ register: name, scale }: IndexPart): { readonly register: IndexRegister; readonly scale: Scale } {
  const register = generalRegister(name);
  if (!isIndexRegister(register)) {
    throw new Unsayable("SP cannot be an index");
  }
  if (scale !== 1 && scale !== 2 && scale !== 4 && scale !== 8) {
    throw new Unsayable(`an index is scaled by 1, 2, 4 or 8, not by ${String(scale)}`);
  }
  return { register, scale };
}

function isIndexRegister(register: Register): register is IndexRegister {
  return register.class !== "SP";
}

/** Offsets are signed numbers of 32 bits in the machine code. */
function small(value: bigint, what: string): number {
  const signed = BigInt.asIntN(64, value);
  if (BigInt.asIntN(32, signed) !== signed) {
    throw new Unsayable(`${what} ${String(signed)} does not fit a signed number of 32 bits`);
  }
  return Number(signed);
}

/** A number as a description gives it: a bigint only where it must be one. */
function plain(value: bigint): number | bigint {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}
