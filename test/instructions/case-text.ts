import type { RegisterName, Width } from "../../dsl/operands/operand-class.js";
import type { CaseOperand } from "./case-operand.js";
import type { FormCase } from "./form-case.js";
import { symbol } from "./form-case.js";

/*
 * The spelling of the cases for the assemblers, on purpose not by the project's printers: these are tested elsewhere,
 * and a mistake that they shared with the table would go unseen.
 */

/** One line of Plan 9 assembly. */
export function plan9Text({ form, operands, prefix }: FormCase): string {
  const statement = form.plan9 ?? `${form.mnemonic} ${operands.map(plan9Operand).join(", ")}`.trimEnd();
  return prefix === undefined ? statement : `${prefix.mnemonic}; ${statement}`;
}

function plan9Operand(operand: CaseOperand): string {
  switch (operand.kind) {
    case "register":
    case "vector-register":
      return operand.name;
    case "immediate":
      return `$${hexadecimal(operand.value)}`;
    case "memory": {
      const index = operand.index === undefined ? "" : `(${operand.index}*${String(operand.scale)})`;
      return `${hexadecimal(BigInt(operand.displacement))}(${operand.base})${index}`;
    }
    case "symbol-memory":
    case "symbol":
      return `${symbol}(SB)`;
    case "address":
      return `$${symbol}(SB)`;
  }
}

/**
 * One line of AT&T assembly. Keystone knows no symbols and gets numbers for them; GNU as gets their names.
 */
export function gnuText({ form, operands, prefix }: FormCase, symbols: "named" | "zero"): string {
  // `int $3` is two bytes to Keystone and one to GNU as.
  if (form.operands[0] === "three") return "int3";
  const indirect = /^(?:call|jmp)q$/.test(form.att) && operands[0]?.kind !== "symbol" ? "*" : "";
  const texts = operands.map((operand) => `${indirect}${gnuOperand(operand, symbols)}`);
  const rotated = form.attRotated === true ? [...texts.slice(-1), ...texts.slice(0, -1)] : texts;
  const ordered = form.attReversed === true ? rotated.reverse() : rotated;
  return [...(prefix === undefined ? [] : [prefix.att]), form.att, ordered.join(", ")].join(" ").trimEnd();
}

function gnuOperand(operand: CaseOperand, symbols: "named" | "zero"): string {
  switch (operand.kind) {
    case "register":
      return `%${gnuRegister(operand.name, operand.width)}`;
    case "vector-register":
      return `%${operand.name.replace("X", "xmm").replace("Y", "ymm")}`;
    case "immediate":
      return `$${hexadecimal(operand.value)}`;
    case "memory": {
      const index =
        operand.index === undefined
          ? ""
          : `,%${gnuRegister(operand.index, 64)},${hexadecimal(BigInt(operand.scale ?? 1))}`;
      const displacement = operand.displacement === 0 ? "" : hexadecimal(BigInt(operand.displacement));
      return `${displacement}(%${gnuRegister(operand.base, 64)}${index})`;
    }
    case "symbol-memory":
      return symbols === "named" ? `${symbol}(%rip)` : "0x0(%rip)";
    case "symbol":
      return symbols === "named" ? symbol : "0x100000";
    case "address":
      return symbols === "named" ? `$${symbol}` : "$0x11223344";
  }
}

function gnuRegister(name: RegisterName, width: Width): string {
  const lower = name.toLowerCase();
  if (/\d/.test(name)) return `${lower}${{ 8: "b", 16: "w", 32: "d", 64: "" }[width]}`;
  switch (width) {
    case 8:
      return /[AB-D]X/.test(name) ? lower.replace("x", "l") : `${lower}l`;
    case 16:
      return lower;
    case 32:
      return `e${lower}`;
    case 64:
      return `r${lower}`;
  }
}

function hexadecimal(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
