import { Mnemonic } from "iced-x86";
import { flag } from "../flags.js";
import type { DecodedOperand } from "../operand.js";
import { placeOf } from "../place.js";
import type { SemanticTable, Semantics } from "../semantics.js";
import type { Operation } from "./operands.js";
import { binary, binaryBy, scalarSource, unary, vectorRegister } from "./operands.js";
import type { BinaryOperation } from "./soft-float/arithmetic.js";
import { add, divide, multiply, multiplyAdd, squareRoot, subtract } from "./soft-float/arithmetic.js";
import type { Signals } from "./soft-float/comparison.js";
import { compare, greatest, least, relation } from "./soft-float/comparison.js";
import { fromInteger, toFormat, toInteger, toIntegral } from "./soft-float/conversion.js";
import type { Format } from "./soft-float/format.js";
import { double, Environment, roundingOf, single } from "./soft-float/format.js";
import type { VectorFile } from "./vector-file.js";
import { clearHalf, copyHalf } from "./vector-file.js";

/*
 * Numbers are computed exactly and rounded once, in every mode that MXCSR has, and its flags are set. An exception that
 * is not masked sets its flag, too, and nothing else: no engine raises number 19 (engine.ts).
 */

/** Does something with numbers in the environment of MXCSR, which then has the flags of what has happened. */
function within<T>(vectors: VectorFile, compute: (environment: Environment) => T): T {
  const environment = new Environment(vectors.mxcsr);
  const result = compute(environment);
  vectors.mxcsr |= environment.flags;
  return result;
}

function getNumber(view: DataView, at: number, { width }: Format): bigint {
  return width === 64 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
}

function setNumber(view: DataView, at: number, { width }: Format, value: bigint): void {
  if (width === 64) view.setBigUint64(at, value, true);
  else view.setUint32(at, Number(value), true);
}

/** Every number of a vector. */
function everyNumber(format: Format, operation: BinaryOperation): Operation {
  return (to, left, right, vectors) => {
    within(vectors, (environment) => {
      for (let at = 0; at < 16; at += format.width / 8) {
        const [a, b] = [getNumber(left, at, format), getNumber(right, at, format)];
        setNumber(to, at, format, operation(a, b, format, environment));
      }
    });
  };
}

/** The operands of a scalar instruction, without the number that may stand at the end. */
function withoutImmediate(operands: readonly DecodedOperand[]): readonly DecodedOperand[] {
  return operands.at(-1)?.kind === "immediate" ? operands.slice(0, -1) : operands;
}

/** The lowest number; the rest of the vector stays, with a VEX prefix it is that of the first source. */
function lowest(format: Format, select: (immediate: number) => BinaryOperation): Semantics {
  return ({ operands, vex }) => {
    const named = withoutImmediate(operands);
    const destination = vectorRegister(named[0]);
    const first = vex ? vectorRegister(named[1]) : destination;
    const source = scalarSource(named[vex ? 2 : 1], format.width);
    if (destination === undefined || first === undefined || source === undefined) return undefined;
    if (named.length !== (vex ? 3 : 2)) return undefined;
    const last = operands.at(-1);
    const operation = select(last?.kind === "immediate" ? Number(last.value) : 0);
    return (processor) => {
      const right = source(processor);
      const { vectors } = processor;
      const [left] = vectors.register(first.number);
      const [low, high] = vectors.register(destination.number);
      const result = within(vectors, (environment) =>
        operation(getNumber(left, 0, format), right, format, environment),
      );
      copyHalf(low, left);
      setNumber(low, 0, format, result);
      if (vex) clearHalf(high);
    };
  };
}

function comparison(format: Format, signals: Signals): Semantics {
  const all = flag.CF | flag.PF | flag.AF | flag.ZF | flag.SF | flag.OF;
  const outcomes = { less: flag.CF, equal: flag.ZF, greater: 0, unordered: flag.CF | flag.ZF | flag.PF };
  return ({ operands }) => {
    const destination = vectorRegister(operands[0]);
    const source = scalarSource(operands[1], format.width);
    if (destination === undefined || source === undefined) return undefined;
    return (processor) => {
      const right = source(processor);
      const { vectors } = processor;
      const left = getNumber(vectors.register(destination.number)[0], 0, format);
      const order = within(vectors, (environment) => compare(left, right, signals, format, environment));
      processor.flags.assign(all, outcomes[order]);
    };
  };
}

