import type { DefinedType } from "../../dsl/ctypes/check-type.js";
import { objectSymbol } from "../../dsl/lowering/object-symbol.js";
import type { DataAccess } from "../../dsl/operands/data-reference.js";
import type { Output } from "../../dsl/port/output.js";
import { dataOf } from "../../dsl/port/port-units.js";
import type { SourceSite } from "../../dsl/source-site.js";
import type { LoadedPort } from "../load/load-port.js";
import { shownPath } from "../load/position.js";
import type { Channel } from "../terminal.js";
import { counted } from "./format.js";

/** What a port consists of. */
export interface PortContents {
  readonly name: string;
  readonly title: string;
  /** The module that describes it, as it is shown. */
  readonly description: string;
  readonly files: readonly { readonly path: string; readonly kind: Output["kind"] }[];
  /** By the symbols of the object file. */
  readonly routines: readonly { readonly symbol: string; readonly file?: string; readonly line?: number }[];
  readonly variables: readonly {
    readonly symbol: string;
    readonly access: DataAccess;
    readonly size: number;
    readonly file?: string;
    readonly line?: number;
  }[];
  readonly structs: readonly { readonly name: string; readonly kind: DefinedType["kind"]; readonly size: number }[];
  readonly errata: readonly { readonly id: string; readonly summary: string }[];
}

/** Gathers what a port's outputs are made of; what several of them share is there once. */
export function portContents({ port, source, positions }: LoadedPort, workingFolder: string): PortContents {
  const routines = new Set(port.outputs.flatMap((output) => ("unit" in output ? output.unit.routines : [])));
  const types = new Set(port.outputs.flatMap((output) => ("definitions" in output ? output.definitions.types : [])));
  return {
    name: port.name,
    title: port.title,
    description: shownPath(source.module, workingFolder),
    files: port.outputs.map(({ path, kind }) => ({ path, kind })),
    routines: [...routines].map(({ name, site }) => ({ symbol: objectSymbol(name), ...placeOf(site) })),
    variables: dataOf(port).map(({ name, access, size, site }) => ({
      symbol: objectSymbol(name),
      access,
      size,
      ...placeOf(site),
    })),
    structs: [...types].map(({ name, kind, size }) => ({ name, kind, size })),
    errata: port.errata.map(({ id, summary }) => ({ id, summary })),
  };

  function placeOf(site: SourceSite) {
    const position = positions.ofSite(site);
    return position === undefined ? {} : { file: shownPath(position.file, workingFolder), line: position.line };
  }
}

/** Prints it for people. */
export function printContents(contents: PortContents, channel: Channel): void {
  const { colours } = channel;
  channel.line(`${colours.bold(contents.name)}: ${contents.title} ${colours.dim(`(${contents.description})`)}`);
  section(
    "file",
    contents.files.map(({ path, kind }) => [path, kind]),
  );
  section(
    "routine",
    contents.routines.map(({ symbol, file, line }) => [symbol, file === undefined ? "" : `${file}:${String(line)}`]),
  );
  section(
    "variable",
    contents.variables.map(({ symbol, access, size }) => [symbol, `${access}, ${counted(size, "byte")}`]),
  );
  section(
    "type",
    contents.structs.map(({ name, kind, size }) => [name, `${kind}, ${counted(size, "byte")}`]),
  );
  section(
    "erratum",
    contents.errata.map(({ id, summary }) => [id, summary]),
    "errata",
  );
  channel.line("");

  function section(noun: string, rows: readonly (readonly [string, string])[], plural = `${noun}s`): void {
    if (rows.length === 0) {
      return;
    }
    const width = Math.max(...rows.map(([name]) => name.length));
    channel.line(`  ${String(rows.length)} ${rows.length === 1 ? noun : plural}`);
    for (const [name, remark] of rows) {
      channel.line(`    ${name.padEnd(width)}  ${colours.dim(remark)}`.trimEnd());
    }
  }
}
