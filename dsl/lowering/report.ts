import type { Diagnostic } from "../diagnostic.js";
import type { SourceSite } from "../source-site.js";

/** Collects the diagnostics of one routine; a pass reports and goes on, so that an author sees everything at once. */
export type Report = (code: string, message: string, site: SourceSite, hint?: string) => void;

/** A report that files everything under `routine`, into `into`. */
export function reportInto(into: Diagnostic[], routine: string): Report {
  return (code, message, site, hint) => {
    into.push({ code, message: `${routine}: ${message}`, site, routine, hint });
  };
}
