import { checkLocalName } from "../ctypes/c-name.js";
import type { Diagnostic } from "../diagnostic.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { Definitions, NamedNumber } from "./definitions.js";
import { checkSingleLine } from "./single-line.js";

/** How the system's own headers call a type. */
export interface SystemType {
  readonly kind: "system-struct" | "system-union" | "system-typedef" | "system-void";
  /** The tag or the name; none for `void`. */
  readonly name?: string;
  /** Why it stands there, where that is not plain. Comes out as a comment. */
  readonly remark?: string;
}

/**
 * The file from which a godefs-style tool, run on the system itself, reads the values of the constants and the layouts
 * of the types: each constant as `$NAME = NAME`, each type as `typedef <system type> $Name`.
 */
export interface GodefsInput {
  readonly kind: "godefs-input";
  /** The tool's command line, for the comment at the top. */
  readonly command: string;
  /** System headers, without brackets, in the order they are included. */
  readonly includes: readonly string[];
  readonly constants: readonly NamedNumber[];
  readonly types: readonly { readonly name: string; readonly system: SystemType }[];
  readonly site: SourceSite;
}

/** A struct of the system, by its tag. */
export function systemStruct(tag: string): SystemType {
  return Object.freeze({ kind: "system-struct", name: tag });
}

/** A union of the system, by its tag. */
export function systemUnion(tag: string): SystemType {
  return Object.freeze({ kind: "system-union", name: tag });
}

/** A typedef of the system. */
export function systemTypedef(name: string): SystemType {
  return Object.freeze({ kind: "system-typedef", name });
}

/** A type of the system that is only pointed at, so that its header is not needed. `remark` says which and why. */
export function systemVoid(remark: string): SystemType {
  return Object.freeze({ kind: "system-void", remark });
}

/**
 * The input for all of `definitions`. Every type has to be given its name in the system's headers.
 *
 * @example
 * godefsInput({
 *   definitions: kernelDefinitions,
 *   command: "godefs -f -m64 defs.c",
 *   includes: ["sys/time.h"],
 *   systemTypes: { Timeval: systemStruct("timeval") },
 * })
 */
export function godefsInput<TypeName extends string>(parts: {
  readonly definitions: Definitions<TypeName>;
  readonly command: string;
  readonly includes: readonly string[];
  readonly systemTypes: Readonly<Record<NoInfer<TypeName>, SystemType>>;
}): GodefsInput {
  return Object.freeze({
    kind: "godefs-input",
    command: parts.command,
    includes: Object.freeze(parts.includes),
    constants: parts.definitions.constants,
    types: Object.freeze(
      parts.definitions.types.map(({ name }) => Object.freeze({ name, system: parts.systemTypes[name] })),
    ),
    site: captureSite(godefsInput),
  });
}

/** What is wrong with the names of the system's headers and types. */
export function checkGodefsInput(input: GodefsInput): readonly Diagnostic[] {
  const { site } = input;
  return [
    ...checkSingleLine(input.command, "the command of the godefs input", site),
    ...input.includes
      .filter((header) => !/^[\w.+-]+(\/[\w.+-]+)*$/u.test(header))
      .map((header) => ({
        code: "include-name",
        message: `${JSON.stringify(header)} is no header: expected its path without brackets, as in "sys/time.h"`,
        site,
      })),
    ...input.types.flatMap(({ name, system }) => [
      ...(system.name === undefined ? [] : checkLocalName(system.name, `the system's type for ${name}`, site)),
      ...(system.remark === undefined ? [] : checkSingleLine(system.remark, `the remark on ${name}`, site)),
    ]),
  ];
}
