import type { FormOperandClass } from "../instructions/form.js";
import type { Label } from "../operands/code.js";
import { immediateValue } from "../operands/describe-operand.js";
import type { Argument } from "../operands/argument.js";
import type { FramePlace } from "../operands/frame-place.js";
import type { Memory, Segment } from "../operands/memory.js";
import type { Operand } from "../operands/operand.js";
import type { Frame } from "../routines/frame.js";
import { isNone } from "../routines/frame.js";
import { checkOperand } from "./check-operand.js";
import type { Draft } from "./draft.js";
import { machineLiterals } from "./literal.js";
import type { MachineMemory, MachineOperand } from "./machine.js";
import type { Report } from "./report.js";
import { encodedImmediate, memoryBytes, widthOfClass } from "./select-form.js";
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
  if (context.draft.literal !== undefined) {
    return machineLiterals(context.draft.literal);
  }
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
  if (typeof operand !== "object" || !checkOperand(operand, context.draft.site, context.report)) {
    return undefined;
  }
  switch (operand.kind) {
    case "register":
      return { kind: "register", name: operand.class, width: widthOfClass(formClass) ?? 64 };
    case "vector-register":
      return { kind: "vector-register", name: operand.class };
    case "memory":
      return resolveMemory(operand, context);
    case "argument":
      return resolveArgument(operand, context);
    case "frame-place":
      return resolveFramePlace(operand, context);
    case "runtime-field":
      return { kind: "memory", base: operand.base, displacement: operand.offset + (operand.addend ?? 0) };
    case "thread-local":
      if (!context.draft.anchors.has(operand.anchor)) {
        context.report(
          "no-get-tls",
          `${operand.word}(${operand.anchor}) without get_tls(${operand.anchor}) before it`,
          context.draft.site,
        );
      }
      return { kind: "memory", segment: "FS", displacement: operand.fsOffset };
    case "global":
      return { kind: "symbol-memory", symbol: operand.symbol, addend: operand.addend };
    case "address":
      return { kind: "address", symbol: operand.symbol, addend: operand.addend };
    case "symbol":
    case "routine":
      return { kind: "symbol", symbol: operand.name };
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

function resolveArgument(argument: Argument, context: OperandContext): MachineMemory {
  checkReach(argument.name, context);
  return {
    kind: "memory",
    base: "SP",
    displacement: context.linkerDepth + returnAddressSize + argument.offset,
  };
}

/** The linkers place arguments and locals by their own count of SP, and so does the machine code. */
function checkReach(name: string, { depth, linkerDepth, report, draft }: OperandContext): void {
  if (depth === "switched" || depth !== linkerDepth) {
    report(
      "argument-out-of-reach",
      depth === "switched"
        ? `${name} cannot be read here: SP is on another stack`
        : `${name} cannot be read here: SP was moved by hand, and Plan 9 assemblers do not follow that`,
      draft.site,
      "Read arguments before SP changes, or let the frame reserve the room.",
    );
  }
}

/** `x+0(FP)` lies above the return address, `x-8(SP)` below the upper end of the frame. */
function resolveFramePlace(place: FramePlace, context: OperandContext): MachineMemory {
  const { frame, linkerDepth, draft, report } = context;
  checkReach(place.name, context);
  const bytes = memoryBytes(draft.form) ?? 1;
  if (place.pseudo === "SP" && place.index === undefined) {
    if (linkerDepth + place.offset < 0) {
      report(
        "below-stack-pointer",
        `${place.name}${place.offset}(SP) lies below SP, where a signal may overwrite it at any time`,
        draft.site,
        "Enlarge the frame.",
      );
    } else if (!isNone(frame) && place.offset + bytes > 0) {
      report(
        "outside-frame",
        `${place.name}${place.offset < 0 ? "" : "+"}${place.offset}(SP) reaches beyond the upper end of the frame`,
        draft.site,
        "Locals of 8 bytes begin at -8; arguments are read by their names.",
      );
    }
  }
  return {
    kind: "memory",
    base: "SP",
    displacement: linkerDepth + (place.pseudo === "FP" ? returnAddressSize : 0) + place.offset,
    ...(place.index === undefined ? {} : { index: place.index }),
  };
}

function resolveMemory(memory: Memory, context: OperandContext): MachineMemory {
  checkFrameAccess(memory, context);
  return {
    kind: "memory",
    displacement: memory.displacement,
    ...(memory.segment === undefined ? {} : { segment: machineSegment(memory.segment) }),
    ...(memory.base === undefined ? {} : { base: memory.base }),
    ...(memory.index === undefined ? {} : { index: memory.index }),
  };
}

/** The thread's storage lies at FS. */
function machineSegment(segment: Segment): "FS" | "GS" {
  return segment === "TLS" ? "FS" : segment;
}

/**
 * SP-relative memory must lie in what the routine has reserved. Without a frame nothing is known: entry points read
 * what the kernel left above SP.
 */
function checkFrameAccess(memory: Memory, context: OperandContext): void {
  const { depth, frame, draft, report } = context;
  if (memory.base !== "SP" || memory.index !== undefined || isNone(frame) || typeof depth !== "number") {
    return;
  }
  const bytes = memoryBytes(draft.form) ?? 1;
  if (memory.displacement < 0) {
    report(
      "below-stack-pointer",
      `${memory.displacement}(SP) lies below SP, where a signal may overwrite it at any time`,
      draft.site,
      "Give the routine a frame.",
    );
  } else if (memory.displacement + bytes > depth) {
    report(
      "outside-frame",
      `${memory.displacement}(SP) lies outside the ${depth} bytes that the routine has reserved`,
      draft.site,
      "Enlarge the frame; arguments are read by their names.",
    );
  }
}
