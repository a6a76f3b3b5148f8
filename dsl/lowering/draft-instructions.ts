import type { Form } from "../instructions/form.js";
import type { Instruction } from "../instructions/instruction.js";
import type { Label } from "../operands/code.js";
import { isMemory, isOperand } from "../operands/describe-operand.js";
import type { RegisterName } from "../operands/operand-class.js";
import type { Node } from "../routines/node.js";
import type { SourceSite } from "../source-site.js";
import type { Draft } from "./draft.js";
import type { Report } from "./report.js";
import { selectForm } from "./select-form.js";

/** What has been read of a body and waits for the next instruction. */
interface Pending {
  labels: Label[];
  comments: string[];
  prefixes: Form[];
}

/**
 * Chooses each instruction's form and hangs on it what stands before it in the body: labels, comments, prefixes.
 */
export function draftInstructions(
  nodes: readonly Node[],
  routineName: string,
  routineSite: SourceSite,
  report: Report,
): readonly Draft[] {
  const drafts: Draft[] = [];
  const anchors = new Set<RegisterName>();
  let pending: Pending = { labels: [], comments: [], prefixes: [] };
  for (const node of nodes) {
    switch (node.kind) {
      case "label":
        if (pending.prefixes.length > 0) {
          report(
            "label-after-prefix",
            `the label ${node.name} stands between a prefix and its instruction`,
            routineSite,
            "Put it before the prefix: Plan 9 assemblers would jump behind the prefix, others before it.",
          );
        }
        pending.labels.push(node);
        break;
      case "comment":
        pending.comments.push(node.text);
        break;
      case "get-tls":
        anchors.add(node.anchor);
        break;
      case "instruction": {
        checkOwnership(node, routineName, report);
        const form = selectForm(node, report);
        if (form === undefined) {
          break;
        }
        if (form.prefix === true) {
          pending.prefixes.push(form);
          break;
        }
        checkPrefixes(node, form, pending.prefixes, report);
        drafts.push({
          form,
          prefixes: pending.prefixes,
          operands: node.operands,
          labels: pending.labels,
          comments: pending.comments,
          anchors: new Set(anchors),
          site: node.site,
        });
        pending = { labels: [], comments: [], prefixes: [] };
        break;
      }
    }
  }
  for (const label of pending.labels) {
    report("label-at-end", `the label ${label.name} stands behind the last instruction`, routineSite);
  }
  for (const prefix of pending.prefixes) {
    report("prefix-at-end", `${prefix.mnemonic} is a prefix, and no instruction follows it`, routineSite);
  }
  return drafts;
}

/** Arguments of another routine lie elsewhere, and its labels do too. */
function checkOwnership(instruction: Instruction, routineName: string, report: Report): void {
  for (const operand of instruction.operands) {
    if (!isOperand(operand) || typeof operand !== "object") {
      continue;
    }
    if ((operand.kind === "argument" || operand.kind === "label") && (operand.routine ?? routineName) !== routineName) {
      report(
        `foreign-${operand.kind}`,
        `${operand.name} is ${operand.kind === "argument" ? "an argument" : "a label"} of ${operand.routine}`,
        instruction.site,
      );
    }
  }
}

function checkPrefixes(instruction: Instruction, form: Form, prefixes: readonly Form[], report: Report): void {
  if (prefixes.length > 1) {
    report("prefix-twice", `${form.mnemonic} has more than one prefix`, instruction.site);
  }
  for (const prefix of prefixes) {
    const isLock = prefix.mnemonic === "LOCK";
    if (isLock && !(form.lockable && writesMemory(instruction, form))) {
      report(
        "prefix",
        `LOCK needs an instruction that changes memory; ${form.mnemonic} here does not`,
        instruction.site,
      );
    }
    if (prefix.mnemonic === "REPN" && !/^(SCAS|CMPS)/.test(form.mnemonic)) {
      report("prefix", `REPN looks at the zero flag, which ${form.mnemonic} does not set: use REP`, instruction.site);
    } else if (!isLock && !form.repeatable) {
      report("prefix", `${prefix.mnemonic} repeats string instructions; ${form.mnemonic} is none`, instruction.site);
    }
  }
}

function writesMemory(instruction: Instruction, form: Form): boolean {
  return instruction.operands.some(
    (operand, position) =>
      isMemory(operand) && ["write", "read-write", "conditional-write"].includes(form.access[position] ?? "none"),
  );
}
