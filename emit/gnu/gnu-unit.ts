import type { AttSpelling } from "../../dsl/lowering/att.js";
import { attInstruction, gnuName, gnuSpelling } from "../../dsl/lowering/att.js";
import { callFrameSteps } from "../../dsl/lowering/call-frame.js";
import { isStatic } from "../../dsl/lowering/object-symbol.js";
import { lowerUnit } from "../../dsl/lowering/lower-unit.js";
import type { MachineInstruction, MachineRoutine } from "../../dsl/lowering/machine.js";
import { nameLabels } from "../../dsl/lowering/name-labels.js";
import { twinsOf } from "../../dsl/lowering/twins.js";
import { unitSymbols } from "../../dsl/lowering/unit-symbols.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import { commentLines } from "../comment-lines.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { LongText } from "../long-text.js";
import { addRoutines } from "../routine-texts.js";
import { callFrameDirective } from "./call-frame.js";
import { emitData } from "./gnu-data.js";

/** `printGnu` as one string. */
export function emitGnu(unit: AssemblyUnit, origin: Origin): string {
  return printGnu(unit, origin).toString();
}

/**
 * A unit as GNU assembly in AT&T syntax: the machine code that the Plan 9 text means, with symbols as objects spell
 * them, their types and sizes, and call-frame information for debuggers.
 */
export function printGnu(unit: AssemblyUnit, origin: Origin): LongText {
  const text = new LongText();
  const head = [
    generatedMark("hash", origin).trimEnd(),
    ...(unit.doc === undefined ? [] : ["", ...commentLines(unit.doc, "#")]),
    "",
    "\t.text",
  ].join("\n");
  text.add(`${head}\n`);
  const models = twinsOf(unit).unit;
  const { routines } = lowerUnit(models, origin.errata);
  const names = nameLabels(models, origin.errata);
  const { symbols, arePlain } = unitSymbols(unit);
  addRoutines(text, unit, origin.errata, {
    comment: "#",
    // A plain symbol is one to GNU as, too.
    symbols: arePlain ? symbols : symbols.map(gnuName),
    print: (_, symbol, labels, index) => {
      const spelled = new Map([...labels].map(([label, spelling]) => [names.get(label), spelling]));
      const routine = routines[index];
      return routine === undefined ? "" : emitRoutine(routine, symbol, (label) => spelled.get(label) ?? label);
    },
  });
  const foot = '\t.section\t.note.GNU-stack,"",@progbits';
  text.add(`\n${[...emitData(unit.data), foot].join("\n\n")}\n`);
  return text;
}

function emitRoutine(routine: MachineRoutine, symbol: string, spellLabel: (name: string) => string): string {
  const frameSteps = callFrameSteps(routine);
  const label = (name: string): string => `.L${spellLabel(name)}`;
  const spelling = gnuSpelling(label);
  return [
    ...(isStatic(routine.symbol) ? [] : [`\t.globl\t${symbol}`]),
    `\t.type\t${symbol}, @function`,
    `${symbol}:`,
    "\t.cfi_startproc",
    ...routine.instructions.flatMap((instruction, index) => [
      ...(frameSteps[index] ?? []).map((step) => `\t${callFrameDirective(step)}`),
      ...instruction.comments.flatMap((comment) => commentLines(comment, "#")).map((line) => `\t${line}`),
      ...instruction.labels.map((name) => `${label(name)}:`),
      emitInstruction(instruction, spelling),
    ]),
    "\t.cfi_endproc",
    `\t.size\t${symbol}, .-${symbol}`,
  ].join("\n");
}

function emitInstruction(instruction: MachineInstruction, spelling: AttSpelling): string {
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
