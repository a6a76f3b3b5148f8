import type { Port } from "../../dsl/port/port.js";
import { Failure } from "../failure.js";
import type { PortSource } from "./find-port.js";
import { loadModule } from "./load-module.js";
import type { Finding } from "./position.js";
import { shownPath } from "./position.js";
import type { SourcePositions } from "./source-position.js";

/** A port with the way back to the lines it was written in. */
export interface LoadedPort {
  readonly kind: "port";
  readonly source: PortSource;
  readonly port: Port;
  readonly positions: SourcePositions;
  readonly warnings: readonly Finding[];
}

export type LoadResult = LoadedPort | { readonly kind: "broken"; readonly findings: readonly Finding[] };

/** Reads a description from its TypeScript source. */
export async function loadPort(source: PortSource, workingFolder: string): Promise<LoadResult> {
  const loaded = await loadModule(source.module);
  if (loaded.kind === "broken") {
    return loaded;
  }
  const shown = shownPath(source.module, workingFolder);
  const port = exportedPort(loaded.exports, shown);
  if (source.name !== undefined && source.name !== port.name) {
    throw new Failure(
      `the port in ${shown} calls itself "${port.name}", not "${source.name}"`,
      "a port in targets/ bears the name of its folder",
    );
  }
  return { kind: "port", source, port, positions: loaded.positions, warnings: loaded.warnings };
}

function exportedPort(exports: unknown, shown: string): Port {
  const candidates = [exported(exports, "default"), exported(exports, "port"), exports];
  const found = candidates.find(isPort);
  if (found !== undefined) {
    return found;
  }
  const [byDefault, named] = candidates;
  throw new Failure(
    (byDefault ?? named) === undefined
      ? `${shown} exports no port`
      : `what ${shown} exports as ${byDefault === undefined ? "`port`" : "its default"} is not a port`,
    "write: export default port({ name, title, errata, outputs })",
  );
}

function exported(exports: unknown, name: string): unknown {
  return isRecord(exports) ? exports[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** What comes from another module has only its looks to tell it by; the type checker has seen to the rest. */
function isPort(value: unknown): value is Port {
  return (
    isRecord(value) &&
    value["kind"] === "port" &&
    typeof value["name"] === "string" &&
    typeof value["title"] === "string" &&
    Array.isArray(value["errata"]) &&
    Array.isArray(value["outputs"])
  );
}
