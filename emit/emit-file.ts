import type { Errata } from "../dsl/port/erratum.js";
import type { Output } from "../dsl/port/output.js";
import type { Port } from "../dsl/port/port.js";
import { emitGodefsHeader } from "./c/godefs-header.js";
import { emitGodefsInput } from "./c/godefs-input.js";
import { emitRuntimeHeader } from "./c/runtime-header.js";
import { emitSignalTable } from "./c/signal-table.js";
import { emitStandardHeader } from "./c/standard-header.js";
import { emitGnu } from "./gnu/gnu-unit.js";
import { emitMakefileConditional } from "./make/makefile-conditional.js";
import { emitErrataTable } from "./markdown/errata-table.js";
import { emitPlan9 } from "./plan9/plan9-unit.js";

/** The text of one file of a port. */
export function emitFile(output: Output, port: Port, errata: Errata): string {
  switch (output.kind) {
    case "plan9-assembly":
      return emitPlan9(output.unit, port, errata);
    case "gnu-assembly":
      return emitGnu(output.unit, port, errata);
    case "godefs-header":
      return emitGodefsHeader(output.definitions, port.name, errata);
    case "standard-c-header":
      return emitStandardHeader(output.definitions, port.name, errata, output.path);
    case "godefs-input":
      return emitGodefsInput(output.input, port.name, errata);
    case "runtime-header":
      return emitRuntimeHeader(output.header, port.name, errata);
    case "signal-table":
      return emitSignalTable(output.table, port.name, errata);
    case "makefile-conditional":
      return emitMakefileConditional(output.conditional, port.name, errata);
    case "errata-table":
      return emitErrataTable(output.table, port.name, errata);
    default:
      return unknownKind(output);
  }
}

/** Not reached: a kind of output without a printer is an error of the type checker at the call of this. */
function unknownKind(output: never): never {
  throw new Error(`no printer for this output: ${JSON.stringify(output)}`);
}
