import type { SourceSite } from "../source-site.js";
import type { Draft } from "./draft.js";
import { branchLabel, endsFlow, placesOfLabels } from "./draft.js";
import type { Report } from "./report.js";
import type { StackDepth } from "./stack-depth.js";

/** Branches must have somewhere to go, control must not run off the end, and every instruction must be of use. */
export function checkFlow(
  drafts: readonly Draft[],
  depths: readonly (StackDepth | undefined)[],
  routineSite: SourceSite,
  report: Report,
): void {
  const places = placesOfLabels(drafts);
  const seen = new Set<unknown>();
  for (const draft of drafts) {
    for (const label of draft.labels) {
      if (seen.has(label)) {
        report("label-twice", `the label ${label.name} stands in two places`, draft.site);
      }
      seen.add(label);
    }
    const target = branchLabel(draft);
    if (target !== undefined && !places.has(target)) {
      report(
        "label-unplaced",
        `${draft.form.mnemonic} goes to the label ${target.name}, which stands nowhere in the body`,
        draft.site,
        "Put the label into the list, before the instruction it names.",
      );
    }
  }
  const last = drafts.at(-1);
  if (last === undefined) {
    report("empty-body", "the body has no instruction", routineSite);
  } else if (!endsFlow(last.form)) {
    report(
      "runs-off-the-end",
      `control runs off the end of the routine behind ${last.form.mnemonic}`,
      last.site,
      "End it with RET, JMP or UD2.",
    );
  }
  const unreached = drafts.find((_, index) => depths[index] === undefined);
  if (unreached !== undefined) {
    report(
      "never-reached",
      `no way leads to this ${unreached.form.mnemonic}`,
      unreached.site,
      "Remove it, or put a label before it that something branches to.",
    );
  }
}
