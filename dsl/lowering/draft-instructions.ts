import type { Form } from "../instructions/form.js";
import type { Instruction } from "../instructions/instruction.js";
import type { Label } from "../operands/code.js";
import { isMemory } from "../operands/describe-operand.js";
import type { RegisterName } from "../operands/operand-class.js";
import type { Node } from "../routines/node.js";
import type { SourceSite } from "../source-site.js";
import { checkAdjustment, checkLiteral } from "./check-directive.js";
import { checkOwnership } from "./check-ownership.js";
import type { Draft } from "./draft.js";
import { moveStackPointer } from "./insert-frame.js";
import { joinLiterals, literalForm } from "./literal.js";
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
  let anchors: ReadonlySet<RegisterName> = new Set();
  let pending: Pending = { labels: [], comments: [], prefixes: [] };
  const hang = (draft: Pick<Draft, "form" | "operands" | "literal" | "adjustment" | "site">): void => {
    const { form, operands, literal, adjustment, site } = draft;
    // Spelled out: it is the innermost loop of a port, and copying what is there takes far longer.
    drafts.push({
      form,
      prefixes: pending.prefixes,
      operands,
      literal,
      adjustment,
      labels: pending.labels,
      comments: pending.comments,
      anchors,
      site,
    });
    pending = { labels: [], comments: [], prefixes: [] };
  };
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
        anchors = new Set([...anchors, node.anchor]);
        break;
      case "annotation":
        // It speaks to Go's tools, which do not see the machine code.
        break;
      case "literal": {
        checkLiteral(node, report);
        checkNoPrefix(literalForm(node.directive), pending.prefixes, node.site, report);
        const before = drafts.at(-1);
        if (before?.literal !== undefined && isEmpty(pending)) {
          const literal = joinLiterals(before.literal, node);
          drafts[drafts.length - 1] = { ...before, form: literalForm(literal.directive), literal };
        } else {
          hang({ form: literalForm(node.directive), operands: [], literal: node, site: node.site });
        }
        break;
      }
      case "stack-adjustment":
        checkAdjustment(node, report);
        // By 0 it is no instruction.
        if (node.bytes !== 0) {
          const moving = moveStackPointer(node.bytes, node.site);
          checkNoPrefix(moving.form, pending.prefixes, node.site, report);
          hang({ ...moving, adjustment: node.bytes });
        }
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
        hang({ form, operands: node.operands, site: node.site });
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

function isEmpty({ labels, comments, prefixes }: Pending): boolean {
  return labels.length + comments.length + prefixes.length === 0;
}

/** Bytes and moves of SP take no prefix: nobody could say what it does. */
function checkNoPrefix(form: Form, prefixes: readonly Form[], site: SourceSite, report: Report): void {
  for (const prefix of prefixes) {
    report("prefix", `${prefix.mnemonic} before ${form.mnemonic}, which takes no prefix`, site);
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
