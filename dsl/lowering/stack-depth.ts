import { immediateValue } from "../operands/describe-operand.js";
import type { Draft } from "./draft.js";
import { placesOfLabels, successors } from "./draft.js";
import type { Report } from "./report.js";

/** How far SP lies below its value at entry, in bytes; `switched` once the routine has put another stack there. */
export type StackDepth = number | "switched";

/**
 * Follows SP along every path of a routine. Reports paths that meet with different depths, and a RET that would not
 * find the return address.
 *
 * @returns the depth before each instruction, undefined for instructions that no path reaches
 */
export function stackDepths(drafts: readonly Draft[], report: Report): readonly (StackDepth | undefined)[] {
  const places = placesOfLabels(drafts);
  const depths: (StackDepth | undefined)[] = drafts.map(() => undefined);
  const complained = new Set<number>();
  const work: { index: number; depth: StackDepth }[] = drafts.length > 0 ? [{ index: 0, depth: 0 }] : [];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { index, depth } = item;
    const draft = drafts[index];
    const known = depths[index];
    if (draft === undefined) {
      continue;
    }
    if (known !== undefined) {
      if (known !== depth && !complained.has(index)) {
        complained.add(index);
        report(
          "stack-depth-differs",
          `SP is ${inWords(depth)} on one way here and ${inWords(known)} on another`,
          draft.site,
        );
      }
      continue;
    }
    depths[index] = depth;
    if (leavesRoutine(draft) && depth !== 0 && depth !== "switched") {
      report(
        "stack-unbalanced",
        `${draft.form.mnemonic} with SP ${inWords(depth)}: something else would be taken for the return address`,
        draft.site,
        "Give back what was pushed or subtracted.",
      );
    }
    const after = depthAfter(draft, depth);
    work.push(...successors(drafts, index, places).map((next) => ({ index: next, depth: after })));
  }
  return depths;
}

/**
 * The same as the Plan 9 linkers count it when they place `name+0(FP)` and `name-8(SP)`: frame, pushes and ADJSP in the
 * order of the text, blind to SUBQ and ADDQ of SP.
 */
export function linkerDepths(drafts: readonly Draft[], frameSize: number): readonly number[] {
  let depth = frameSize;
  return drafts.map((draft) => {
    const before = depth;
    depth += pushed(draft);
    return before;
  });
}

/** Go's assembler wants pushes and pops to balance in the order of the text, whatever way control takes. */
export function checkTextOrder(
  drafts: readonly Draft[],
  linker: readonly number[],
  frame: number,
  report: Report,
): void {
  const unbalanced = drafts.find(({ form }, index) => form.mnemonic === "RET" && linker[index] !== frame);
  if (unbalanced !== undefined) {
    report(
      "stack-text-order",
      "pushes and pops before this RET do not balance in the order of the text, as Plan 9 assemblers count them",
      unbalanced.site,
      "Give back what was pushed before every RET, and put the ways through the routine one behind the other.",
    );
  }
}

/**
 * RET, or a jump to other code: whoever comes next finds the caller's return address at SP. A jump through a register
 * may go anywhere, back to the caller with its address popped for one.
 */
function leavesRoutine({ form }: Draft): boolean {
  return form.mnemonic === "RET" || (form.mnemonic === "JMP" && form.operands[0] === "symbol");
}

function inWords(depth: StackDepth): string {
  if (depth === "switched") {
    return "on another stack";
  }
  if (depth === 0) {
    return "where it was at entry";
  }
  return depth > 0 ? `${depth} bytes below its value at entry` : `${-depth} bytes above its value at entry`;
}

/** Bytes that a push, a pop or ADJSP moves SP down, as Plan 9 assemblers count; negative where it goes up. */
function pushed(draft: Draft): number {
  if (draft.adjustment !== undefined) {
    return draft.adjustment;
  }
  switch (draft.form.mnemonic) {
    case "PUSHQ":
    case "PUSHFQ":
      return 8;
    case "PUSHW":
    case "PUSHFW":
      return 2;
    case "POPQ":
    case "POPFQ":
      return -8;
    case "POPW":
    case "POPFW":
      return -2;
    default:
      return 0;
  }
}

function depthAfter(draft: Draft, depth: StackDepth): StackDepth {
  if (depth === "switched") {
    return depth;
  }
  const change = pushed(draft);
  if (draft.adjustment !== undefined || !writesStackPointer(draft)) {
    return depth + change;
  }
  const [source] = draft.operands;
  const amount = source === undefined ? undefined : immediateValue(source);
  if (amount !== undefined && draft.form.mnemonic === "SUBQ") {
    return depth + Number(BigInt.asIntN(64, amount));
  }
  if (amount !== undefined && draft.form.mnemonic === "ADDQ") {
    return depth - Number(BigInt.asIntN(64, amount));
  }
  if (
    draft.form.mnemonic === "LEAQ" &&
    typeof source === "object" &&
    source.kind === "memory" &&
    source.base === "SP" &&
    source.index === undefined
  ) {
    return depth - source.displacement;
  }
  return "switched";
}

function writesStackPointer(draft: Draft): boolean {
  return draft.operands.some((operand, position) => {
    const access = draft.form.access[position] ?? "none";
    return (
      typeof operand === "object" &&
      operand.kind === "register" &&
      operand.class === "SP" &&
      (access === "write" || access === "read-write" || access === "conditional-write")
    );
  });
}
