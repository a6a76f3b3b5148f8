import type { Engine, EngineName } from "./engine.js";
import { EngineError } from "./engine.js";
import { createBuiltinEngine } from "./builtin/builtin-engine.js";
import { createUnicornEngine } from "./unicorn/unicorn-engine.js";

/** An engine of this installation, or why it is none. */
export type EngineAvailability =
  | { readonly name: EngineName; readonly available: true }
  | { readonly name: EngineName; readonly available: false; readonly reason: string };

/** All engines that portwright knows. */
export const engineNames: readonly EngineName[] = Object.freeze(["builtin", "unicorn"]);

/** Which engines work here, and for those that do not, what is missing and how to get it. */
export function availableEngines(): Promise<readonly EngineAvailability[]> {
  return Promise.all(engineNames.map(availability));
}

/** Makes an engine. Throws an EngineError that names what it lacks, if it is not there or there is none so called. */
export async function createEngine(name: string): Promise<Engine> {
  switch (name) {
    case "builtin":
      return createBuiltinEngine();
    case "unicorn":
      return createUnicornEngine();
    default:
      throw new EngineError(`there is no engine "${name}": expected ${engineNames.join(" or ")}`);
  }
}

async function availability(name: EngineName): Promise<EngineAvailability> {
  try {
    (await createEngine(name)).dispose();
    return { name, available: true };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { name, available: false, reason: error.message };
  }
}
