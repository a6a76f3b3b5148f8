import { integerValue } from "../../dsl/data/part.js";
import type { IntegerValue } from "../../dsl/data/part.js";
import type { Instruction } from "../../dsl/instructions/instruction.js";
import { literalNumber, readableNumber } from "../../dsl/lowering/att.js";
import type { Plan9Dialect } from "../../dsl/lowering/plan9-dialect.js";
import { remark } from "../../dsl/lowering/remark.js";
import { selectForm } from "../../dsl/lowering/select-form.js";
import type { Label } from "../../dsl/operands/code.js";
import type { Annotation } from "../../dsl/routines/directive.js";
import { literalSizes } from "../../dsl/routines/directive.js";
import type { Node } from "../../dsl/routines/node.js";
import { commentLines } from "../comment-lines.js";
import { plan9Operand } from "./plan9-operand.js";

/** The lines of one node of a body. */
export function emitNode(node: Node, dialect: Plan9Dialect, labels: ReadonlyMap<Label, string>): readonly string[] {
  switch (node.kind) {
    case "comment":
      return commentLines(node.text, "//").map((line) => `\t${line}`);
    case "label": {
      const name = labels.get(node);
      return name === undefined ? [] : [`${name}:`];
    }
    case "get-tls":
      return [`\tget_tls(${node.anchor})`];
    case "literal":
      return node.values.map((value) => {
        const number = literalNumber(integerValue(value) ?? 0n, literalSizes[node.directive]);
        return withRemark(`\t${node.directive}\t$${number}`, nameOf([value]));
      });
    case "annotation":
      return [emitAnnotation(node)];
    case "stack-adjustment":
      return [`\tADJSP\t${immediate(node.bytes)}`];
    case "instruction":
      return [emitInstruction(node, dialect, labels)];
  }
}

function emitAnnotation(annotation: Annotation): string {
  switch (annotation.directive) {
    case "PCDATA": {
      const { index, value } = annotation;
      return withRemark(`\tPCDATA\t${immediate(index)}, ${immediate(value)}`, nameOf([index, value]));
    }
    case "FUNCDATA": {
      const { index, symbol } = annotation;
      return withRemark(`\tFUNCDATA\t${immediate(index)}, ${symbol}(SB)`, nameOf([index]));
    }
    case "NO_LOCAL_POINTERS":
    case "GO_ARGS":
    case "GO_RESULTS_INITIALIZED":
      return `\t${annotation.directive}`;
  }
}

function emitInstruction(instruction: Instruction, dialect: Plan9Dialect, labels: ReadonlyMap<Label, string>): string {
  const form = selectForm(instruction, () => undefined);
  if (form === undefined) {
    throw new Error(`${instruction.mnemonic} reached the printer without a form: the checks must refuse it`);
  }
  const spelling = { dialect, labelName: (label: Label) => labels.get(label) ?? label.name };
  const operands = instruction.operands
    .map((operand, position) => plan9Operand(operand, position, form, spelling))
    .join(", ");
  const text = operands === "" ? `\t${form.plan9 ?? form.mnemonic}` : `\t${form.mnemonic}\t${operands}`;
  return withRemark(text, remark(instruction.operands, true));
}

function immediate(given: IntegerValue): string {
  return `$${readableNumber(integerValue(given) ?? 0n)}`;
}

/** The names of those numbers that have one. */
function nameOf(given: readonly IntegerValue[]): string | undefined {
  return remark(
    given.filter((value) => typeof value === "object"),
    true,
  );
}

function withRemark(text: string, names: string | undefined): string {
  return names === undefined ? text : `${text}\t// ${names}`;
}
