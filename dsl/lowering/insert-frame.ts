import type { Form } from "../instructions/form.js";
import { forms } from "../instructions/generated/forms.js";
import { SP } from "../operands/register.js";
import type { Operand } from "../operands/operand.js";
import type { Frame } from "../routines/frame.js";
import { frameSize } from "../routines/frame.js";
import type { SourceSite } from "../source-site.js";
import type { Draft } from "./draft.js";

/**
 * What 6l makes of a frame: SP goes down at entry and up again before each RET. A label on a RET moves to the
 * instruction that gives the frame back.
 */
export function insertFrame(drafts: readonly Draft[], frame: Frame, routineSite: SourceSite): readonly Draft[] {
  const size = frameSize(frame);
  if (size === 0) {
    return drafts;
  }
  const reserve = moveStackPointer(size, routineSite);
  const body = drafts.flatMap((draft) =>
    draft.form.mnemonic === "RET"
      ? [
          { ...moveStackPointer(-size, draft.site), labels: draft.labels, comments: draft.comments },
          { ...draft, labels: [], comments: [] },
        ]
      : [draft],
  );
  return [reserve, ...body];
}

/** SUBQ that moves SP down by so many bytes, or for a negative number ADDQ that moves it up. */
export function moveStackPointer(bytes: number, site: SourceSite): Draft {
  const amount = Math.abs(bytes);
  const operands: readonly Operand[] = [amount, SP];
  return {
    form: stackPointerForm(bytes < 0 ? "ADDQ" : "SUBQ", amount <= 127 ? "imm8s" : "imm32s"),
    prefixes: [],
    operands,
    labels: [],
    comments: [],
    anchors: new Set(),
    site,
  };
}

function stackPointerForm(mnemonic: "ADDQ" | "SUBQ", immediate: "imm8s" | "imm32s"): Form {
  const form = forms
    .get(mnemonic)
    // Not the shorter form that only AX has.
    ?.find(({ operands }) => operands[0] === immediate && operands[1] === "rm64");
  if (form === undefined) {
    throw new Error(`the instruction table lacks ${mnemonic} ${immediate}, which frames need`);
  }
  return form;
}
