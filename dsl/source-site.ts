/**
 * Where in a description something was written: the stack of the call that made it, a number that stands for that, or a
 * place inside of what begins at another site. `gen` resolves it through the description's source map; only errors,
 * listings and maps ask.
 */
export type SourceSite = KeptSite | SiteNumber | SiteInside;

/** V8 keeps the frame and formats it when somebody asks; keeping it takes several microseconds and as much memory. */
export interface KeptSite {
  readonly stack?: unknown;
}

/** The number of the site among those that one evaluation captured, from 0; see `withNumberedSites`. */
export type SiteNumber = number;

/**
 * So many lines below another site, in this column counted from 1; on the same line, so many columns behind it.
 */
export interface SiteInside {
  readonly inside: { readonly site: SourceSite; readonly line: number; readonly column: number };
}

/** What captured sites are in the meantime. */
type Capture = { readonly kind: "numbers"; next: SiteNumber } | { readonly kind: "list"; readonly sites: KeptSite[] };

let capture: Capture | undefined;

/**
 * Captures the position of the call of `entry`, the outermost function of portwright on the way here, so that the
 * frame kept is the author's own line.
 */
export function captureSite(entry: (...parameters: never[]) => unknown): SourceSite {
  if (capture?.kind === "numbers") {
    return capture.next++;
  }
  const captured: KeptSite = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(captured, entry);
  Error.stackTraceLimit = limit;
  capture?.sites.push(captured);
  return captured;
}

/**
 * Evaluates a description with numbers for sites, which cost nothing. A description gives the same every time it is
 * evaluated, so `sitesByNumber` finds out later what the numbers stand for.
 */
export function withNumberedSites<T>(evaluate: () => T): T {
  return capturing({ kind: "numbers", next: 0 }, evaluate);
}

/** Evaluates a description once more, and gives its sites by their numbers. */
export function sitesByNumber(evaluate: () => void): readonly KeptSite[] {
  const sites: KeptSite[] = [];
  capturing({ kind: "list", sites }, evaluate);
  return sites;
}

function capturing<T>(how: Capture, evaluate: () => T): T {
  const before = capture;
  capture = how;
  try {
    return evaluate();
  } finally {
    capture = before;
  }
}
