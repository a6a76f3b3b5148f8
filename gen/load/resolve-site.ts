import type { Diagnostic } from "../../dsl/diagnostic.js";
import type { LoadedPort } from "./load-port.js";
import type { Finding } from "./position.js";

/** A diagnostic of a loaded port with the line that it is about. */
export function resolveSite(diagnostic: Diagnostic, { source, positions }: LoadedPort): Finding {
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
