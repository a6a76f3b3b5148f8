import { SourceMap, type SourceMapping } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceSite } from "../../dsl/source-site.js";
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

/** The positions of what runs from `bundle`. */
export function sourcePositions(bundle: Bundle): SourcePositions {
  const map = new SourceMap(bundle.sourceMap);
  const folder = dirname(bundle.runsAs);

  const inDescription = (place: CallPlace): Position | undefined => {
    const entry: Partial<SourceMapping> =
      place.file === bundle.runsAs ? map.findEntry(place.line - 1, place.column - 1) : {};
    const { originalSource, originalLine, originalColumn } = entry;
    return originalSource === undefined || originalLine === undefined || originalColumn === undefined
      ? undefined
      : { file: resolve(folder, originalSource), line: originalLine + 1, column: originalColumn + 1 };
  };

  return {
    ofSite: (site) => {
      const place = callPlaces(site.inside?.site ?? site)[0];
      return place === undefined ? undefined : inside(inDescription(place) ?? elsewhere(place), site);
    },
    ofError: (error) =>
      error instanceof Error
        ? callPlaces(error)
            .map(inDescription)
            .find((place) => place !== undefined)
        : undefined,
  };
}

/** A template keeps its lines in the bundle: what is inside it there is inside it in the description. */
function inside(begins: Position, site: SourceSite): Position {
  if (site.inside === undefined) {
    return begins;
  }
  const { line, column } = site.inside;
  return { file: begins.file, line: begins.line + line, column: line === 0 ? begins.column + column : column };
}

/** A module that is not part of the bundle: its own place is all there is to say. */
function elsewhere(place: CallPlace): Position {
  return { ...place, file: place.file.startsWith("file:") ? fileURLToPath(place.file) : place.file };
}
