import { isOperand } from "../operands/describe-operand.js";
import type { Operand } from "../operands/operand.js";
import type { Node } from "../routines/node.js";

/** The symbols that a node names. */
export function symbolsIn(node: Node): readonly string[] {
  return node.kind === "instruction"
    ? node.operands.filter(isOperand).flatMap(namedSymbols)
    : node.kind === "annotation" && node.directive === "FUNCDATA"
      ? [node.symbol]
      : [];
}

/** The symbol that an operand names, if it does. */
export function namedSymbols(operand: Operand): readonly string[] {
  if (typeof operand !== "object") {
    return [];
  }
  switch (operand.kind) {
    case "symbol":
    case "routine":
      return [operand.name];
    case "address":
    case "global":
      return [operand.symbol];
    default:
      return [];
  }
}
