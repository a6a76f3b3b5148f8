import { join, sep } from "node:path";
import type { AssembledRoutine } from "../assemble/assembled-routine.js";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { Errata } from "../dsl/port/erratum.js";
import { assemblyUnits } from "../dsl/port/port-units.js";
import type { Port } from "../dsl/port/port.js";
import type { ElfObject } from "../elf/object.js";
import type { Place } from "../link/finding.js";
import { packageFolder } from "./own-package.js";
import { makeFromSource, type BrokenSource } from "./assemble-source.js";
import { Failure } from "./failure.js";
import type { PortSource } from "./load/find-port.js";
import type { Finding, Position } from "./load/position.js";

/** Where portwright itself runs from. */
const ownCode = join(packageFolder, "dist", sep);

/** A port as the linker takes it. */
export interface LinkableSource {
  readonly kind: "linkable";
  /** One for each assembly unit, named after its file. */
  readonly objects: readonly ElfObject[];
  /** Where its processes begin, if it says so. */
  readonly entries: readonly string[];
  readonly warnings: readonly Finding[];
  /** The line of the description that a place in one of the objects comes from. */
  readonly positionOf: (place: Place) => Position | undefined;
}

/** Reads, checks and assembles a description. */
export async function linkableSource(
  source: PortSource,
  errata: Errata,
  workingFolder: string,
): Promise<LinkableSource | BrokenSource> {
  const made = await makeFromSource(source, errata, workingFolder, async (port) => {
    const [{ assembleUnits }, { unitObject }] = await Promise.all([
      import("../assemble/assemble-units.js"),
      import("../assemble/object/unit-object.js"),
    ]);
    const units = await assembleUnits(assemblyUnits(port), errata);
    return {
      objects: units.map(({ unit, routines }) =>
        unitObject({ name: unitName(port, unit), codes: routines, data: unit.data, comment: [] }),
      ),
      data: new Map(units.flatMap(({ unit }) => unit.data.map((item) => [objectSymbol(item.name), item]))),
      routines: new Map(units.flatMap(({ routines }) => routines.map((routine) => [routine.symbol, routine]))),
      entries: processEntries(
        port,
        units.flatMap(({ routines }) => routines),
      ),
    };
  });
  if (made.kind === "broken") {
    return made;
  }
  const { value, loaded } = made;
  const names = new Set(value.objects.map(({ name }) => name));
  return {
    kind: "linkable",
    objects: value.objects,
    entries: value.entries,
    warnings: loaded.warnings,
    positionOf: ({ object, symbol }) => {
      if (!names.has(object) || symbol === undefined) {
        return undefined;
      }
      const routine = value.routines.get(symbol.name);
      const site =
        routine === undefined ? value.data.get(symbol.name)?.site : instructionAt(routine, symbol.offset)?.site;
      const position = site === undefined ? undefined : loaded.positions.ofSite(site);
      // What a pattern of the language wrote has no line that the author could look at.
      return position?.file.startsWith(ownCode) === true ? undefined : position;
    },
  };
}

/** What messages call the object of a unit: the first file that shows it. */
function unitName(port: Port, unit: unknown): string {
  const output = port.outputs.find((candidate) => "unit" in candidate && candidate.unit === unit);
  return `${port.name}:${output?.path ?? ""}`;
}

/** The process entries that no other routine goes on to: a second stage begins as the first did. */
function processEntries(port: Port, routines: readonly AssembledRoutine[]): readonly string[] {
  const used = new Set(routines.flatMap(({ relocations }) => relocations.map(({ symbol }) => symbol)));
  return assemblyUnits(port)
    .flatMap((unit) => unit.routines)
    .filter(({ contract }) => contract?.entry === "process")
    .map(({ name }) => objectSymbol(name))
    .filter((name) => !used.has(name));
}

function instructionAt({ ranges }: AssembledRoutine, offset: number) {
  return ranges.find((range) => range.offset <= offset && offset < range.offset + range.length);
}

/** The entry point that nobody named: the port's, or what C compilers and linkers call it. */
export function defaultEntry(entries: readonly string[]): string {
  const [entry = "_start", second] = entries;
  if (second !== undefined) {
    throw new Failure(
      `the port has several routines that a process can begin at: ${entries.join(", ")}`,
      "say which one with --entry",
    );
  }
  return entry;
}
