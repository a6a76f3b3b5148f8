import { SourceMap, type SourceMapPayload, type SourceMapping } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { KeptSite, SiteInside, SourceSite } from "../../dsl/source-site.js";
import type { Bundle } from "./bundle.js";
import { callPlaces, type CallPlace } from "./call-sites.js";
import type { Position } from "./position.js";

/** Finds the lines of a description again in what ran: one bundle made of all its modules. */
export interface SourcePositions {
  /** Where the call stands that `site` was captured from. */
  ofSite(site: SourceSite): Position | undefined;
  /** The innermost line of the description on the way to where `error` was thrown. */
  ofError(error: unknown): Position | undefined;
}

/**
 * The positions of what runs from `bundle`. `evaluateAgain` gives the sites that stand behind the numbers of the first
 * evaluation; it is called where a position is asked for.
 */
export function sourcePositions(bundle: Bundle, evaluateAgain: () => readonly KeptSite[] = () => []): SourcePositions {
  // Read only where there is something to say about a line: decoding it takes as long as bundling.
  let map: SourceMap | undefined;
  const folder = dirname(bundle.runsAs);

  const findEntry = ({ line, column }: CallPlace): Partial<SourceMapping> => {
    map ??= new SourceMap(readSourceMap(bundle.sourceMapText()));
    return map.findEntry(line - 1, column - 1);
  };

  const inDescription = (place: CallPlace): Position | undefined => {
    const { originalSource, originalLine, originalColumn } = place.file === bundle.runsAs ? findEntry(place) : {};
    return originalSource === undefined || originalLine === undefined || originalColumn === undefined
      ? undefined
      : { file: resolve(folder, originalSource), line: originalLine + 1, column: originalColumn + 1 };
  };

  let numbered: readonly KeptSite[] | undefined;
  const ofSite = (site: SourceSite): Position | undefined => {
    if (typeof site === "number") {
      numbered ??= evaluateAgain();
      const kept = numbered[site];
      return kept === undefined ? undefined : ofSite(kept);
    }
    if ("inside" in site) {
      const begins = ofSite(site.inside.site);
      return begins === undefined ? undefined : inside(begins, site);
    }
    const place = callPlaces(site)[0];
    return place === undefined ? undefined : (inDescription(place) ?? elsewhere(place));
  };

  return {
    ofSite,
    ofError: (error) =>
      error instanceof Error
        ? callPlaces(error)
            .map(inDescription)
            .find((place) => place !== undefined)
        : undefined,
  };
}

function readSourceMap(text: string): SourceMapPayload {
  const map: unknown = JSON.parse(text);
  if (!isSourceMap(map)) {
    throw new Error("esbuild gave no source map");
  }
  return map;
}

function isSourceMap(value: unknown): value is SourceMapPayload {
  return typeof value === "object" && value !== null && "mappings" in value && "sources" in value;
}

/** A template keeps its lines in the bundle: what is inside it there is inside it in the description. */
function inside(begins: Position, { inside: { line, column } }: SiteInside): Position {
  return { file: begins.file, line: begins.line + line, column: line === 0 ? begins.column + column : column };
}

/** A module that is not part of the bundle: its own place is all there is to say. */
function elsewhere(place: CallPlace): Position {
  return { ...place, file: place.file.startsWith("file:") ? fileURLToPath(place.file) : place.file };
}
