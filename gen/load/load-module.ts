import { sitesByNumber, withNumberedSites } from "../../dsl/source-site.js";
import { partsAreLoaded } from "../begin-encoding.js";
import { bundleDescription } from "./bundle.js";
import { dslModule } from "./dsl-module.js";
import { evaluate } from "./evaluate.js";
import type { Finding } from "./position.js";
import type { SourcePositions } from "./source-position.js";
import { sourcePositions } from "./source-position.js";

/** What a module exports, with the way back to the lines it was written in. */
export interface LoadedModule {
  readonly kind: "module";
  readonly exports: unknown;
  readonly positions: SourcePositions;
  readonly warnings: readonly Finding[];
}

/** Reads a module of descriptions, absolute, from its TypeScript source. */
export async function loadModule(
  module: string,
): Promise<LoadedModule | { readonly kind: "broken"; readonly findings: readonly Finding[] }> {
  partsAreLoaded();
  const bundled = await bundleDescription(module);
  if (bundled.kind === "broken") {
    return bundled;
  }
  const { bundle } = bundled;
  const dsl = dslModule();
  const positions = sourcePositions(bundle, () =>
    sitesByNumber(() => {
      evaluate(bundle, module, dsl, positions);
    }),
  );
  const evaluation = withNumberedSites(() => evaluate(bundle, module, dsl, positions));
  return evaluation.kind === "broken"
    ? evaluation
    : { kind: "module", exports: evaluation.exports, positions, warnings: bundled.warnings };
}
