import type { Operand } from "../operands/operand.js";

/** What the printers write behind an instruction: the names that the printed operands no longer show. */
export function remark(operands: readonly Operand[], argumentsHaveNames: boolean): string | undefined {
  const names = operands.map((operand) => nameOf(operand, argumentsHaveNames)).filter((name) => name !== undefined);
  // A line of its own would be an instruction of its own.
  return names.length === 0 ? undefined : names.join(", ").replaceAll(/\p{Cc}/gu, " ");
}

function nameOf(operand: Operand, argumentsHaveNames: boolean): string | undefined {
  if (typeof operand !== "object") {
    return undefined;
  }
  switch (operand.kind) {
    case "constant":
      return operand.name;
    case "system-call":
      return `sys_${operand.name}`;
    case "memory":
      return operand.called;
    case "argument":
    case "frame-place":
      return argumentsHaveNames ? undefined : operand.name;
    case "runtime-field":
      return argumentsHaveNames ? undefined : operand.macro;
    case "thread-local":
      return argumentsHaveNames ? undefined : operand.word;
    default:
      return undefined;
  }
}
