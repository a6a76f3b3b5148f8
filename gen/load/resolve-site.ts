import type { Diagnostic } from "../../dsl/diagnostic.js";
import type { Finding } from "./position.js";
import type { SourcePositions } from "./source-position.js";

/** What has been loaded, with the way back to its lines. */
interface Loaded {
  readonly source: { readonly module: string };
  readonly positions: SourcePositions;
}

/** A diagnostic of what was loaded with the line that it is about. */
export function resolveSite(diagnostic: Diagnostic, { source, positions }: Loaded): Finding {
  const { code, message, hint, routine, site } = diagnostic;
  return {
    code,
    message,
    hint,
    routine,
    description: source.module,
    position: site === undefined ? undefined : positions.ofSite(site),
  };
}
