import type { Finding } from "../load/position.js";

/** What an importer says of a place in a file that it reads. */
export interface ImportFault {
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A fault of an imported file as reports print it. `source` is the file that was to be imported, absolute. */
export function importFinding({ place, message, hint }: ImportFault, code: string, source: string): Finding {
  return { code, message, hint, description: source, position: place };
}
