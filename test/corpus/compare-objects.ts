import { describeCode } from "./describe-code.js";
import { textType, type GoObject, type GoRelocation, type GoRoutine, type GoSymbol } from "./go-object.js";

/** A symbol of two objects that should be alike. */
export interface SymbolComparison {
  /** With the calling convention, or `static`. */
  readonly name: string;
  readonly isRoutine: boolean;
  /** Machine instructions of the expected code, and the lines of source they come from. 0 for data. */
  readonly instructions: number;
  readonly lines: number;
  /** What is different; nothing where it is the same. */
  readonly differences: readonly string[];
}

/**
 * Compares two objects symbol by symbol: code and data, relocations, flags, sizes, alignment and what the runtime is
 * told about routines. File names, line numbers and DWARF are not looked at.
 */
export function compareObjects(expected: GoObject, actual: GoObject): readonly SymbolComparison[] {
  const actuals = new Map(actual.symbols.map((symbol) => [symbolKey(symbol), symbol]));
  const both = expected.symbols.map((symbol) => {
    const other = actuals.get(symbolKey(symbol));
    actuals.delete(symbolKey(symbol));
    return comparison(symbol, other === undefined ? ["is missing"] : [...symbolDifferences(symbol, other)]);
  });
  const more = [...actuals.values()].map((symbol) => comparison(symbol, ["is too much"]));
  return [...both, ...more, ...orderComparison(expected, actual)];
}

/** Name and calling convention, or `static`: two symbols of one file may differ in these alone. */
function symbolKey({ name, abi }: GoSymbol): string {
  return `${name}<${abi}>`;
}

function comparison(symbol: GoSymbol, differences: readonly string[]): SymbolComparison {
  const isRoutine = symbol.type === textType;
  const code = isRoutine ? describeCode(symbol.bytes) : [];
  const lines = new Set(symbol.routine?.lines.map(({ line }) => line));
  return { name: symbolKey(symbol), isRoutine, instructions: code.length, lines: lines.size, differences };
}

/** The linker lays symbols out in the order of the object. */
function orderComparison(expected: GoObject, actual: GoObject): readonly SymbolComparison[] {
  const [one, other] = [expected, actual].map(({ symbols }) => symbols.filter(isText).map(symbolKey));
  const sameNames = one?.toSorted().join() === other?.toSorted().join();
  if (one === undefined || !sameNames) {
    return [];
  }
  const place = one.findIndex((name, index) => name !== other?.[index]);
  if (place === -1) {
    return [];
  }
  const difference = `${other?.[place] ?? ""} is at the place of ${one[place] ?? ""}`;
  return [{ name: "order of the routines", isRoutine: false, instructions: 0, lines: 0, differences: [difference] }];
}

function isText({ type }: GoSymbol): boolean {
  return type === textType;
}

function* symbolDifferences(expected: GoSymbol, actual: GoSymbol): Generator<string> {
  yield* number("type of symbol", expected.type, actual.type);
  yield* number("flags of symbol", expected.flags, actual.flags);
  yield* number("size", expected.size, actual.size);
  yield* number("alignment", expected.alignment, actual.alignment);
  yield* expected.type === textType ? codeDifferences(expected, actual) : dataDifferences(expected, actual);
  yield* relocationDifferences(expected.relocations, actual.relocations);
  if (expected.routine !== undefined && actual.routine !== undefined) {
    yield* routineDifferences(expected.routine, actual.routine);
  } else if (expected.routine !== actual.routine) {
    yield `is ${actual.routine === undefined ? "no " : "a "}routine`;
  }
}

function* number(what: string, expected: number, actual: number): Generator<string> {
  if (expected !== actual) {
    yield `${what} is ${actual} instead of ${expected}`;
  }
}

/** The first instruction that is different, in both, with the line of the source. */
function* codeDifferences(expected: GoSymbol, actual: GoSymbol): Generator<string> {
  if (Buffer.compare(expected.bytes, actual.bytes) === 0) {
    return;
  }
  const ours = new Map(describeCode(actual.bytes).map((one) => [one.offset, one]));
  const first = describeCode(expected.bytes).find(({ offset, hex }) => ours.get(offset)?.hex !== hex);
  const offset = first?.offset ?? expected.bytes.length;
  const line = expected.routine?.lines.findLast(({ start }) => start <= offset)?.line ?? 0;
  const said = (one: { readonly hex: string; readonly text: string } | undefined): string =>
    one === undefined ? "nothing" : `${one.text} (${one.hex})`;
  yield `code at ${offset}, from line ${line}: ${said(ours.get(offset))} instead of ${said(first)}`;
}

function* dataDifferences(expected: GoSymbol, actual: GoSymbol): Generator<string> {
  yield* number("length of the data", expected.bytes.length, actual.bytes.length);
  const at = expected.bytes.findIndex((byte, index) => actual.bytes[index] !== byte);
  if (at !== -1 && at < actual.bytes.length) {
    yield* number(`byte ${at} of the data`, expected.bytes[at] ?? 0, actual.bytes[at] ?? 0);
  }
}

function* relocationDifferences(expected: readonly GoRelocation[], actual: readonly GoRelocation[]): Generator<string> {
  yield* number("number of relocations", expected.length, actual.length);
  for (const [index, one] of expected.entries()) {
    const other = actual[index];
    if (other !== undefined && relocationText(one) !== relocationText(other)) {
      yield `relocation ${relocationText(other)} instead of ${relocationText(one)}`;
    }
  }
}

function relocationText({ offset, size, type, addend, target }: GoRelocation): string {
  return `at ${offset}: ${size} bytes of type ${type} for ${target === "" ? "nothing" : target} + ${addend}`;
}

function* routineDifferences(expected: GoRoutine, actual: GoRoutine): Generator<string> {
  yield* number("size of the arguments", expected.argumentBytes, actual.argumentBytes);
  yield* number("size of the frame", expected.frameBytes, actual.frameBytes);
  yield* number("number of the function for the runtime", expected.id, actual.id);
  yield* number("flags of the function", expected.flags, actual.flags);
  if (expected.functionData.join() !== actual.functionData.join()) {
    yield `FUNCDATA is ${actual.functionData.join(", ")} instead of ${expected.functionData.join(", ")}`;
  }
  yield* table("the depth of the stack", expected.stackDepth, actual.stackDepth);
  yield* number("number of tables by PCDATA", expected.programCounterData.length, actual.programCounterData.length);
  for (const [index, one] of expected.programCounterData.entries()) {
    yield* table(`PCDATA ${index}`, one, actual.programCounterData[index] ?? new Uint8Array());
  }
}

function* table(what: string, expected: Uint8Array, actual: Uint8Array): Generator<string> {
  if (Buffer.compare(expected, actual) !== 0) {
    yield `${what} by program counter is ${hex(actual)} instead of ${hex(expected)}`;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
