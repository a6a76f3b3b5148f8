import type { Errata } from "../dsl/port/erratum.js";

/** What a file is made from. */
export interface Origin {
  readonly portName: string;
  readonly errata: Errata;
  /** The file name of the description's module, where `generate` does not find the port by its name. */
  readonly module?: string | undefined;
  /** How it is made again, where that is not by `generate`: a command, and where to give it. */
  readonly again?: string | undefined;
}

/** The command that writes the port's files; with a module, it is for the folder of the description. */
export function generateCommand({ portName, errata, module }: Origin): string {
  // The corrected form is what the command writes unless it is told otherwise.
  const option = errata === "corrected" ? "" : ` --errata ${errata}`;
  return `npx portwright generate ${module ?? portName}${option}`;
}
