import { checkCFile } from "../c-source/check-c-file.js";
import type { Diagnostic } from "../diagnostic.js";
import { checkBridges } from "./bridge-header.js";
import { checkDefinitions } from "./definitions.js";
import { checkGodefsInput } from "./godefs-input.js";
import { checkMakefileConditional } from "./makefile-conditional.js";
import type { Output } from "./output.js";
import { checkRuntimeHeader } from "./runtime-header.js";
import { checkSignalTable } from "./signal-table.js";

/** What is wrong with an output's data, found before it is printed. Assembly is judged where it is lowered. */
export function checkOutput(output: Output): readonly Diagnostic[] {
  switch (output.kind) {
    case "plan9-assembly":
    case "gnu-assembly":
    case "elf-object":
    case "errata-table":
      return [];
    case "godefs-header":
    case "standard-c-header":
      return checkDefinitions(output.definitions);
    case "godefs-input":
      return checkGodefsInput(output.input);
    case "runtime-header":
      return checkRuntimeHeader(output.header);
    case "signal-table":
      return checkSignalTable(output.table);
    case "bridge-header":
      return checkBridges(output.bridges);
    case "c-source":
      return checkCFile(output.file);
    case "makefile-conditional":
      return checkMakefileConditional(output.conditional);
    default:
      return unknownKind(output);
  }
}

/** Not reached: a kind of output without a check is an error of the type checker at the call of this. */
function unknownKind(output: never): never {
  throw new Error(`no check for this output: ${JSON.stringify(output)}`);
}
