import type { Operand } from "../operands/operand.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";

/**
 * One instruction as the author wrote it. `Scope` is the routine whose arguments or labels it names, `never` where it
 * names none; a body takes only its own.
 */
export interface Instruction<Scope extends string = string> {
  readonly kind: "instruction";
  /** Plan 9 spelling. */
  readonly mnemonic: string;
  /** In Plan 9 order. */
  readonly operands: readonly Operand[];
  readonly scope?: Scope;
  readonly site: SourceSite;
}

/** Makes the node; `entry` is the constructor that the author called. Nothing is checked here: `generate` collects. */
export function instruction<Scope extends string>(
  mnemonic: string,
  operands: readonly Operand[],
  entry: (...parameters: never[]) => unknown,
): Instruction<Scope> {
  return instructionAt(captureSite(entry), mnemonic, operands);
}

/** A constructor of instructions of that mnemonic, whatever its operands: what most of those in generated/ do. */
export function constructorOf(mnemonic: string): (...operands: readonly Operand[]) => Instruction {
  const constructor = (...operands: readonly Operand[]): Instruction => instruction(mnemonic, operands, constructor);
  return constructor;
}

/** A node of what was described at `site` as a whole, such as a stub. */
export function instructionAt<Scope extends string>(
  site: SourceSite,
  mnemonic: string,
  operands: readonly Operand[],
): Instruction<Scope> {
  return Object.freeze({ kind: "instruction", mnemonic, operands: Object.freeze(operands), site });
}
