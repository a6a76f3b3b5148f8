import { AssembleError } from "../assemble/assemble-error.js";
import { assembleUnits, encodeUnitsAhead } from "../assemble/assemble-units.js";
import type { AssembledRoutine } from "../assemble/assembled-routine.js";
import { unitObject } from "../assemble/object/unit-object.js";
import { twinsOf } from "../dsl/lowering/twins.js";
import { unitSymbols } from "../dsl/lowering/unit-symbols.js";
import type { AssemblyUnit } from "../dsl/port/assembly-unit.js";
import type { ObjectOutput } from "../dsl/port/output.js";
import { writeObject } from "../elf/write-object.js";
import { markLines } from "../emit/generated-mark.js";
import type { Origin } from "../emit/origin.js";
import type { MadeObjects } from "./port-files.js";

/** Asks the assembler for what objects will need, and does not wait. What is wrong with their units is not said here. */
export function beginObjects(outputs: readonly ObjectOutput[], { errata }: Origin): void {
  const asking = async (): Promise<void> => encodeUnitsAhead(modelUnits(outputs), errata);
  asking().catch(() => undefined);
}

/** The bytes of a port's objects, or what the assembler finds in their units. Who imports this loads the assembler. */
export async function makeObjects(outputs: readonly ObjectOutput[], origin: Origin): Promise<MadeObjects> {
  try {
    const assembled = await assembleUnits(modelUnits(outputs), origin.errata);
    const routines = new Map(assembled.map((one) => [one.unit, one.routines]));
    return {
      kind: "objects",
      contents: new Map(
        outputs.map((output) => [output, objectFile(output, routines.get(twinsOf(output.unit).unit) ?? [], origin)]),
      ),
    };
  } catch (error) {
    if (error instanceof AssembleError) {
      return { kind: "diagnostics", diagnostics: error.diagnostics };
    }
    throw error;
  }
}

/** The units of objects, each once, with a model of its routines for all that are alike. */
function modelUnits(outputs: readonly ObjectOutput[]): readonly AssemblyUnit[] {
  return [...new Set(outputs.map(({ unit }) => unit))].map((unit) => twinsOf(unit).unit);
}

/** The object of a unit, of which the models are assembled: the machine code of twins is that of their model. */
function objectFile({ path, unit }: ObjectOutput, assembled: readonly AssembledRoutine[], origin: Origin): Uint8Array {
  const codes = twinsOf(unit)
    .models.map((model) => assembled[model])
    .filter((code) => code !== undefined);
  const { symbols } = unitSymbols(unit);
  return writeObject(unitObject({ name: path, codes, symbols, data: unit.data, comment: markLines(origin) }));
}
