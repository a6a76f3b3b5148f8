import { attInstruction, gnuSpelling, gnuSymbol } from "../../dsl/lowering/att.js";
import { callFrameSteps } from "../../dsl/lowering/call-frame.js";
import { isStatic } from "../../dsl/lowering/object-symbol.js";
import { lowerRoutine } from "../../dsl/lowering/lower-routine.js";
import type { MachineInstruction, MachineRoutine } from "../../dsl/lowering/machine.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import { commentLines } from "../comment-lines.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { routineTexts } from "../routine-texts.js";
import { callFrameDirective } from "./call-frame.js";
import { emitData } from "./gnu-data.js";

const spelling = gnuSpelling();

/**
 * A unit as GNU assembly in AT&T syntax: the machine code that the Plan 9 text means, with symbols as objects spell
 * them, their types and sizes, and call-frame information for debuggers.
 */
export function emitGnu(unit: AssemblyUnit, origin: Origin): string {
  const routines = routineTexts(unit, origin.errata, {
    comment: "#",
    spellSymbol: gnuSymbol,
    print: (routine, symbol, labels) =>
      emitRoutine(lowerRoutine(routine, origin.errata, (label) => labels.get(label)).routine, symbol),
  });
  const head = [
    generatedMark("hash", origin).trimEnd(),
    ...(unit.doc === undefined ? [] : ["", ...commentLines(unit.doc, "#")]),
    "",
    "\t.text",
  ].join("\n");
  const foot = '\t.section\t.note.GNU-stack,"",@progbits';
  return `${[head, ...routines, ...emitData(unit.data), foot].join("\n\n")}\n`;
}

function emitRoutine(routine: MachineRoutine, symbol: string): string {
  const frameSteps = callFrameSteps(routine);
  return [
    ...(isStatic(routine.symbol) ? [] : [`\t.globl\t${symbol}`]),
    `\t.type\t${symbol}, @function`,
    `${symbol}:`,
    "\t.cfi_startproc",
    ...routine.instructions.flatMap((instruction, index) => [
      ...(frameSteps[index] ?? []).map((step) => `\t${callFrameDirective(step)}`),
      ...instruction.comments.flatMap((comment) => commentLines(comment, "#")).map((line) => `\t${line}`),
      ...instruction.labels.map((label) => `.L${label}:`),
      emitInstruction(instruction),
    ]),
    "\t.cfi_endproc",
    `\t.size\t${symbol}, .-${symbol}`,
  ].join("\n");
}

function emitInstruction(instruction: MachineInstruction): string {
  const text = attInstruction(instruction, spelling);
  const line = `\t${instruction.operands.length === 0 ? text : separateOperands(text, instruction)}`;
  return instruction.remark === undefined ? line : `${line}\t# ${instruction.remark}`;
}

/** A tab between mnemonic and operands, as hand-written files have it. */
function separateOperands(text: string, instruction: MachineInstruction): string {
  const mnemonic = [...instruction.prefixes, instruction.form].map((form) => form.att).join(" ");
  // `int3` has its operand in its name.
  return text.startsWith(`${mnemonic} `) ? `${mnemonic}\t${text.slice(mnemonic.length + 1)}` : text;
}