/** Which of destination, second and third operand is multiplied with which, and which is added. */
function fused(order: readonly [1 | 2 | 3, 1 | 2 | 3, 1 | 2 | 3], turned: boolean, format: Format): Semantics {
  return ({ operands }) => {
    const [destination, second] = [vectorRegister(operands[0]), vectorRegister(operands[1])];
    const third = scalarSource(operands[2], format.width);
    if (destination === undefined || second === undefined || third === undefined) return undefined;
    return (processor) => {
      const memory = third(processor);
      const { vectors } = processor;
      const [low, high] = vectors.register(destination.number);
      const values = {
        1: getNumber(low, 0, format),
        2: getNumber(vectors.register(second.number)[0], 0, format),
        3: memory,
      };
      const numbers = [values[order[0]], values[order[1]], values[order[2]]] as const;
      const result = within(vectors, (environment) => multiplyAdd(numbers, turned, format, environment));
      setNumber(low, 0, format, result);
      clearHalf(high);
    };
  };
}

function numberFromInteger(format: Format): Semantics {
  return ({ operands }) => {
    const destination = vectorRegister(operands[0]);
    const source = placeOf(operands[1]);
    if (destination === undefined || (source?.width !== 32 && source?.width !== 64)) return undefined;
    const { width, read } = source;
    return (processor) => {
      const value = read(processor);
      const { vectors } = processor;
      const result = within(vectors, (environment) => fromInteger(value, width, format, environment));
      setNumber(vectors.register(destination.number)[0], 0, format, result);
    };
  };
}

function integerFromNumber(format: Format, rounding: "as-set" | "to-zero"): Semantics {
  return ({ operands }) => {
    const destination = operands[0]?.kind === "register" ? placeOf(operands[0]) : undefined;
    const source = scalarSource(operands[1], format.width);
    if ((destination?.width !== 32 && destination?.width !== 64) || source === undefined) return undefined;
    const { width, write } = destination;
    return (processor) => {
      const bits = source(processor);
      const result = within(processor.vectors, (environment) =>
        toInteger(bits, format, width, rounding === "as-set" ? environment.rounding : rounding, environment),
      );
      write(processor, result);
    };
  };
}

function numberFromNumber(from: Format, to: Format): Semantics {
  return ({ operands }) => {
    const destination = vectorRegister(operands[0]);
    const source = scalarSource(operands[1], from.width);
    if (destination === undefined || source === undefined) return undefined;
    return (processor) => {
      const bits = source(processor);
      const { vectors } = processor;
      const result = within(vectors, (environment) => toFormat(bits, from, to, environment));
      setNumber(vectors.register(destination.number)[0], 0, to, result);
    };
  };
}

/** Bits 0 and 1 say how to round, unless bit 2 leaves it to MXCSR; bit 3 keeps the flag clear. */
function integral(immediate: number): BinaryOperation {
  return (_, bits, format, environment) => {
    const rounding = (immediate & 4) === 0 ? roundingOf(immediate) : environment.rounding;
    return toIntegral(bits, rounding, (immediate & 8) === 0, format, environment);
  };
}

const root: BinaryOperation = (_, bits, format, environment) => squareRoot(bits, format, environment);

/** An operation in its forms: on one number and on vectors of them, of 32 and 64 bits. */
type Family = readonly [operation: BinaryOperation, ss: Mnemonic, sd: Mnemonic, ps: Mnemonic, pd: Mnemonic];

