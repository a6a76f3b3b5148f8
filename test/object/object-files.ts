import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { assembleUnits } from "../../assemble/assemble-units.js";
import { unitObject } from "../../assemble/object/unit-object.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import type { Errata } from "../../dsl/port/erratum.js";
import { writeObject } from "../../elf/write-object.js";
import { emitFile } from "../../emit/emit-file.js";

/** Files for tools of binutils to work on. */
export interface ToolFolder {
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
}

export function toolFolder(): ToolFolder {
  const folder = mkdtempSync(join(tmpdir(), "portwright-object-"));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, content) => {
      writeFileSync(path(name), content);
      return path(name);
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** What a tool prints, of which it must not complain. */
export function contentTool(command: string, ...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: "utf8", maxBuffer: 1 << 26 });
  expect({ status, stderr }, `${command} ${words.join(" ")}`).to.deep.equal({ status: 0, stderr: "" });
  return stdout;
}

/** The object that portwright makes of a unit. */
export async function objectOf(unit: AssemblyUnit, errata: Errata): Promise<Uint8Array> {
  const [assembled] = await assembleUnits([unit], errata);
  const routines = assembled?.routines ?? [];
  return writeObject(unitObject({ name: "test", codes: routines, data: unit.data, comment: ["made for a test"] }));
}

/** The object that GNU as makes of a unit's text. */
export function gnuObjectOf(folder: ToolFolder, unit: AssemblyUnit, errata: Errata): string {
  const text = emitFile({ kind: "gnu-assembly", path: "gnu.s", unit }, { portName: "test", errata });
  const object = folder.path("gnu.o");
  execFileSync("as", ["--64", "-o", object, folder.write("gnu.s", text)], { stdio: "pipe" });
  return object;
}
