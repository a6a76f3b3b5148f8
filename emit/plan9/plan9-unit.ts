import type { Instruction } from "../../dsl/instructions/instruction.js";
import { flattenBody } from "../../dsl/lowering/flatten.js";
import { nameLabels } from "../../dsl/lowering/name-labels.js";
import { remark } from "../../dsl/lowering/remark.js";
import { selectForm } from "../../dsl/lowering/select-form.js";
import type { Label } from "../../dsl/operands/code.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import type { Errata } from "../../dsl/port/erratum.js";
import { none } from "../../dsl/routines/frame.js";
import type { Node } from "../../dsl/routines/node.js";
import type { Routine } from "../../dsl/routines/routine.js";
import { textFlagNumber } from "../../dsl/routines/text-flag.js";
import { commentLines } from "../comment-lines.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { emitData } from "./plan9-data.js";
import { plan9Operand } from "./plan9-operand.js";

/**
 * A unit as Plan 9 assembly, in the dialect of 6a of 2011: numeric text flags, `$-8` for no frame, labels unique in the
 * file (6a keeps them in one table for all routines), no `#include "textflag.h"`. Go's assembler of today reads it too.
 */
export function emitPlan9(unit: AssemblyUnit, origin: Origin): string {
  const { errata } = origin;
  const labels = nameLabels(unit, errata);
  const head = [
    generatedMark("slashes", origin).trimEnd(),
    ...(unit.doc === undefined ? [] : ["", ...commentLines(unit.doc, "//")]),
    "",
    ...unit.includes.map((include) => `#include "${include}"`),
  ].join("\n");
  const routines = unit.routines.map((routine) => emitRoutine(routine, errata, labels));
  return `${[head.trimEnd(), ...routines, ...unit.data.map(emitData)].join("\n\n")}\n`;
}

function emitRoutine(routine: Routine, errata: Errata, labels: ReadonlyMap<Label, string>): string {
  const frame = routine.frame === none ? -8 : routine.frame;
  return [
    ...(routine.doc === undefined ? [] : commentLines(routine.doc, "//")),
    `TEXT ${routine.name}(SB),${textFlagNumber(routine.flags)},$${frame}`,
    ...flattenBody(routine.body, errata).flatMap((node) => emitNode(node, labels)),
  ].join("\n");
}

function emitNode(node: Node, labels: ReadonlyMap<Label, string>): readonly string[] {
  switch (node.kind) {
    case "comment":
      return commentLines(node.text, "//").map((line) => `\t${line}`);
    case "label": {
      const name = labels.get(node);
      return name === undefined ? [] : [`${name}:`];
    }
    case "get-tls":
      return [`\tget_tls(${node.anchor})`];
    case "instruction":
      return [emitInstruction(node, labels)];
  }
}

function emitInstruction(instruction: Instruction, labels: ReadonlyMap<Label, string>): string {
  const form = selectForm(instruction, () => undefined);
  if (form === undefined) {
    throw new Error(`${instruction.mnemonic} reached the printer without a form: checkPort must refuse it`);
  }
  const operands = instruction.operands
    .map((operand, position) => plan9Operand(operand, position, form, (label) => labels.get(label) ?? label.name))
    .join(", ");
  const text = operands === "" ? `\t${form.plan9 ?? form.mnemonic}` : `\t${form.mnemonic}\t${operands}`;
  const names = remark(instruction.operands, true);
  return names === undefined ? text : `${text}\t// ${names}`;
}
