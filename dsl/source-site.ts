/**
 * Where in a description a node was written.
 *
 * Capturing costs about a microsecond because nothing is resolved here: V8 keeps the frame and formats it when
 * somebody asks. Only errors, listings and maps ask; `gen` resolves a site through the description's source map.
 */
export interface SourceSite {
  readonly stack?: unknown;
  /**
   * A place inside what begins at another site, in place of a stack: so many lines below it, in this column counted
   * from 1; on the same line, so many columns behind it.
   */
  readonly inside?: { readonly site: SourceSite; readonly line: number; readonly column: number };
}

/**
 * Captures the position of the call of `entry`, the outermost function of portwright on the way here, so that the
 * frame kept is the author's own line.
 */
export function captureSite(entry: (...parameters: never[]) => unknown): SourceSite {
  const captured: SourceSite = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(captured, entry);
  Error.stackTraceLimit = limit;
  return captured;
}
