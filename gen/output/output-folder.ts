import { lstatSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { orFail } from "../failure.js";
import type { PortSource } from "../load/find-port.js";
import { inOwnCheckout } from "../own-package.js";

/** A folder that output goes to. */
export interface OutputFolder {
  /** Absolute. */
  readonly path: string;
  /**
   * `whole`: every file in it is portwright's, so that one nobody gives is a left-over. `marked`: it belongs to
   * somebody, and only files with portwright's mark of this port are ours.
   */
  readonly ownership: "whole" | "marked";
}

/** The folder named on the command line, or the one that belongs to the port. */
export function outputFolder(
  source: PortSource,
  portName: string,
  given: string | undefined,
  workingFolder: string,
): OutputFolder {
  const own = defaultFolder(source, portName, workingFolder);
  if (given === undefined) {
    return own;
  }
  const path = resolve(workingFolder, given);
  return path === own.path ? own : { path, ownership: "marked" };
}

/**
 * Beside the description, unless that is somebody else's: output of a port that came with an installed package goes to
 * a folder of the working directory, where other things may lie too. Modules not called `port` may share their folder
 * with others, so there each keeps to the files with its own mark.
 */
function defaultFolder(source: PortSource, portName: string, workingFolder: string): OutputFolder {
  if (isInstalled(source, workingFolder)) {
    return { path: join(workingFolder, portName), ownership: "marked" };
  }
  const alone = /^port\.[cm]?[jt]s$/.test(basename(source.module));
  return { path: join(dirname(source.module), "generated"), ownership: alone ? "whole" : "marked" };
}

function isInstalled(source: PortSource, workingFolder: string): boolean {
  return source.origin === "built-in"
    ? !inOwnCheckout(workingFolder)
    : source.module.split(sep).slice(0, -1).includes("node_modules");
}

/** What a path is, without following a link; undefined where nothing is. */
export function whatIs(path: string): "file" | "folder" | "link" | "other" | undefined {
  const found = orFail(
    `cannot look at ${path}`,
    () => lstatSync(path, { throwIfNoEntry: false }),
    "every part of the path must be a folder that you may enter",
  );
  if (found === undefined) {
    return undefined;
  }
  return found.isFile() ? "file" : found.isDirectory() ? "folder" : found.isSymbolicLink() ? "link" : "other";
}
