import type { MakefileConditional } from "../../dsl/port/makefile-conditional.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";

/** A fragment of a makefile, to be included by the makefile proper. */
export function emitMakefileConditional(conditional: MakefileConditional, origin: Origin): string {
  return [
    generatedMark("hash", origin),
    "\n",
    ...conditional.doc.map((line) => `# ${line}\n`),
    `ifeq ($(${conditional.variable}),${conditional.equals})\n`,
    ...Object.entries(conditional.set).map(([name, value]) => `${name}:=${value}\n`),
    "endif\n",
  ].join("");
}
