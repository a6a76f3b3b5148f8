import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import type { Errata } from "../../dsl/port/erratum.js";
import type { ElfObject } from "../../elf/object.js";
import { readObject } from "../../elf/read-object.js";
import { makeObjects } from "../../gen/object-files.js";

/** The object that `generate` would write for a unit, read back. */
export async function objectOf(unit: AssemblyUnit, errata: Errata): Promise<ElfObject> {
  const output = { kind: "elf-object", path: "a.o", unit } as const;
  const made = await makeObjects([output], { portName: "test", errata });
  const bytes = made.kind === "objects" ? made.contents.get(output) : undefined;
  if (bytes === undefined) {
    throw new Error("no object was made");
  }
  return readObject(bytes, "a.o");
}
