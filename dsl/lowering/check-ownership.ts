import type { Instruction } from "../instructions/instruction.js";
import { isOperand } from "../operands/describe-operand.js";
import type { Report } from "./report.js";

/** Arguments of another routine lie elsewhere, and its labels do too. */
export function checkOwnership(instruction: Instruction, routineName: string, report: Report): void {
  for (const operand of instruction.operands) {
    if (!isOperand(operand) || typeof operand !== "object") {
      continue;
    }
    if ((operand.kind === "argument" || operand.kind === "label") && (operand.routine ?? routineName) !== routineName) {
      report(
        `foreign-${operand.kind}`,
        `${operand.name} is ${operand.kind === "argument" ? "an argument" : "a label"} of ${operand.routine}`,
        instruction.site,
      );
    }
  }
}
