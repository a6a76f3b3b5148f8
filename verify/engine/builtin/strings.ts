import { Mnemonic } from "iced-x86";
import type { Flags } from "./flags.js";
import type { Decoded, DecodedOperand, RegisterOperand, StringOperand } from "./operand.js";
import { placeOf } from "./place.js";
import type { Processor, Step } from "./processor.js";
import type { SemanticTable, Semantics } from "./semantics.js";
import { mask } from "./width.js";

/*
 * A repeated string instruction does one element and begins again at its own address, as a processor may between any
 * two (Intel SDM vol. 2, REP): a fault keeps the elements done so far, and every element counts as an instruction, as
 * does the last look, which finds the count used up.
 */

const [si, di, cx] = [6, 7, 1];

/** RSI or RDI as an address. */
function pointer(processor: Processor, { pointer: name, addressWidth, segmentBase }: StringOperand): bigint {
  const offset = (processor.registers[name === "SI" ? si : di] ?? 0n) & mask[addressWidth];
  return segmentBase === undefined ? offset : BigInt.asUintN(64, segmentBase(processor) + offset);
}

/** Moves RSI or RDI by one element: down where the direction flag is set. */
function advance({ registers, flags }: Processor, { pointer: name, addressWidth, width }: StringOperand): void {
  const number = name === "SI" ? si : di;
  const distance = BigInt(flags.direction ? -width / 8 : width / 8);
  registers[number] = ((registers[number] ?? 0n) + distance) & mask[addressWidth];
}

/** The instruction for one element, repeated as its prefix says; `goesOn` is for the prefixes that look at ZF. */
function repeated(
  { address, repeat }: Decoded,
  addressWidth: 32 | 64,
  once: Step,
  goesOn: (flags: Flags) => boolean = () => true,
): Step {
  if (repeat === "no") return once;
  const all = mask[addressWidth];
  return (processor) => {
    const { registers, flags } = processor;
    const count = (registers[cx] ?? 0n) & all;
    if (count === 0n) return;
    once(processor);
    // A 32-bit count is written as one, which clears the upper half.
    registers[cx] = count - 1n;
    if (goesOn(flags)) processor.rip = address;
  };
}

/** REPE goes on while equal, REPNE while not. */
function whileEqual({ repeat }: Decoded): (flags: Flags) => boolean {
  return repeat === "rep" ? (flags) => flags.zero : (flags) => !flags.zero;
}

function stringOperand(operand: DecodedOperand | undefined): StringOperand | undefined {
  return operand?.kind === "string" ? operand : undefined;
}

function registerOperand(operand: DecodedOperand | undefined): RegisterOperand | undefined {
  return operand?.kind === "register" ? operand : undefined;
}

const moveString: Semantics = (instruction) => {
  const [to, from] = [stringOperand(instruction.operands[0]), stringOperand(instruction.operands[1])];
  if (to === undefined || from === undefined) return undefined;
  return repeated(instruction, to.addressWidth, (processor) => {
    processor.store(pointer(processor, to), to.width, processor.load(pointer(processor, from), from.width));
    advance(processor, from);
    advance(processor, to);
  });
};

const storeString: Semantics = (instruction) => {
  const [to, source] = [stringOperand(instruction.operands[0]), placeOf(registerOperand(instruction.operands[1]))];
  if (to === undefined || source === undefined) return undefined;
  return repeated(instruction, to.addressWidth, (processor) => {
    processor.store(pointer(processor, to), to.width, source.read(processor));
    advance(processor, to);
  });
};

const loadString: Semantics = (instruction) => {
  const [destination, from] = [
    placeOf(registerOperand(instruction.operands[0])),
    stringOperand(instruction.operands[1]),
  ];
  if (destination === undefined || from === undefined) return undefined;
  return repeated(instruction, from.addressWidth, (processor) => {
    destination.write(processor, processor.load(pointer(processor, from), from.width));
    advance(processor, from);
  });
};

/** The accumulator minus memory. */
const scanString: Semantics = (instruction) => {
  const [left, right] = [placeOf(registerOperand(instruction.operands[0])), stringOperand(instruction.operands[1])];
  if (left === undefined || right === undefined) return undefined;
  const { width } = left;
  const once: Step = (processor) => {
    const [minuend, subtrahend] = [left.read(processor), processor.load(pointer(processor, right), width)];
    processor.flags.difference(width, minuend, subtrahend, (minuend - subtrahend) & mask[width]);
    advance(processor, right);
  };
  return repeated(instruction, right.addressWidth, once, whileEqual(instruction));
};

/** Memory at RSI minus memory at RDI. */
const compareString: Semantics = (instruction) => {
  const [left, right] = [stringOperand(instruction.operands[0]), stringOperand(instruction.operands[1])];
  if (left === undefined || right === undefined) return undefined;
  const { width } = left;
  const once: Step = (processor) => {
    const minuend = processor.load(pointer(processor, left), width);
    const subtrahend = processor.load(pointer(processor, right), width);
    processor.flags.difference(width, minuend, subtrahend, (minuend - subtrahend) & mask[width]);
    advance(processor, left);
    advance(processor, right);
  };
  return repeated(instruction, right.addressWidth, once, whileEqual(instruction));
};

/** String instructions. The doubleword ones share their mnemonics with SSE instructions, whose operands are others. */
export const strings: SemanticTable = [
  [Mnemonic.Movsb, moveString],
  [Mnemonic.Movsw, moveString],
  [Mnemonic.Movsd, moveString],
  [Mnemonic.Movsq, moveString],
  [Mnemonic.Stosb, storeString],
  [Mnemonic.Stosw, storeString],
  [Mnemonic.Stosd, storeString],
  [Mnemonic.Stosq, storeString],
  [Mnemonic.Lodsb, loadString],
  [Mnemonic.Lodsw, loadString],
  [Mnemonic.Lodsd, loadString],
  [Mnemonic.Lodsq, loadString],
  [Mnemonic.Scasb, scanString],
  [Mnemonic.Scasw, scanString],
  [Mnemonic.Scasd, scanString],
  [Mnemonic.Scasq, scanString],
  [Mnemonic.Cmpsb, compareString],
  [Mnemonic.Cmpsw, compareString],
  [Mnemonic.Cmpsd, compareString],
  [Mnemonic.Cmpsq, compareString],
];
