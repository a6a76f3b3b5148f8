import type { Diagnostic } from "../diagnostic.js";
import type { Label } from "../operands/code.js";
import type { Errata } from "../port/erratum.js";
import { frameSize } from "../routines/frame.js";
import type { Routine } from "../routines/routine.js";
import { checkFlow } from "./check-flow.js";
import { checkDeclaration, checkPromises } from "./check-routine.js";
import { isDoubt, withoutDoubts } from "./doubt.js";
import type { Draft } from "./draft.js";
import { placesOfLabels } from "./draft.js";
import { draftInstructions } from "./draft-instructions.js";
import { flattenBody } from "./flatten.js";
import { insertFrame } from "./insert-frame.js";
import { applyLinkerHabits } from "./linker-habits.js";
import type { MachineInstruction, MachineRoutine } from "./machine.js";
import { remark } from "./remark.js";
import { reportInto } from "./report.js";
import { resolveOperands } from "./resolve-operands.js";
import { checkTextOrder, linkerDepths, stackDepths } from "./stack-depth.js";

/** A lowered routine, or what keeps it from being lowered. */
export interface Lowered {
  readonly routine: MachineRoutine;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * From a routine as described to one as the hardware has it. The passes, in order:
 *
 * 1. flatten: one form of each erratum, macros' lists spliced in;
 * 2. draft: the form of each instruction; labels, comments and prefixes hung on it;
 * 3. frame: SP moved at entry and before each RET;
 * 4. linker habits: `MOVQ $0, reg` is an XOR;
 * 5. stack depth and flow: where SP is before each instruction, and whether control makes sense;
 * 6. operands: arguments, fields and thread-local words become addresses.
 *
 * The routine is meant for use only where `diagnostics` is empty, or, of code that was brought in from elsewhere, where
 * there are only doubts in it.
 */
export function lowerRoutine(
  routine: Routine,
  errata: Errata,
  labelName: (label: Label) => string | undefined,
): Lowered {
  const diagnostics: Diagnostic[] = [];
  const report = reportInto(diagnostics, routine.name);
  const nodes = flattenBody(routine.body, errata);
  checkDeclaration(routine, report);
  checkPromises(routine, nodes, report);
  const authored = draftInstructions(nodes, routine.name, routine.site, report);
  const framed = insertFrame(authored, routine.frame, routine.site);
  const drafts = applyLinkerHabits(framed, report);
  const formsAreKnown = diagnostics.every(isDoubt);
  const depths = stackDepths(drafts, formsAreKnown ? report : () => undefined);
  if (formsAreKnown) {
    checkFlow(drafts, depths, routine.site, report);
  }
  const linker = linkerDepths(drafts, frameSize(routine.frame));
  if (formsAreKnown) {
    checkTextOrder(drafts, linker, frameSize(routine.frame), report);
  }
  const labelPlaces = placesOfLabels(drafts);
  const instructions = drafts.flatMap((draft, index): readonly MachineInstruction[] => {
    const depth = depths[index];
    const operands = resolveOperands({
      draft,
      depth,
      linkerDepth: index === 0 ? 0 : (linker[index] ?? 0),
      frame: routine.frame,
      labelPlaces,
      labelName: (label) => labelName(label) ?? label.name,
      report: depth === undefined ? withoutDoubts(report) : report,
    });
    return operands === undefined ? [] : [machineInstruction(draft, operands, depth, labelName)];
  });
  return {
    routine: {
      symbol: routine.name,
      doc: routine.doc,
      frameSize: frameSize(routine.frame),
      entry: routine.contract?.entry ?? "call",
      instructions,
      site: routine.site,
    },
    diagnostics,
  };
}

function machineInstruction(
  draft: Draft,
  operands: MachineInstruction["operands"],
  depth: ReturnType<typeof stackDepths>[number],
  labelName: (label: Label) => string | undefined,
): MachineInstruction {
  return {
    form: draft.form,
    prefixes: draft.prefixes,
    operands,
    labels: draft.labels.map(labelName).filter((name) => name !== undefined),
    comments: draft.comments,
    remark: remark(draft.operands, false),
    stackDepth: typeof depth === "number" ? depth : undefined,
    site: draft.site,
  };
}
