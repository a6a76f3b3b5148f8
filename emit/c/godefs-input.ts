import type { GodefsInput, SystemType } from "../../dsl/port/godefs-input.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";

/** The C file that a godefs-style tool reads on the system itself. */
export function emitGodefsInput(input: GodefsInput, origin: Origin): string {
  return [
    generatedMark("slashes", origin),
    "\n// Input for a godefs-style tool, to be run on the system that is described:\n",
    `//\t${input.command}\n\n`,
    ...input.includes.map((header) => `#include <${header}>\n`),
    ...(input.constants.length === 0 ? [] : ["\nenum {\n", ...input.constants.map(readConstant), "};\n"]),
    ...(input.types.length === 0 ? [] : ["\n", ...input.types.map(readType)]),
  ].join("");
}

function readConstant({ name }: { readonly name: string }): string {
  return `\t$${name} = ${name},\n`;
}

function readType({ name, system }: { readonly name: string; readonly system: SystemType }): string {
  const remark = system.remark === undefined ? "" : `// ${system.remark}\n`;
  return `${remark}typedef ${systemName(system)} $${name};\n`;
}

function systemName({ kind, name = "" }: SystemType): string {
  switch (kind) {
    case "system-struct":
      return `struct ${name}`;
    case "system-union":
      return `union ${name}`;
    case "system-typedef":
      return name;
    case "system-void":
      return "void";
  }
}
