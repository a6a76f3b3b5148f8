import type { SourceSite } from "../source-site.js";
import type { Draft } from "./draft.js";
import { checkLabels } from "./check-labels.js";
import { branchLabel, endsFlow } from "./draft.js";
import type { Report } from "./report.js";
import type { StackDepth } from "./stack-depth.js";

/** Branches must have somewhere to go, control must not run off the end, and every instruction must be of use. */
export function checkFlow(
  drafts: readonly Draft[],
  depths: readonly (StackDepth | undefined)[],
  routineSite: SourceSite,
  report: Report,
): void {
  checkLabels(
    drafts.map((draft) => {
      const target = branchLabel(draft);
      return {
        labels: draft.labels,
        site: draft.site,
        branch: target === undefined ? undefined : { mnemonic: draft.form.mnemonic, target },
      };
    }),
    report,
  );
  const last = drafts.at(-1);
  if (last === undefined) {
    report("empty-body", "the body has no instruction", routineSite);
  } else if (!endsFlow(last.form)) {
    report(
      "runs-off-the-end",
      `control runs off the end of the routine behind ${last.form.mnemonic}`,
      last.site,
      "End it with RET, JMP or UNDEF.",
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
