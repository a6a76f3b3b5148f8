import { Failure } from "../failure.js";
import { beginBundling } from "./bundle.js";
import { findPort, localPorts } from "./find-port.js";

/**
 * Begins to read the description that a command was given, while what the command needs is loaded. Where there is none,
 * the command will say so.
 */
export function beginLoading(argument: string | undefined, workingFolder: string): void {
  try {
    const source = argument === undefined ? localPorts(workingFolder)[0] : findPort(argument, workingFolder);
    if (source !== undefined) {
      beginBundling(source.module);
    }
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
  }
}
