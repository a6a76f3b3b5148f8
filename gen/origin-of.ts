import { basename, dirname } from "node:path";
import type { Errata } from "../dsl/port/erratum.js";
import type { Origin } from "../emit/origin.js";
import type { PortSource } from "./load/find-port.js";

/**
 * What the files of a port say they are made from. It depends on where the description lies and on nothing else: not
 * on how it was asked for, nor on what is above its folder.
 */
export function originOf({ module }: PortSource, portName: string, errata: Errata): Origin {
  const folder = dirname(module);
  const hasName =
    basename(module) === "port.ts" && basename(folder) === portName && basename(dirname(folder)) === "targets";
  return { portName, errata, module: hasName ? undefined : nameInComment(basename(module)) };
}

/** File names that would not stay in a comment of one line, or not one word of a command, are left to the reader. */
function nameInComment(name: string): string {
  return /^\w[\w@%+=:,.-]*$/.test(name) && !name.includes("--") ? name : "<the module>";
}
