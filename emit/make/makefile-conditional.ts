import type { Errata } from "../../dsl/port/erratum.js";
import type { MakefileConditional } from "../../dsl/port/makefile-conditional.js";
import { generatedMark } from "../generated-mark.js";

/** A fragment of a makefile, to be included by the makefile proper. */
export function emitMakefileConditional(conditional: MakefileConditional, portName: string, errata: Errata): string {
  return [
    generatedMark("hash", portName, errata),
    "\n",
    ...conditional.doc.map((line) => `# ${line}\n`),
    `ifeq ($(${conditional.variable}),${conditional.equals})\n`,
    ...Object.entries(conditional.set).map(([name, value]) => `${name}:=${value}\n`),
    "endif\n",
  ].join("");
}
