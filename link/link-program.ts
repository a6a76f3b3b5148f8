import { sectionFlag, sectionIndex } from "../elf/constants.js";
import { applyRelocations } from "./apply-relocations.js";
import { joinComments } from "./comments.js";
import { placeCommonSymbols } from "./common-symbols.js";
import { writeFrameTable } from "./eh-frame.js";
import { programSymbols, type ProgramSymbol } from "./executable-symbols.js";
import type { LinkFinding, Place } from "./finding.js";
import { hasNames, type InputObject, type Target } from "./input-object.js";
import { layOut, type Layout } from "./layout.js";
import { mergeSections, outputName } from "./merge-sections.js";
import { OffsetTable } from "./offset-table.js";
import { ownSections, type OwnSections } from "./own-sections.js";
import { planRelocations, type PlannedField } from "./plan-relocations.js";
import { prepareFrames, prepareSections, type InputFrame } from "./prepare-sections.js";
import { ProgramValues } from "./program-values.js";
import { resolveSymbols, type GlobalSymbol, type LinkInput } from "./resolve-symbols.js";
import { globalTarget, targetsOf } from "./targets.js";
import { sectionImage, writeExecutable } from "./write-executable.js";

export interface LinkOptions {
  /** The symbol that the program begins at. */
  readonly entry: string;
  /** What `.comment` says of who linked it. */
  readonly mark: string;
  /** The name that was probably meant, for hints. */
  readonly nearest?: (name: string, known: readonly string[]) => string | undefined;
}

/** A program, or what keeps the objects from becoming one. */
export type LinkResult = LinkedProgram | { readonly kind: "broken"; readonly findings: readonly LinkFinding[] };

export interface LinkedProgram {
  readonly kind: "linked";
  readonly bytes: Uint8Array;
  readonly entry: bigint;
  readonly layout: Layout;
  readonly symbols: readonly ProgramSymbol[];
}

/**
 * Links a static OpenBSD/amd64 executable. The same objects give the same bytes. Everything that is wrong is found at
 * once, as far as one thing does not hide another.
 */
export function linkProgram(linked: readonly LinkInput[], { entry, mark, nearest }: LinkOptions): LinkResult {
  const resolution = resolveSymbols(linked, [entry]);
  const { globals } = resolution;
  const findings = [...resolution.findings];
  const common = placeCommonSymbols(globals);
  const inputs = [...resolution.inputs, ...(common === undefined ? [] : [common])];
  for (const input of inputs) {
    prepareSections(input, findings);
  }
  const loaded = new Set(
    inputs.flatMap(({ sections }) =>
      sections.flatMap((section) =>
        section === undefined || (section.flags & sectionFlag.alloc) === 0n ? [] : outputName(section),
      ),
    ),
  );
  const targets = new Map(inputs.map((input) => [input, targetsOf(input, globals, loaded)]));
  const frames = prepareFrames(inputs, targets);
  const table = new OffsetTable();
  const fields = inputs.flatMap((input) => planRelocations(input, targets.get(input) ?? [], table, findings));
  const entryTarget = globalTarget(entry, globals.get(entry), loaded);
  checkEntry(entry, entryTarget, findings, (name) => nearest?.(name, definedNames(globals)));
  const own = ownSections({
    tableEntries: table.entries.length,
    wantsTable: usesTable(fields),
    hasFrames: loaded.has(".eh_frame"),
    frameFunctions: frames?.length,
    comment: joinComments(inputs, mark),
  });
  const outputs = mergeSections([...inputs, own.input], findings).filter(
    ({ size, pieces }) => size > 0 || pieces.some(({ input, index }) => input === own.input || hasNames(input, index)),
  );
  const layout = layOut(outputs, findings);
  if (layout === undefined || findings.length > 0) {
    return { kind: "broken", findings: together(findings) };
  }
  if (layout.sections.length + 4 >= sectionIndex.reserved) {
    const message = `the program would have ${layout.sections.length} sections, more than its symbols can name`;
    return { kind: "broken", findings: [{ code: "too-large", message, places: [] }] };
  }
  const values = new ProgramValues(layout);
  const image = sectionImage(layout);
  const tableAt = fillTable(image, table, own, values);
  applyRelocations(image, fields, values, tableAt ?? layout.base, findings);
  fillFrameTable(image, frames, own, targets, values);
  if (findings.length > 0) {
    return { kind: "broken", findings: together(findings) };
  }
  const symbols = programSymbols(inputs, globals, targets, values);
  const start = values.address(entryTarget);
  return { kind: "linked", bytes: writeExecutable(image, layout, start, symbols), entry: start, layout, symbols };
}

