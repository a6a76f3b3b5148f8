import type { IntegerValue } from "../data/part.js";
import { integerValue } from "../data/part.js";
import type { Annotation, Literal, StackAdjustment } from "../routines/directive.js";
import { literalSizes } from "../routines/directive.js";
import type { Report } from "./report.js";
import { isSymbolName } from "./symbol-pattern.js";

/** What is wrong with the numbers of a literal. */
export function checkLiteral({ directive, values, site }: Literal, report: Report): void {
  const bits = 8 * literalSizes[directive];
  if (values.length === 0) {
    report("literal", `${directive} without a number`, site, `Give it what is to stand there: ${directive}(0x90).`);
  }
  for (const given of values.filter((value) => !fits(value, bits))) {
    report("literal", `${shown(given)} is no integer of ${bits} bits, which ${directive} takes`, site);
  }
}

/** ADJSP takes a number of 32 bits. */
export function checkAdjustment({ bytes, site }: StackAdjustment, report: Report): void {
  if (!Number.isInteger(bytes) || Math.abs(bytes) > 0x7fff_ffff) {
    report("stack-adjustment", `ADJSP by ${String(bytes)}, which is no integer of 32 bits`, site);
  }
}

/** What is wrong with a note for Go's tools. */
export function checkAnnotation(annotation: Annotation, report: Report): void {
  const { directive, site } = annotation;
  const numbers = [
    ...("index" in annotation ? [annotation.index] : []),
    ...("value" in annotation ? [annotation.value] : []),
  ];
  for (const given of numbers.filter((number) => !fits(number, 32))) {
    report("annotation", `${shown(given)} is no integer of 32 bits, which ${directive} takes`, site);
  }
  if (directive === "FUNCDATA" && !isSymbolName(annotation.symbol)) {
    report("symbol-name", `${JSON.stringify(annotation.symbol)} is no symbol`, site, "Write it as runtime·name.");
  }
}

function fits(given: IntegerValue, bits: number): boolean {
  const value = integerValue(given);
  return value !== undefined && value >= -(1n << BigInt(bits - 1)) && value < 1n << BigInt(bits);
}

function shown(given: IntegerValue): string {
  return typeof given === "object" ? `${given.name} (${String(given.value)})` : String(given);
}
