import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { Errata } from "../dsl/port/erratum.js";
import type { Port } from "../dsl/port/port.js";
import type { SourceSite } from "../dsl/source-site.js";
import type { Candidate } from "../verify/verify-port.js";
import { makeFromSource, type BrokenSource } from "./assemble-source.js";
import { Failure } from "./failure.js";
import type { PortSource } from "./load/find-port.js";
import { nearestName } from "./load/nearest-name.js";
import type { Finding } from "./load/position.js";
import type { SourcePositions } from "./load/source-position.js";

/** A port that can be verified, with the way back to the lines of its description. */
export interface VerifiableSource {
  readonly kind: "verifiable";
  readonly name: string;
  readonly source: PortSource;
  readonly port: Port;
  /** In the port's order. */
  readonly candidates: readonly Candidate[];
  readonly positions: SourcePositions;
  readonly warnings: readonly Finding[];
}

/** Reads, checks and assembles a description, and puts each routine with its contract. */
export async function verifiableSource(
  source: PortSource,
  errata: Errata,
  workingFolder: string,
): Promise<VerifiableSource | BrokenSource> {
  const { candidates } = await import("../verify/verify-port.js");
  const made = await makeFromSource(source, errata, workingFolder, (port) => candidates(port, errata));
  if (made.kind === "broken") {
    return made;
  }
  const { port, positions, warnings } = made.loaded;
  return { kind: "verifiable", name: port.name, source, port, candidates: made.value, positions, warnings };
}

/** The symbol of a routine, as objects spell it. */
export function symbolOf(candidate: Candidate): string {
  return "subject" in candidate ? candidate.subject.image.symbol : candidate.finding.routine;
}

/** The line that a routine is described at. */
export function siteOf(candidate: Candidate): SourceSite | undefined {
  return "subject" in candidate ? candidate.subject.routine.site : candidate.finding.site;
}

/**
 * Limits ports to the routines named, spelt as objects or as descriptions spell them. Where no port was named, it may
 * be among the names.
 */
export function withRoutines(
  ports: readonly VerifiableSource[],
  names: readonly string[] | undefined,
  portNamed: boolean,
): readonly VerifiableSource[] {
  if (names === undefined) {
    return ports;
  }
  const symbols = ports.flatMap(({ candidates }) => candidates.map(symbolOf));
  // With the middle dot a name is that of a bridge, where there is one.
  const wanted = new Set(names.map((name) => (symbols.includes(name) ? name : objectSymbol(name))));
  const unknown = [...wanted].filter((name) => !symbols.includes(name));
  if (unknown.length > 0) {
    throw unknownRoutines(unknown, symbols, portNamed);
  }
  return ports
    .map((port) => ({ ...port, candidates: port.candidates.filter((one) => wanted.has(symbolOf(one))) }))
    .filter(({ candidates }) => candidates.length > 0);
}

function unknownRoutines(unknown: readonly string[], symbols: readonly string[], portNamed: boolean): Failure {
  const said = unknown.map((name) => {
    const near = nearestSymbol(name, symbols);
    return `"${name}"${near === undefined ? "" : ` (did you mean ${near}?)`}`;
  });
  return new Failure(
    `unknown ${unknown.length === 1 ? "routine" : "routines"} ${said.join(", ")}`,
    `${portNamed ? "" : "a port is named before --routine; "}known routines: ${symbols.join(", ")}`,
  );
}

/** People leave out the package: `mmap` for `runtime.mmap`. */
function nearestSymbol(name: string, symbols: readonly string[]): string | undefined {
  const withoutPackage = (symbol: string): string => symbol.slice(symbol.lastIndexOf(".") + 1);
  const near = nearestName(name, symbols) ?? nearestName(name, symbols.map(withoutPackage));
  return symbols.find((symbol) => symbol === near || withoutPackage(symbol) === near);
}
