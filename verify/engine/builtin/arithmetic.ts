import { Mnemonic } from "iced-x86";
import { flag } from "./flags.js";
import type { SemanticTable } from "./semantics.js";
import { withOne, withTwo } from "./semantics.js";
import { mask } from "./width.js";

const add = withTwo(({ width, read, write }, source) => {
  const all = mask[width];
  return (processor) => {
    const left = read(processor);
    const right = source(processor);
    const result = (left + right) & all;
    write(processor, result);
    processor.flags.sum(width, left, right, result);
  };
});

const addWithCarry = withTwo(({ width, read, write }, source) => {
  const all = mask[width];
  return (processor) => {
    const left = read(processor);
    const right = source(processor);
    const result = (left + right + (processor.flags.carry ? 1n : 0n)) & all;
    write(processor, result);
    processor.flags.sum(width, left, right, result);
  };
});

const subtract = withTwo(({ width, read, write }, source) => {
  const all = mask[width];
  return (processor) => {
    const left = read(processor);
    const right = source(processor);
    const result = (left - right) & all;
    write(processor, result);
    processor.flags.difference(width, left, right, result);
  };
});

const subtractWithBorrow = withTwo(({ width, read, write }, source) => {
  const all = mask[width];
  return (processor) => {
    const left = read(processor);
    const right = source(processor);
    const result = (left - right - (processor.flags.carry ? 1n : 0n)) & all;
    write(processor, result);
    processor.flags.difference(width, left, right, result);
  };
});

const compare = withTwo(({ width, read }, source) => {
  const all = mask[width];
  return (processor) => {
    const left = read(processor);
    const right = source(processor);
    processor.flags.difference(width, left, right, (left - right) & all);
  };
});

/** CF keeps its value (Intel SDM vol. 2, INC). */
const increment = withOne(({ width, read, write }) => {
  const all = mask[width];
  return (processor) => {
    const left = read(processor);
    const result = (left + 1n) & all;
    write(processor, result);
    const carry = processor.flags.carry ? flag.CF : 0;
    processor.flags.sum(width, left, 1n, result);
    processor.flags.assign(flag.CF, carry);
  };
});

/** CF keeps its value (Intel SDM vol. 2, DEC). */
const decrement = withOne(({ width, read, write }) => {
  const all = mask[width];
  return (processor) => {
    const left = read(processor);
    const result = (left - 1n) & all;
    write(processor, result);
    const carry = processor.flags.carry ? flag.CF : 0;
    processor.flags.difference(width, left, 1n, result);
    processor.flags.assign(flag.CF, carry);
  };
});

const negate = withOne(({ width, read, write }) => {
  const all = mask[width];
  return (processor) => {
    const value = read(processor);
    const result = -value & all;
    write(processor, result);
    processor.flags.difference(width, 0n, value, result);
  };
});

/** Addition, subtraction, comparison. */
export const arithmetic: SemanticTable = [
  [Mnemonic.Add, add],
  [Mnemonic.Adc, addWithCarry],
  [Mnemonic.Sub, subtract],
  [Mnemonic.Sbb, subtractWithBorrow],
  [Mnemonic.Cmp, compare],
  [Mnemonic.Inc, increment],
  [Mnemonic.Dec, decrement],
  [Mnemonic.Neg, negate],
];
