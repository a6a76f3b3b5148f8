import type { FormLine } from "../instructions/form.js";
import { attRegister, attVectorRegister } from "./att-register.js";
import type { MachineInstruction, MachineMemory, MachineOperand } from "./machine.js";
import { objectSymbol } from "./object-symbol.js";

/** What differs between readers of AT&T syntax: GNU `as` and people on one side, Keystone on the other. */
export interface AttSpelling {
  /** A number, without `$`. */
  readonly number: (value: bigint) => string;
  /** What stands before `(%rip)` to reach a variable. */
  readonly symbolMemory: (symbol: string, addend: number) => string;
  /** The target of a call or jump out of the routine. */
  readonly symbolTarget: (symbol: string) => string;
  /** The address of a symbol as an immediate, without `$`. */
  readonly symbolAddress: (symbol: string, addend: number) => string;
  /** The target of a branch inside the routine. */
  readonly branchTarget: (branch: Extract<MachineOperand, { readonly kind: "branch" }>) => string;
  /**
   * How memory with neither base nor index is written: `%fs:8`, or `%fs:8(,%riz)` for Keystone, which makes a
   * RIP-relative access of the first. GNU `as` does not know the second.
   */
  readonly bareDisplacement: "plain" | "riz";
}

/**
 * AT&T spelling of one machine instruction, its prefixes in front, on one line without indentation.
 *
 * @example
 * attInstruction(instruction, gnuSpelling()) // "movq 8(%rsp), %rsi"
 */
export function attInstruction(instruction: MachineInstruction, spelling: AttSpelling): string {
  const { form, prefixes, operands } = instruction;
  if (form.code === "Int3") {
    // One byte, and a mnemonic of its own: of `int $3` Keystone makes two bytes.
    return "int3";
  }
  const indirect = isIndirectTransfer(instruction);
  const texts = attOrder(form, operands).map((operand) => `${indirect ? "*" : ""}${attOperand(operand, spelling)}`);
  const words = [...prefixes.map((prefix) => prefix.att), form.att];
  return texts.length === 0 ? words.join(" ") : `${words.join(" ")} ${texts.join(", ")}`;
}

/**
 * Operands as AT&T syntax orders them: the source first, as Plan 9 has it. In compares Plan 9 has the order of the
 * subtraction, or the predicate behind the operands, and AT&T keeps its own.
 */
export function attOrder<T>(form: FormLine, operands: readonly T[]): readonly T[] {
  if (form.attRotated === true) {
    return [...operands.slice(-1), ...operands.slice(0, -1)];
  }
  return form.attReversed === true ? operands.toReversed() : operands;
}

/** A call or jump through a register or memory: AT&T marks its operand with a star. */
function isIndirectTransfer({ form, operands }: MachineInstruction): boolean {
  const target = operands[0];
  return (
    /^(?:call|jmp)[wlq]?$/.test(form.att) &&
    target !== undefined &&
    (target.kind === "register" || target.kind === "memory" || target.kind === "symbol-memory")
  );
}

/** AT&T spelling of one operand. */
function attOperand(operand: MachineOperand, spelling: AttSpelling): string {
  switch (operand.kind) {
    case "register":
      return attRegister(operand.name, operand.width);
    case "vector-register":
      return attVectorRegister(operand.name);
    case "memory":
      return attMemory(operand, spelling);
    case "immediate":
      return `$${spelling.number(operand.value)}`;
    case "symbol-memory":
      return `${spelling.symbolMemory(operand.symbol, operand.addend)}(%rip)`;
    case "symbol":
      return spelling.symbolTarget(operand.symbol);
    case "address":
      return `$${spelling.symbolAddress(operand.symbol, operand.addend)}`;
    case "literal":
      return literalNumber(operand.value, operand.size);
    case "branch":
      return spelling.branchTarget(operand);
    default: {
      const unknown: never = operand;
      return unknown;
    }
  }
}

function attMemory(memory: MachineMemory, spelling: AttSpelling): string {
  const segment = memory.segment === undefined ? "" : `%${memory.segment.toLowerCase()}:`;
  const base = memory.base === undefined ? "" : attRegister(memory.base, 64);
  const index =
    memory.index === undefined
      ? ""
      : `,${attRegister(memory.index.register, 64)},${spelling.number(BigInt(memory.index.scale))}`;
  const displacement = spelling.number(BigInt(memory.displacement));
  if (base === "" && index === "") {
    return `${segment}${displacement}${spelling.bareDisplacement === "riz" ? "(,%riz)" : ""}`;
  }
  return `${segment}${memory.displacement === 0 ? "" : displacement}(${base}${index})`;
}

/** A number for people: small ones decimal, the others hexadecimal, the sign in front. */
export function readableNumber(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  return `${value < 0n ? "-" : ""}${magnitude < 0x1_0000n ? magnitude.toString() : `0x${magnitude.toString(16)}`}`;
}

/** Bytes given as a number, all their digits shown: `0x0f`. */
export function literalNumber(value: bigint, size: number): string {
  return `0x${BigInt.asUintN(8 * size, value)
    .toString(16)
    .padStart(2 * size, "0")}`;
}

/** An object's name of a symbol as GNU `as` takes it, quoted where its characters would be read as something else. */
export function gnuName(name: string): string {
  return /^[A-Za-z_.][\w.$]*$/.test(name) ? name : `"${name}"`;
}

/** A symbol as GNU `as` takes it, quoted where its characters would be read as something else, with its addend. */
export function gnuSymbol(symbol: string, addend = 0): string {
  const quoted = gnuName(objectSymbol(symbol));
  return addend === 0 ? quoted : `${quoted}${addend < 0 ? "-" : "+"}${String(Math.abs(addend))}`;
}

/**
 * The spelling for GNU `as` and for people. `label` gives the name of a label as the file has it; by default `.L`
 * and the label's own name.
 */
export function gnuSpelling(label: (name: string) => string = (name) => `.L${name}`): AttSpelling {
  return {
    number: readableNumber,
    symbolMemory: gnuSymbol,
    symbolTarget: (symbol) => gnuSymbol(symbol),
    symbolAddress: gnuSymbol,
    branchTarget: (branch) => label(branch.label),
    bareDisplacement: "plain",
  };
}
