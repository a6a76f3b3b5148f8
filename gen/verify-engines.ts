import type { Engine, EngineName } from "../verify/engine/engine.js";
import { Failure } from "./failure.js";

/** Which engines somebody asked for; without a word about it, all that are there. */
export type EngineChoice = EngineName | "all";

/** The choices, as the command line takes them. */
export const engineChoices: readonly EngineChoice[] = ["builtin", "unicorn", "all"];

/** The engines that run, and why another does not. */
export interface ChosenEngines {
  readonly engines: readonly Engine[];
  readonly missing: readonly MissingEngine[];
}

export interface MissingEngine {
  readonly name: EngineName;
  readonly reason: string;
}

/** Makes the engines asked for. One that was asked for by name and is not there is a failure. */
export async function chooseEngines(choice: EngineChoice | undefined): Promise<ChosenEngines> {
  const [{ createEngine, engineNames }, { EngineError }] = await Promise.all([
    import("../verify/engine/available-engines.js"),
    import("../verify/engine/engine.js"),
  ]);
  const engines: Engine[] = [];
  const missing: MissingEngine[] = [];
  for (const name of choice === undefined || choice === "all" ? engineNames : [choice]) {
    try {
      engines.push(await createEngine(name));
    } catch (error) {
      if (!(error instanceof EngineError)) {
        throw error;
      }
      if (choice !== undefined) {
        throw new Failure(error.message, "without --engine, what is there runs", error);
      }
      missing.push({ name, reason: error.message });
    }
  }
  return { engines, missing };
}