function checkEntry(
  name: string,
  target: Target,
  findings: LinkFinding[],
  nearest: (name: string) => string | undefined,
): void {
  if (target.kind === "undefined") {
    const meant = nearest(name);
    findings.push({
      code: "no-entry",
      message: `the entry point ${name} is not defined`,
      hint: meant === undefined ? "say with --entry which global symbol it begins at" : `did you mean ${meant}?`,
      places: [],
    });
    return;
  }
  const flags = target.kind === "section" ? (target.input.sections[target.section]?.flags ?? 0n) : 0n;
  if ((flags & sectionFlag.execinstr) === 0n) {
    findings.push({
      code: "entry-not-code",
      message: `the entry point ${name} is not in a section of code`,
      places: target.kind === "section" ? [{ object: target.input.object.name }] : [],
    });
  }
}

function definedNames(globals: ReadonlyMap<string, GlobalSymbol>): readonly string[] {
  return [...globals.values()].flatMap(({ name, definition }) => (definition === undefined ? [] : name));
}

/** Does anybody ask where the offset table is? */
function usesTable(fields: readonly PlannedField[]): boolean {
  return fields.some(({ target }) => target.kind === "linker" && target.name === "_GLOBAL_OFFSET_TABLE_");
}

/** Fills in the offset table. Its address, where there is one. */
function fillTable(
  image: Uint8Array,
  { entries }: OffsetTable,
  own: OwnSections,
  values: ProgramValues,
): number | undefined {
  const placed = own.table === undefined ? undefined : values.pieceOf(own.input, own.table);
  if (placed === undefined) {
    return undefined;
  }
  const start = placed.output.fileOffset + placed.piece.offset;
  const view = new DataView(image.buffer, start, placed.piece.section.size);
  for (const [slot, { kind, target }] of entries.entries()) {
    const value = kind === "address" ? values.address(target) : values.threadOffset(target);
    view.setBigUint64(8 * slot, BigInt.asUintN(64, value), true);
  }
  return placed.output.address + placed.piece.offset;
}

/** Fills in the table by which the unwind information of a function is found. */
function fillFrameTable(
  image: Uint8Array,
  frames: readonly InputFrame[] | undefined,
  own: OwnSections,
  targets: ReadonlyMap<InputObject, readonly Target[]>,
  values: ProgramValues,
): void {
  const placed = own.frameTable === undefined ? undefined : values.pieceOf(own.input, own.frameTable);
  if (placed === undefined || frames === undefined) {
    return;
  }
  const functions = frames.flatMap(({ input, section, offset, start }) => {
    const target = targets.get(input)?.[start.symbol];
    const piece = values.pieceOf(input, section);
    return target === undefined || piece === undefined
      ? []
      : [
          {
            start: Number(values.address(target) + start.addend),
            record: piece.output.address + piece.piece.offset + offset,
          },
        ];
  });
  const from = placed.output.fileOffset + placed.piece.offset;
  const all = values.layout.sections.find(({ name }) => name === ".eh_frame");
  const bytes = image.subarray(from, from + placed.piece.section.size);
  if (!writeFrameTable(bytes, placed.output.address, all?.address ?? 0, functions)) {
    // Nobody finds anything by a table without a version; debuggers read the records themselves.
    bytes.fill(0);
  }
}

/** One finding for all places of the same thing. */
function together(findings: readonly LinkFinding[]): readonly LinkFinding[] {
  const merged = new Map<string, { readonly finding: LinkFinding; readonly places: Place[] }>();
  for (const finding of findings) {
    const key = `${finding.code} ${finding.message}`;
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, { finding, places: [...finding.places] });
    } else {
      known.places.push(...finding.places);
    }
  }
  return [...merged.values()].map(({ finding, places }) => ({ ...finding, places }));
}
