import { Option } from "commander";
import type { Errata } from "../dsl/port/erratum.js";
import type { Terminal } from "./terminal.js";

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Absolute. */
  readonly workingFolder: string;
  /**
   * Sets what the process will exit with, once everything is written out: an ExitStatus, or that of a program that was
   * run.
   */
  finish(status: number): void;
}

export interface ErrataOptions {
  readonly errata?: Errata;
}

/** The flag that chooses between the port as it was published and the mended one. */
export function errataOption(): Option {
  return new Option(
    "--errata <form>",
    "the port with its known defects mended, or as it was published (default: corrected)",
  ).choices(["original", "corrected"]);
}

/** The argument of every command that works on a port. */
export const portArgument = "name of a folder of targets/, or path of a module that exports a port";
