import type { FormOperandClass } from "../instructions/form.js";
import type { Label } from "../operands/code.js";
import { immediateValue } from "../operands/describe-operand.js";
import type { Argument } from "../operands/argument.js";
import type { Memory } from "../operands/memory.js";
import type { Operand } from "../operands/operand.js";
import type { Frame } from "../routines/frame.js";
import { none } from "../routines/frame.js";
import type { Draft } from "./draft.js";
import { symbolPattern } from "./symbol-pattern.js";
import type { MachineMemory, MachineOperand } from "./machine.js";
import type { Report } from "./report.js";
import { encodedImmediate, operationWidth, widthOfClass } from "./select-form.js";
import type { StackDepth } from "./stack-depth.js";

/** What an operand's place depends on besides itself. */
export interface OperandContext {
  readonly draft: Draft;
  readonly depth: StackDepth | undefined;
  /** Depth as the Plan 9 linkers count it: what `name+0(FP)` means in the printed assembly. */
  readonly linkerDepth: number;
  readonly frame: Frame;
  readonly labelPlaces: ReadonlyMap<Label, number>;
  readonly labelName: (label: Label) => string;
  readonly report: Report;
}

/** The return address lies between a routine's SP at entry and its first argument. */
const returnAddressSize = 8;

/** Turns the author's operands into what the hardware has; undefined where one of them has no place. */
export function resolveOperands(context: OperandContext): readonly MachineOperand[] | undefined {
  const resolved = context.draft.operands.map((operand, position) => {
    const formClass = context.draft.form.operands[position];
    return formClass === undefined ? undefined : resolve(operand, formClass, context);
  });
  const complete = resolved.filter((operand) => operand !== undefined);
  return complete.length === resolved.length ? complete : undefined;
}

function resolve(operand: Operand, formClass: FormOperandClass, context: OperandContext): MachineOperand | undefined {
  const value = immediateValue(operand);
  if (value !== undefined) {
    return { kind: "immediate", value: encodedImmediate(value, formClass, context.draft.form) };
  }
  if (typeof operand !== "object") {
    return undefined;
  }
  switch (operand.kind) {
    case "register":
      return { kind: "register", name: operand.class, width: widthOfClass(formClass) ?? 64 };
    case "memory":
      return resolveMemory(operand, context);
    case "argument":
      return resolveArgument(operand, context);
    case "runtime-field":
      return fits(operand.offset, context)
        ? { kind: "memory", base: operand.base, displacement: operand.offset }
        : undefined;
    case "thread-local":
      if (!context.draft.anchors.has(operand.anchor)) {
        context.report(
          "no-get-tls",
          `${operand.word}(${operand.anchor}) without get_tls(${operand.anchor}) before it`,
          context.draft.site,
        );
      }
      return fits(operand.fsOffset, context)
        ? { kind: "memory", segment: "FS", displacement: operand.fsOffset }
        : undefined;
    case "global":
      return isSymbol(operand.symbol, context) && fits(operand.addend, context)
        ? { kind: "symbol-memory", symbol: operand.symbol, addend: operand.addend }
        : undefined;
    case "address":
      return isSymbol(operand.symbol, context) && fits(operand.addend, context)
        ? { kind: "address", symbol: operand.symbol, addend: operand.addend }
        : undefined;
    case "symbol":
    case "routine":
      return isSymbol(operand.name, context) ? { kind: "symbol", symbol: operand.name } : undefined;
    case "label": {
      const target = context.labelPlaces.get(operand);
      return target === undefined ? undefined : { kind: "branch", target, label: context.labelName(operand) };
    }
    case "constant":
    case "system-call":
      // immediateValue has answered for these, unless the value is no integer; selectForm has reported that.
      return undefined;
  }
}

function resolveArgument(argument: Argument, context: OperandContext): MachineMemory | undefined {
  const { depth, linkerDepth, report, draft } = context;
  if (depth === "switched" || depth !== linkerDepth) {
    report(
      "argument-out-of-reach",
      depth === "switched"
        ? `${argument.name} cannot be read here: SP is on another stack`
        : `${argument.name} cannot be read here: SP was moved by hand, and Plan 9 assemblers do not follow that`,
      draft.site,
      "Read arguments before SP changes, or let the frame reserve the room.",
    );
    return undefined;
  }
  return { kind: "memory", base: "SP", displacement: linkerDepth + returnAddressSize + argument.offset };
}

function resolveMemory(memory: Memory, context: OperandContext): MachineMemory | undefined {
  const { displacement } = memory;
  if (!fits(displacement, context)) {
    return undefined;
  }
  checkIndex(memory, context);
  checkFrameAccess(memory, context);
  return {
    kind: "memory",
    base: memory.base,
    displacement,
    ...(memory.index === undefined ? {} : { index: memory.index }),
  };
}

/** Displacements, offsets and addends are signed numbers of 32 bits in the machine code. */
function fits(displacement: number, { draft, report }: OperandContext): boolean {
  const isInRange = Number.isInteger(displacement) && (displacement | 0) === displacement;
  if (!isInRange) {
    report(
      "displacement-too-wide",
      `the displacement ${displacement} does not fit a signed 32-bit number`,
      draft.site,
      "Load the address into a register first.",
    );
  }
  return isInRange;
}

/** A name that assemblers read as a symbol, and as nothing else. */
function isSymbol(name: string, { draft, report }: OperandContext): boolean {
  const isName = symbolPattern.test(name);
  if (!isName) {
    report("symbol-name", `${JSON.stringify(name)} is no symbol`, draft.site, "Write it as runtime·name.");
  }
  return isName;
}

/** The types allow no other index; descriptions without types are told here. */
function checkIndex({ index }: Memory, { draft, report }: OperandContext): void {
  if (index === undefined) {
    return;
  }
  if (index.register === "SP") {
    report("index-register", "SP cannot be an index: its number means no index to the processor", draft.site);
  }
  if (![1, 2, 4, 8].includes(index.scale)) {
    report("index-scale", `an index is scaled by 1, 2, 4 or 8, not by ${index.scale}`, draft.site);
  }
}

/**
 * SP-relative memory must lie in what the routine has reserved. Without a frame nothing is known: entry points read
 * what the kernel left above SP.
 */
function checkFrameAccess(memory: Memory, context: OperandContext): void {
  const { depth, frame, draft, report } = context;
  if (memory.base !== "SP" || memory.index !== undefined || frame === none || typeof depth !== "number") {
    return;
  }
  const bytes = operationWidth(draft.form) / 8;
  if (memory.displacement < 0) {
    report(
      "below-stack-pointer",
      `${memory.displacement}(SP) lies below SP, where a signal may overwrite it at any time`,
      draft.site,
      "Give the routine a frame.",
    );
  } else if (memory.displacement + (draft.form.operands.includes("m") ? 1 : bytes) > depth) {
    report(
      "outside-frame",
      `${memory.displacement}(SP) lies outside the ${depth} bytes that the routine has reserved`,
      draft.site,
      "Enlarge the frame; arguments are read by their names.",
    );
  }
}
