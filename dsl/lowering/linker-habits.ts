import type { Form } from "../instructions/form.js";
import { forms } from "../instructions/generated/forms.js";
import { immediateValue } from "../operands/describe-operand.js";
import type { Label } from "../operands/code.js";
import type { Draft } from "./draft.js";
import { placesOfLabels, successors } from "./draft.js";
import type { Report } from "./report.js";

/**
 * 6l of 2011 encodes `MOVQ $0, reg` as a 64-bit XOR of the register with itself (src/cmd/6l/optab.c, Zclr), which
 * writes the flags although MOVQ does not. The habit is kept, since the Plan 9 text means it; where somebody later
 * reads flags that an earlier instruction set, it is an error of the description, and the habit is not followed.
 *
 * The other habit, `MOVQ $symbol, reg` as the five-byte 32-bit move, is a form of the instruction table.
 */
export function applyLinkerHabits(drafts: readonly Draft[], report: Report): readonly Draft[] {
  const places = placesOfLabels(drafts);
  return drafts.map((draft, index) => {
    const register = draft.operands[1];
    if (!isClear(draft) || register === undefined) {
      return draft;
    }
    if (readsOldFlags(drafts, index, places)) {
      report(
        "flags-lost",
        `MOVQ of 0 to a register becomes an XOR and changes flags that are tested afterwards`,
        draft.site,
        "Move the MOVQ before the instruction that sets the flags, or use MOVL.",
      );
      // Code from elsewhere was written for an assembler without the habit.
      return draft;
    }
    return { ...draft, form: xorForm(), operands: [register, register] };
  });
}

function isClear(draft: Draft): boolean {
  const [source, destination] = draft.operands;
  return (
    draft.form.mnemonic === "MOVQ" &&
    source !== undefined &&
    immediateValue(source) === 0n &&
    typeof destination === "object" &&
    destination.kind === "register"
  );
}

function xorForm(): Form {
  const form = forms.get("XORQ")?.find((candidate) => candidate.operands[0] === "r64");
  if (form === undefined) {
    throw new Error("the instruction table lacks XORQ r64, which MOVQ of 0 becomes");
  }
  return form;
}

/** Across these the flags belong to nobody: no convention passes them, and the kernel gives back its own. */
const leavesFlagsToOthers: ReadonlySet<string> = new Set(["CALL", "RET", "SYSCALL", "INT"]);

const arithmeticFlags = ["CF", "PF", "AF", "ZF", "SF", "OF"] as const;

/** Can control get from behind `start` to a reader of a flag with nobody writing that flag on the way? */
function readsOldFlags(drafts: readonly Draft[], start: number, places: ReadonlyMap<Label, number>): boolean {
  const seen = new Map<number, ReadonlySet<string>>();
  const work: { index: number; alive: ReadonlySet<string> }[] = successors(drafts, start, places).map((index) => ({
    index,
    alive: new Set(arithmeticFlags),
  }));
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { index, alive } = item;
    const draft = drafts[index];
    const before = seen.get(index);
    if (draft === undefined || (before !== undefined && [...alive].every((flag) => before.has(flag)))) {
      continue;
    }
    seen.set(index, new Set([...alive, ...(before ?? [])]));
    if (leavesFlagsToOthers.has(draft.form.mnemonic)) {
      continue;
    }
    if (draft.form.flagsRead.some((flag) => alive.has(flag))) {
      return true;
    }
    const written = new Set<string>([...draft.form.flagsWritten, ...draft.form.flagsUndefined]);
    const still = new Set([...alive].filter((flag) => !written.has(flag)));
    if (still.size > 0) {
      work.push(...successors(drafts, index, places).map((next) => ({ index: next, alive: still })));
    }
  }
  return false;
}
