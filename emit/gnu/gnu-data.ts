import type { Data, DataSection } from "../../dsl/data/data.js";
import { dataSections, sectionOf } from "../../dsl/data/data.js";
import type { DataPart, Integers } from "../../dsl/data/part.js";
import { integerValue, utf8 } from "../../dsl/data/part.js";
import { gnuSymbol, readableNumber } from "../../dsl/lowering/att.js";
import { isStatic } from "../../dsl/lowering/object-symbol.js";
import { asciiString } from "../ascii-string.js";
import { commentLines } from "../comment-lines.js";

/** The variables of a unit, section by section. */
export function emitData(items: readonly Data[]): readonly string[] {
  return dataSections.flatMap((section) => {
    const inSection = items.filter((item) => sectionOf(item) === section);
    return inSection.length === 0 ? [] : [directives[section], ...inSection.map(emitItem)];
  });
}

const directives: Readonly<Record<DataSection, string>> = {
  ".rodata": "\t.section\t.rodata",
  ".data": "\t.data",
  ".bss": "\t.bss",
};

function emitItem({ name, doc, alignment, parts }: Data): string {
  const symbol = gnuSymbol(name);
  return [
    ...(doc === undefined ? [] : commentLines(doc, "#")),
    ...(isStatic(name) ? [] : [`\t.globl\t${symbol}`]),
    `\t.type\t${symbol}, @object`,
    ...(alignment === 1 ? [] : [`\t.balign\t${String(alignment)}`]),
    `${symbol}:`,
    ...parts.flatMap(emitPart),
    `\t.size\t${symbol}, .-${symbol}`,
  ].join("\n");
}

function emitPart(part: DataPart): readonly string[] {
  switch (part.kind) {
    case "text":
      return lines(part.text).map((line) => `\t.ascii\t${asciiString(utf8(line))}`);
    case "integers":
      return rows(part).map((values) => `\t${integerDirectives[part.type.size] ?? ""}\t${values.join(", ")}`);
    case "zeros":
      return part.size === 0 ? [] : [`\t.zero\t${String(part.size)}`];
    case "address":
      return [`\t.quad\t${gnuSymbol(part.symbol, part.addend)}`];
  }
}

const integerDirectives: Readonly<Record<number, string>> = { 1: ".byte", 2: ".short", 4: ".long", 8: ".quad" };

/** Each line of a text with its end, so that it stands on one of the file. */
function lines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Numbers on a line. */
const rowLength = 8;

function rows({ values }: Integers): readonly (readonly string[])[] {
  const numbers = values.map((value) => readableNumber(integerValue(value) ?? 0n));
  return Array.from({ length: Math.ceil(numbers.length / rowLength) }, (_, row) =>
    numbers.slice(row * rowLength, (row + 1) * rowLength),
  );
}
