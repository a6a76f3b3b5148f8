import { Mnemonic } from "iced-x86";
import { flag } from "../flags.js";
import type { Processor } from "../processor.js";
import type { SemanticTable, Semantics } from "../semantics.js";
import { vectorRegister, vectorSource } from "./operands.js";

/** A string in a vector: its elements, and how many of them are valid. */
interface Elements {
  readonly values: readonly number[];
  readonly length: number;
}

const statusFlags = flag.CF | flag.PF | flag.AF | flag.ZF | flag.SF | flag.OF;

/** What the number among the operands says (Intel SDM vol. 2, 4.1). */
interface Control {
  readonly wide: boolean;
  readonly signed: boolean;
  readonly aggregation: "equal-any" | "ranges" | "equal-each" | "equal-ordered";
  readonly negation: "no" | "all" | "valid";
  readonly result: "first" | "last";
}

function controlOf(immediate: number): Control {
  return {
    wide: (immediate & 1) !== 0,
    signed: (immediate & 2) !== 0,
    aggregation: (["equal-any", "ranges", "equal-each", "equal-ordered"] as const)[(immediate >> 2) & 3] ?? "equal-any",
    negation: (immediate & 0x10) === 0 ? "no" : (immediate & 0x20) === 0 ? "all" : "valid",
    result: (immediate & 0x40) === 0 ? "first" : "last",
  };
}

function elementsOf(view: DataView, { wide, signed }: Control): readonly number[] {
  return Array.from({ length: wide ? 8 : 16 }, (_, at) => {
    if (wide) return signed ? view.getInt16(2 * at, true) : view.getUint16(2 * at, true);
    return signed ? view.getInt8(at) : view.getUint8(at);
  });
}

/** For each element of the second string whether it matches the first, as the aggregation has it (table 4-6). */
function matches({ aggregation }: Control, first: Elements, second: Elements): readonly boolean[] {
  const { length } = first.values;
  const at = ({ values }: Elements, position: number): number => values[position] ?? 0;
  const positions = Array.from({ length }, (_, position) => position);
  return positions.map((position) => {
    const inSecond = position < second.length;
    const value = at(second, position);
    switch (aggregation) {
      case "equal-any":
        return inSecond && positions.some((other) => other < first.length && at(first, other) === value);
      case "ranges":
        return (
          inSecond &&
          positions.some(
            (other) =>
              other % 2 === 0 && other + 1 < first.length && at(first, other) <= value && value <= at(first, other + 1),
          )
        );
      case "equal-each":
        return inSecond === position < first.length && (!inSecond || at(first, position) === value);
      case "equal-ordered":
        return positions
          .slice(0, length - position)
          .every(
            (other) =>
              other >= first.length ||
              (position + other < second.length && at(first, other) === at(second, position + other)),
          );
    }
  });
}

/** PCMPESTRI and PCMPISTRI: the strings' lengths are in registers, or they end at a zero. The index goes to ECX. */
function comparison(lengths: "explicit" | "implicit"): Semantics {
  return ({ operands }) => {
    const destination = vectorRegister(operands[0]);
    // Memory need not be aligned (Intel SDM vol. 2, 4.1.8).
    const source = vectorSource(operands[1], 16, "any");
    const last = operands[2];
    if (destination === undefined || source === undefined || last?.kind !== "immediate") return undefined;
    const control = controlOf(Number(last.value));
    return (processor) => {
      const right = elementsOf(source(processor)[0], control);
      const left = elementsOf(processor.vectors.register(destination.number)[0], control);
      const [first, second] =
        lengths === "implicit"
          ? [ended(left), ended(right)]
          : [counted(left, processor, ax), counted(right, processor, dx)];
      compare(processor, control, first, second);
    };
  };
}

const [ax, dx, cx] = [0, 2, 1];

function ended(values: readonly number[]): Elements {
  const end = values.indexOf(0);
  return { values, length: end < 0 ? values.length : end };
}

/** The count is taken without its sign, and for no more than there is. Without REX.W it has 32 bits. */
function counted(values: readonly number[], { registers }: Processor, register: number): Elements {
  const count = Number(BigInt.asIntN(32, registers[register] ?? 0n));
  return { values, length: Math.min(Math.abs(count), values.length) };
}

function compare({ registers, flags }: Processor, control: Control, first: Elements, second: Elements): void {
  const count = first.values.length;
  const found = matches(control, first, second).map((match, position) => {
    const negated = control.negation === "all" || (control.negation === "valid" && position < second.length);
    return negated ? !match : match;
  });
  const index = control.result === "first" ? found.indexOf(true) : found.lastIndexOf(true);
  registers[cx] = BigInt(index < 0 ? count : index);
  flags.assign(
    statusFlags,
    (found.includes(true) ? flag.CF : 0) |
      (second.length < count ? flag.ZF : 0) |
      (first.length < count ? flag.SF : 0) |
      (found[0] === true ? flag.OF : 0),
  );
}

/** Comparison of strings in vectors. */
export const stringComparison: SemanticTable = [
  [Mnemonic.Pcmpestri, comparison("explicit")],
  [Mnemonic.Pcmpistri, comparison("implicit")],
];
