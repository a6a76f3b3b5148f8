import type { Memory } from "./memory.js";
import type { MemoryClass } from "./operand-class.js";
import type { MemoryOperand, Operand } from "./operand.js";

/** An operand as a message names it: `off (32-bit argument)`, `AX`, `8(SP)`, `$12`. */
export function describeOperand(operand: Operand): string {
  if (typeof operand === "number" || typeof operand === "bigint") {
    return `$${operand}`;
  }
  switch (operand.kind) {
    case "register":
    case "vector-register":
      return operand.class;
    case "argument":
      return `${operand.name} (${widthInWords(operand.class)} argument)`;
    case "frame-place":
      return `${operand.name}${operand.offset < 0 ? "" : "+"}${operand.offset}(${operand.pseudo})`;
    case "memory":
      return operand.called === undefined
        ? describeMemory(operand)
        : `${operand.called} (${widthInWords(operand.class)} field)`;
    case "runtime-field":
      return `${operand.macro}(${operand.base}) (${widthInWords(operand.class)} field)`;
    case "thread-local":
      return `${operand.word}(${operand.anchor}) (64-bit thread-local word)`;
    case "global":
      return `${operand.symbol} (${widthInWords(operand.class)} variable)`;
    case "constant":
      return `${operand.name} ($${operand.value})`;
    case "system-call":
      return `the number of ${operand.name} ($${operand.number})`;
    case "address":
      return `the address of ${operand.symbol}`;
    case "symbol":
    case "routine":
      return `the code ${operand.name}`;
    case "label":
      return `the label ${operand.name}`;
  }
}

function describeMemory({ displacement, segment, base, index }: Memory): string {
  const registers = [
    ...(segment === undefined ? [] : [`(${segment})`]),
    ...(base === undefined ? [] : [`(${base})`]),
    ...(index === undefined ? [] : [`(${index.register}*${index.scale})`]),
  ];
  return `${displacement}${registers.join("")}`;
}

function widthInWords(memoryClass: MemoryClass): string {
  switch (memoryClass) {
    case "m":
      return "untyped";
    case "block":
      return "aggregate";
    default:
      return `${memoryClass.slice(1)}-bit`;
  }
}

/** A description without types can pass anything; a misspelt name is `undefined`. */
export function isOperand(value: unknown): value is Operand {
  return (
    typeof value === "number" ||
    typeof value === "bigint" ||
    (typeof value === "object" &&
      value !== null &&
      "kind" in value &&
      typeof value.kind === "string" &&
      "class" in value &&
      typeof value.class === "string")
  );
}

/** Is this operand a place in memory? */
export function isMemory(operand: Operand): operand is MemoryOperand {
  if (typeof operand !== "object") {
    return false;
  }
  switch (operand.kind) {
    case "memory":
    case "argument":
    case "frame-place":
    case "runtime-field":
    case "thread-local":
    case "global":
      return true;
    case "register":
    case "vector-register":
    case "constant":
    case "system-call":
    case "address":
    case "symbol":
    case "routine":
    case "label":
      return false;
  }
}

/** The value of an immediate; undefined for every other operand and for numbers that are no integers. */
export function immediateValue(operand: Operand): bigint | undefined {
  const value =
    typeof operand === "object"
      ? operand.kind === "constant"
        ? operand.value
        : operand.kind === "system-call"
          ? operand.number
          : undefined
      : operand;
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  }
  return typeof value === "bigint" ? value : undefined;
}
