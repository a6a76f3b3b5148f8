import { resolve } from "node:path";
import { placeText, type LinkFinding, type Place } from "../../link/finding.js";
import type { LinkedProgram } from "../../link/link-program.js";
import { sectionFlag } from "../../elf/constants.js";
import type { Position } from "../load/position.js";
import { shownPath } from "../load/position.js";
import type { Channel, Terminal } from "../terminal.js";
import { counted, jsonText, type Format } from "./format.js";
import { annotationLine } from "./github.js";

/** What reports say besides the findings. */
interface LinkContext {
  readonly output: string;
  /** The line of a description that a place comes from. */
  readonly positionOf: (place: Place) => Position | undefined;
}

/** Places of one finding that people are shown. */
const mostPlaces = 5;

/** Reports everything that keeps objects from becoming a program. */
export function reportLinkFindings(
  findings: readonly LinkFinding[],
  context: LinkContext,
  format: Format,
  { out, err }: Terminal,
  workingFolder: string,
): void {
  if (format === "json") {
    out.line(jsonText({ diagnostics: findings.map((finding) => findingObject(finding, context, workingFolder)) }));
    return;
  }
  for (const finding of findings) {
    printFinding(finding, context, err, workingFolder);
    if (format === "github") {
      out.line(annotation(finding, context, workingFolder));
    }
  }
  err.line(`${counted(findings.length, "error")}; ${context.output} was not written`);
}

function printFinding(
  { code, message, hint, places }: LinkFinding,
  { output, positionOf }: LinkContext,
  channel: Channel,
  workingFolder: string,
): void {
  const { colours } = channel;
  const [first] = places;
  const head = first === undefined ? output : (linePlace(positionOf(first), workingFolder) ?? first.object);
  channel.line(`${colours.bold(`${head}:`)} ${colours.red("error:")} ${message} ${colours.dim(`(${code})`)}`);
  for (const place of places.slice(0, mostPlaces)) {
    if (place.section !== undefined || places.length > 1) {
      channel.line(`  at ${placeText(place)}`);
    }
  }
  if (places.length > mostPlaces) {
    channel.line(`  and at ${counted(places.length - mostPlaces, "more place")}`);
  }
  if (hint !== undefined) {
    channel.line(`  ${colours.cyan("hint:")} ${hint}`);
  }
}

function linePlace(position: Position | undefined, workingFolder: string): string | undefined {
  return position === undefined
    ? undefined
    : `${shownPath(position.file, workingFolder)}:${String(position.line)}:${String(position.column)}`;
}

function findingObject(
  { code, message, hint, places }: LinkFinding,
  { positionOf }: LinkContext,
  workingFolder: string,
) {
  return {
    code,
    message,
    hint,
    places: places.map((place) => {
      const position = positionOf(place);
      return {
        ...place,
        file: position === undefined ? undefined : shownPath(position.file, workingFolder),
        line: position?.line,
        column: position?.column,
      };
    }),
  };
}

function annotation(
  { code, message, hint, places }: LinkFinding,
  { output, positionOf }: LinkContext,
  workingFolder: string,
): string {
  const [first] = places;
  const position = first === undefined ? undefined : positionOf(first);
  return annotationLine(
    {
      level: "error",
      file: position?.file ?? resolve(workingFolder, first?.object ?? output),
      line: position?.line,
      column: position?.column,
      title: code,
      message: [
        message,
        ...places.map((place) => `at ${placeText(place)}`),
        ...(hint === undefined ? [] : [hint]),
      ].join("\n"),
    },
    workingFolder,
  );
}

/** What is said of a program. */
interface ShownProgram {
  readonly output: string;
  /** The symbol that it begins at. */
  readonly entry: string;
  readonly withSymbols: boolean;
}

/** A program for programs. */
export function programObject(program: LinkedProgram, { output, entry, withSymbols }: ShownProgram) {
  return {
    file: output,
    size: program.bytes.length,
    entry: { symbol: entry, address: hex(program.entry) },
    sections: loadedSections(program).map(({ name, address, size, flags }) => ({
      name,
      address: hex(BigInt(address)),
      size,
      access: accessOf(flags),
    })),
    ...(withSymbols
      ? {
          symbols: definedSymbols(program).map(({ name, value, size, type, binding, section, object }) => ({
            name,
            value: hex(value),
            size: Number(size),
            type,
            binding,
            section,
            object,
          })),
        }
      : {}),
  };
}

/** A program for people; with the symbols by their addresses on request. */
export function printProgram(
  program: LinkedProgram,
  { output, entry, withSymbols }: ShownProgram,
  channel: Channel,
): void {
  if (withSymbols) {
    printMap(program, channel);
  }
  channel.line(`${output}: ${counted(program.bytes.length, "byte")}, begins at ${entry} (${hex(program.entry)})`);
}

function printMap(program: LinkedProgram, channel: Channel): void {
  const { colours } = channel;
  const symbols = definedSymbols(program);
  for (const { name, address, size, flags } of loadedSections(program)) {
    channel.line(
      `${colours.bold(name)}: ${counted(size, "byte")} at ${hex(BigInt(address))}, ${accessOf(flags)}${
        isThreadLocal(flags) ? ", for each thread" : ""
      }`,
    );
    for (const symbol of symbols.filter(({ section }) => section === name)) {
      const object = symbol.object === undefined ? "" : `  ${colours.dim(symbol.object)}`;
      channel.line(`  ${hex(symbol.value).padEnd(10)}  ${String(symbol.size).padStart(8)}  ${symbol.name}${object}`);
    }
  }
  const others = symbols.filter(({ section }) => section === undefined);
  if (others.length > 0) {
    channel.line(colours.bold("in no section:"));
    for (const { name, value } of others) {
      channel.line(`  ${hex(value).padEnd(10)}  ${"".padStart(8)}  ${name}`);
    }
  }
  channel.line("");
}

function loadedSections({ layout }: LinkedProgram) {
  return layout.sections.filter(({ flags }) => (flags & sectionFlag.alloc) !== 0n);
}

function definedSymbols({ symbols }: LinkedProgram) {
  return symbols
    .filter(({ type, place }) => type !== "file" && place.kind !== "undefined")
    .toSorted((one, other) => (one.value < other.value ? -1 : one.value > other.value ? 1 : 0));
}

function accessOf(flags: bigint): string {
  return `read${(flags & sectionFlag.write) === 0n ? "" : ", write"}${(flags & sectionFlag.execinstr) === 0n ? "" : ", execute"}`;
}

function isThreadLocal(flags: bigint): boolean {
  return (flags & sectionFlag.tls) !== 0n;
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
