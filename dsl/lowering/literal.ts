import { integerValue } from "../data/part.js";
import type { Form } from "../instructions/form.js";
import type { Literal, LiteralDirective } from "../routines/directive.js";
import { literalSizes } from "../routines/directive.js";
import type { MachineOperand } from "./machine.js";

/** A number of a directive in the machine code. */
export type MachineLiteral = Extract<MachineOperand, { readonly kind: "literal" }>;

/** The directives as GNU's assembler has them. */
const gnuDirectives: Readonly<Record<LiteralDirective, string>> = {
  BYTE: ".byte",
  WORD: ".short",
  LONG: ".long",
  QUAD: ".quad",
};

/**
 * What stands for an instruction where there are bytes. Nobody knows what they do: they are taken to read every flag, so
 * that none is changed before them.
 */
export function literalForm(directive: LiteralDirective): Form {
  return {
    mnemonic: directive,
    att: gnuDirectives[directive],
    operands: [],
    code: "INVALID",
    access: [],
    flagsRead: ["CF", "PF", "AF", "ZF", "SF", "OF"],
    flagsWritten: [],
    flagsUndefined: [],
    implicitReads: [],
    implicitWrites: [],
    lockable: false,
    repeatable: false,
  };
}

/**
 * Two literals of which the second follows the first: for all that anybody knows they are one instruction, and nothing
 * may take them apart. Numbers of different widths become bytes.
 */
export function joinLiterals(one: Literal, other: Literal): Literal {
  const isAlike = one.directive === other.directive;
  const bytesOf = (literal: Literal): readonly number[] => [...(literalBytes(machineLiterals(literal)) ?? [])];
  return {
    ...one,
    directive: isAlike ? one.directive : "BYTE",
    values: isAlike ? [...one.values, ...other.values] : [...bytesOf(one), ...bytesOf(other)],
  };
}

/** The numbers as the machine code has them. */
export function machineLiterals({ directive, values }: Literal): readonly MachineLiteral[] {
  return values.map((given) => ({
    kind: "literal",
    value: integerValue(given) ?? 0n,
    size: literalSizes[directive],
  }));
}

/** The bytes of an instruction that was given as numbers; undefined for any other. */
export function literalBytes(operands: readonly MachineOperand[]): Uint8Array | undefined {
  const literals = operands.filter((operand) => operand.kind === "literal");
  return literals.length === 0
    ? undefined
    : Uint8Array.from(
        literals.flatMap(({ value, size }) =>
          Array.from({ length: size }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn)),
        ),
      );
}
