import { chooseForm } from "../../dsl/port/erratum.js";
import type { RuntimeHeader, RuntimeHeaderItem } from "../../dsl/port/runtime-header.js";
import type { Prototype } from "../../dsl/ctypes/prototype.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { declare, runtimeSpelling } from "./declarator.js";
import { hexLiteral } from "./integer-literal.js";

/** A header of macros and prototypes for the Plan 9 C compiler. Items of one kind stand together, as written. */
export function emitRuntimeHeader(header: RuntimeHeader, origin: Origin): string {
  const items = chooseForm<RuntimeHeaderItem>(header.items, origin.errata);
  return [
    generatedMark("slashes", origin),
    ...items.map((item, index) => `${items[index - 1]?.kind === item.kind ? "" : "\n"}${printItem(item)}\n`),
  ].join("");
}

function printItem(item: RuntimeHeaderItem): string {
  switch (item.kind) {
    case "macro":
      return `#define ${item.name} ((${declare(item.type, "", runtimeSpelling)})${macroNumber(item.value)})`;
    case "forward-declaration":
      return `${item.type.keyword} ${item.type.tag};`;
    case "prototype":
      return `${printPrototype(item)};`;
  }
}

/** Digits that are the same in every base are written without one. */
function macroNumber(value: number | bigint): string {
  return value >= 0 && value <= 9 ? String(value) : hexLiteral(value);
}

/** `void runtime·setitimer(int32 which, Itimerval *new, Itimerval *old)` */
function printPrototype({ name, returns, parameters }: Prototype): string {
  const list = Object.entries(parameters).map(([parameter, type]) => declare(type, parameter, runtimeSpelling));
  return declare(returns, `${name}(${list.length === 0 ? "void" : list.join(", ")})`, runtimeSpelling);
}