const families: readonly Family[] = [
  [add, Mnemonic.Addss, Mnemonic.Addsd, Mnemonic.Addps, Mnemonic.Addpd],
  [subtract, Mnemonic.Subss, Mnemonic.Subsd, Mnemonic.Subps, Mnemonic.Subpd],
  [multiply, Mnemonic.Mulss, Mnemonic.Mulsd, Mnemonic.Mulps, Mnemonic.Mulpd],
  [divide, Mnemonic.Divss, Mnemonic.Divsd, Mnemonic.Divps, Mnemonic.Divpd],
  [least, Mnemonic.Minss, Mnemonic.Minsd, Mnemonic.Minps, Mnemonic.Minpd],
  [greatest, Mnemonic.Maxss, Mnemonic.Maxsd, Mnemonic.Maxps, Mnemonic.Maxpd],
  [add, Mnemonic.Vaddss, Mnemonic.Vaddsd, Mnemonic.Vaddps, Mnemonic.Vaddpd],
  [subtract, Mnemonic.Vsubss, Mnemonic.Vsubsd, Mnemonic.Vsubps, Mnemonic.Vsubpd],
  [multiply, Mnemonic.Vmulss, Mnemonic.Vmulsd, Mnemonic.Vmulps, Mnemonic.Vmulpd],
  [divide, Mnemonic.Vdivss, Mnemonic.Vdivsd, Mnemonic.Vdivps, Mnemonic.Vdivpd],
  [least, Mnemonic.Vminss, Mnemonic.Vminsd, Mnemonic.Vminps, Mnemonic.Vminpd],
  [greatest, Mnemonic.Vmaxss, Mnemonic.Vmaxsd, Mnemonic.Vmaxps, Mnemonic.Vmaxpd],
];

/** Arithmetic, comparison and conversion of floating-point numbers. */
export const floatingPoint: SemanticTable = [
  ...families.flatMap(([operation, ss, sd, ps, pd]) => [
    [ss, lowest(single, () => operation)] as const,
    [sd, lowest(double, () => operation)] as const,
    [ps, binary(everyNumber(single, operation))] as const,
    [pd, binary(everyNumber(double, operation))] as const,
  ]),
  [Mnemonic.Sqrtss, lowest(single, () => root)],
  [Mnemonic.Sqrtsd, lowest(double, () => root)],
  [Mnemonic.Sqrtps, unary(everyNumber(single, root))],
  [Mnemonic.Sqrtpd, unary(everyNumber(double, root))],
  [Mnemonic.Cmpss, lowest(single, relation)],
  [Mnemonic.Cmpsd, lowest(double, relation)],
  [Mnemonic.Cmpps, binaryBy((immediate) => everyNumber(single, relation(immediate)))],
  [Mnemonic.Cmppd, binaryBy((immediate) => everyNumber(double, relation(immediate)))],
  [Mnemonic.Roundss, lowest(single, integral)],
  [Mnemonic.Roundsd, lowest(double, integral)],
  [Mnemonic.Comiss, comparison(single, "any-nan")],
  [Mnemonic.Comisd, comparison(double, "any-nan")],
  [Mnemonic.Ucomiss, comparison(single, "signaling-nan")],
  [Mnemonic.Ucomisd, comparison(double, "signaling-nan")],
  [Mnemonic.Cvtsi2ss, numberFromInteger(single)],
  [Mnemonic.Cvtsi2sd, numberFromInteger(double)],
  [Mnemonic.Cvtss2si, integerFromNumber(single, "as-set")],
  [Mnemonic.Cvtsd2si, integerFromNumber(double, "as-set")],
  [Mnemonic.Cvttss2si, integerFromNumber(single, "to-zero")],
  [Mnemonic.Cvttsd2si, integerFromNumber(double, "to-zero")],
  [Mnemonic.Cvtsd2ss, numberFromNumber(double, single)],
  [Mnemonic.Cvtss2sd, numberFromNumber(single, double)],
  [Mnemonic.Vfmadd132ss, fused([1, 3, 2], false, single)],
  [Mnemonic.Vfmadd132sd, fused([1, 3, 2], false, double)],
  [Mnemonic.Vfmadd213ss, fused([2, 1, 3], false, single)],
  [Mnemonic.Vfmadd213sd, fused([2, 1, 3], false, double)],
  [Mnemonic.Vfmadd231ss, fused([2, 3, 1], false, single)],
  [Mnemonic.Vfmadd231sd, fused([2, 3, 1], false, double)],
  [Mnemonic.Vfnmadd132ss, fused([1, 3, 2], true, single)],
  [Mnemonic.Vfnmadd132sd, fused([1, 3, 2], true, double)],
  [Mnemonic.Vfnmadd213ss, fused([2, 1, 3], true, single)],
  [Mnemonic.Vfnmadd213sd, fused([2, 1, 3], true, double)],
  [Mnemonic.Vfnmadd231ss, fused([2, 3, 1], true, single)],
  [Mnemonic.Vfnmadd231sd, fused([2, 3, 1], true, double)],
];
