import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { Failure, orFail } from "../failure.js";
import { packageFolder } from "../own-package.js";
import { nearestName } from "./nearest-name.js";
import { shownPath } from "./position.js";

/** A description that somebody asked for, before it is read. */
export interface PortSource {
  /** As it was asked for: a name, or a path. */
  readonly argument: string;
  /** Whose it is: the working directory's targets/, portwright's own targets/, or any module given by its path. */
  readonly origin: "local" | "built-in" | "path";
  /** The name, where it was found by name in a folder of targets/. */
  readonly name: string | undefined;
  /** The module that describes it, absolute. */
  readonly module: string;
}

/** How the files are called that a description can be in. */
export const moduleExtensions: readonly string[] = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/** The module of a port's folder. */
const portModule = "port.ts";

/** Finds the description that `argument` means: the name of a folder of targets/, or the path of a module. */
export function findPort(argument: string, workingFolder: string): PortSource {
  return isPath(argument) ? byPath(argument, workingFolder) : byName(argument, workingFolder);
}

/** The ports of the working directory's own targets/. */
export function localPorts(workingFolder: string): readonly PortSource[] {
  return portsOf(join(workingFolder, "targets"), "local");
}

/** The ports that come with portwright and that no port of the working directory hides. */
export function builtInPorts(workingFolder: string): readonly PortSource[] {
  const hidden = new Set(localPorts(workingFolder).map((source) => source.name));
  return portsOf(join(packageFolder, "targets"), "built-in").filter((source) => !hidden.has(source.name));
}

function isPath(argument: string): boolean {
  return /[\\/]/.test(argument) || argument.startsWith(".") || moduleExtensions.includes(extname(argument));
}

function byPath(argument: string, workingFolder: string): PortSource {
  const path = resolve(workingFolder, argument);
  const found = orFail(`cannot read ${argument}`, () => statSync(path, { throwIfNoEntry: false }));
  if (found === undefined) {
    throw new Failure(
      `there is no module ${argument}`,
      "name a folder of targets/, or the path of a TypeScript module that exports a port",
    );
  }
  const module = found.isDirectory() ? join(path, portModule) : path;
  if (!isFile(module)) {
    throw new Failure(
      `the folder ${argument} has no ${portModule}`,
      "a port's folder holds its description, or name the module",
    );
  }
  if (!moduleExtensions.includes(extname(module))) {
    throw new Failure(
      `${argument} is no module`,
      `a description is a TypeScript or JavaScript file (${moduleExtensions.join(" ")})`,
    );
  }
  return { argument, origin: "path", name: undefined, module };
}

function byName(name: string, workingFolder: string): PortSource {
  const known = [...localPorts(workingFolder), ...builtInPorts(workingFolder)];
  const found = known.find((source) => source.name === name);
  if (found !== undefined) {
    return found;
  }
  const folder = join(workingFolder, "targets", name);
  if (name !== "" && existsSync(folder)) {
    throw new Failure(
      `${shownPath(folder, workingFolder)} has no ${portModule}`,
      "a port's folder holds its description",
    );
  }
  const names = known.flatMap((source) => source.name ?? []);
  const nearest = nearestName(name, names);
  throw new Failure(
    `unknown port "${name}"${nearest === undefined ? "" : ` (did you mean ${nearest}?)`}`,
    names.length === 0
      ? "there are no ports in ./targets; give the path of a module that exports a port"
      : `known ports: ${names.join(", ")}; or give the path of a module that exports a port`,
  );
}

function portsOf(targets: string, origin: "local" | "built-in"): readonly PortSource[] {
  if (statSync(targets, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return [];
  }
  return readdirSync(targets)
    .toSorted()
    .map((name) => join(targets, name, portModule))
    .filter(isFile)
    .map((module) => {
      const name = basename(join(module, ".."));
      return { argument: name, origin, name, module };
    });
}

/** Is there a file at the path? */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // A file where a folder should be: no such module either.
    return false;
  }
}
