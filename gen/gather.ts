import { endEncoding } from "../assemble/shared-encoder.js";
import type { Errata } from "../dsl/port/erratum.js";
import { Failure } from "./failure.js";
import { gatherInstructions, instructionSet } from "./instruction-output.js";
import type { PortSource } from "./load/find-port.js";
import { findPort, localPorts } from "./load/find-port.js";
import { loadPort } from "./load/load-port.js";
import type { Finding } from "./load/position.js";
import { resolveSite } from "./load/resolve-site.js";
import { originOf } from "./origin-of.js";
import { outputFolder } from "./output/output-folder.js";
import type { OutputSet } from "./output/output-set.js";
import { inOwnCheckout } from "./own-package.js";
import { loadMakers, portFiles } from "./port-files.js";

/** What a command was asked to write, or to compare. */
export interface Wanted {
  /** A port, or `instructions`; absent: everything that the working directory keeps. */
  readonly argument: string | undefined;
  /** The folder named instead of the default. */
  readonly folder: string | undefined;
  readonly errata: Errata;
  readonly workingFolder: string;
}

export interface Gathered {
  readonly sets: readonly OutputSet[];
  /** What is wrong with the descriptions. Where there is anything, nothing may be written. */
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Reads what was asked for and makes all its files, in memory. */
export async function gather(wanted: Wanted): Promise<Gathered> {
  const own = inOwnCheckout(wanted.workingFolder);
  if (own && wanted.argument === instructionSet) {
    if (wanted.folder !== undefined) {
      throw new Failure("the instruction set has one place only", "leave the folder out");
    }
    return gatherInstructions();
  }
  const sources =
    wanted.argument === undefined
      ? localPorts(wanted.workingFolder)
      : [findPort(wanted.argument, wanted.workingFolder)];
  if (wanted.argument === undefined && wanted.folder !== undefined) {
    throw new Failure("a folder was named, but not what belongs in it", "name the port as well");
  }
  if (sources.length === 0) {
    throw new Failure("there are no ports in ./targets", "name a port, or the path of a module that exports one");
  }
  const parts: Gathered[] = [];
  for (const source of sources) {
    parts.push(await gatherPort(source, wanted));
  }
  if (wanted.argument === undefined && own) {
    parts.push(await gatherInstructions());
  }
  endEncoding();
  return {
    sets: parts.flatMap((part) => part.sets),
    findings: parts.flatMap((part) => part.findings),
    warnings: parts.flatMap((part) => part.warnings),
  };
}

async function gatherPort(source: PortSource, wanted: Wanted): Promise<Gathered> {
  const loaded = await loadPort(source, wanted.workingFolder);
  if (loaded.kind === "broken") {
    return { sets: [], findings: loaded.findings, warnings: [] };
  }
  const { port, warnings } = loaded;
  const result = await portFiles(port, originOf(source, port.name, wanted.errata), await loadMakers());
  if (result.kind === "diagnostics") {
    return { sets: [], findings: result.diagnostics.map((diagnostic) => resolveSite(diagnostic, loaded)), warnings };
  }
  const [{ isMarked }, { machineWarnings }] = await Promise.all([
    import("./output/marked-file.js"),
    import("./machine-warnings.js"),
  ]);
  const machineUnits = port.outputs.flatMap((output) =>
    output.kind === "gnu-assembly" || output.kind === "elf-object" ? [output.unit] : [],
  );
  const set: OutputSet = {
    name: port.name,
    argument: source.argument,
    folder: outputFolder(source, port.name, wanted.folder, wanted.workingFolder),
    files: result.files,
    isMarked: (content) => isMarked(content, port.name),
  };
  return {
    sets: [set],
    findings: [],
    warnings: [...warnings, ...machineWarnings([...new Set(machineUnits)], wanted.errata, loaded)],
  };
}
