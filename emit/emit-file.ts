import type { TextOutput } from "../dsl/port/output.js";
import { emitBridgeHeader } from "./c/bridge-header.js";
import { emitCSource } from "./c/c-source.js";
import { emitGodefsHeader } from "./c/godefs-header.js";
import { emitGodefsInput } from "./c/godefs-input.js";
import { emitRuntimeHeader } from "./c/runtime-header.js";
import { emitSignalTable } from "./c/signal-table.js";
import { emitStandardHeader } from "./c/standard-header.js";
import { printGnu } from "./gnu/gnu-unit.js";
import { emitMakefileConditional } from "./make/makefile-conditional.js";
import { emitErrataTable } from "./markdown/errata-table.js";
import type { LongText } from "./long-text.js";
import type { Origin } from "./origin.js";
import { printPlan9 } from "./plan9/plan9-unit.js";

/** `printFile` as one string. */
export function emitFile(output: TextOutput, origin: Origin): string {
  return printFile(output, origin).toString();
}

/** The text of one file of a port. Objects are not printed: they are assembled. */
export function printFile(output: TextOutput, origin: Origin): string | LongText {
  switch (output.kind) {
    case "plan9-assembly":
      return printPlan9(output.unit, origin, output.dialect);
    case "gnu-assembly":
      return printGnu(output.unit, origin);
    case "godefs-header":
      return emitGodefsHeader(output.definitions, origin);
    case "standard-c-header":
      return emitStandardHeader(output.definitions, origin, output.path);
    case "godefs-input":
      return emitGodefsInput(output.input, origin);
    case "runtime-header":
      return emitRuntimeHeader(output.header, origin);
    case "signal-table":
      return emitSignalTable(output.table, origin);
    case "c-source":
      return emitCSource(output.file, origin);
    case "makefile-conditional":
      return emitMakefileConditional(output.conditional, origin);
    case "bridge-header":
      return emitBridgeHeader(output.bridges, origin, output.path);
    case "errata-table":
      return emitErrataTable(output.table, origin);
    default:
      return unknownKind(output);
  }
}

/** Not reached: a kind of output without a printer is an error of the type checker at the call of this. */
function unknownKind(output: never): never {
  throw new Error(`no printer for this output: ${JSON.stringify(output)}`);
}
