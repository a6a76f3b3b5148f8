import type { Form } from "../instructions/form.js";
import type { Label } from "../operands/code.js";
import type { Operand } from "../operands/operand.js";
import type { RegisterName } from "../operands/operand-class.js";
import type { Literal } from "../routines/directive.js";
import type { SourceSite } from "../source-site.js";

/**
 * An instruction on its way through the passes: its form is known, its operands are still the author's.
 */
export interface Draft {
  readonly form: Form;
  readonly prefixes: readonly Form[];
  readonly operands: readonly Operand[];
  /** The bytes that it is, where they are given as numbers; `form` and `operands` then say nothing. */
  readonly literal?: Literal | undefined;
  /** By how much it moves SP down, where Plan 9 assemblers count that: ADJSP. In bytes. */
  readonly adjustment?: number | undefined;
  /** Labels and comments that stand before it. */
  readonly labels: readonly Label[];
  readonly comments: readonly string[];
  /** Registers through which `get_tls` has made the thread-local words reachable. */
  readonly anchors: ReadonlySet<RegisterName>;
  readonly site: SourceSite;
}

/** The label a branch goes to; undefined for what is no branch inside the routine. */
export function branchLabel(draft: Draft): Label | undefined {
  const operand = draft.operands[0];
  return draft.form.operands[0] === "label" && typeof operand === "object" && operand.kind === "label"
    ? operand
    : undefined;
}

/** Does control never go on to the next instruction? */
export function endsFlow(form: Form): boolean {
  return form.mnemonic === "RET" || form.mnemonic === "JMP" || form.mnemonic === "UNDEF";
}

/** Where control can go next, as indices into `drafts`; labels that stand nowhere lead nowhere. */
export function successors(
  drafts: readonly Draft[],
  index: number,
  labelPlaces: ReadonlyMap<Label, number>,
): readonly number[] {
  const draft = drafts[index];
  if (draft === undefined) {
    return [];
  }
  const label = branchLabel(draft);
  const target = label === undefined ? undefined : labelPlaces.get(label);
  const next = endsFlow(draft.form) || index + 1 >= drafts.length ? [] : [index + 1];
  return target === undefined ? next : [...next, target];
}

/** Index of the instruction that each label stands before. */
export function placesOfLabels(drafts: readonly Draft[]): ReadonlyMap<Label, number> {
  return new Map(drafts.flatMap((draft, index) => draft.labels.map((label) => [label, index] as const)));
}
