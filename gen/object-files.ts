import { AssembleError } from "../assemble/assemble-error.js";
import { assembleUnits } from "../assemble/assemble-units.js";
import type { AssembledRoutine } from "../assemble/assembled-routine.js";
import type { NamedCode } from "../assemble/object/unit-object.js";
import { unitObject } from "../assemble/object/unit-object.js";
import { twinsOf } from "../dsl/lowering/twins.js";
import { unitSymbols } from "../dsl/lowering/unit-symbols.js";
import type { AssemblyUnit } from "../dsl/port/assembly-unit.js";
import type { ObjectOutput } from "../dsl/port/output.js";
import type { Routine } from "../dsl/routines/routine.js";
import { writeObject } from "../elf/write-object.js";
import { markLines } from "../emit/generated-mark.js";
import type { Origin } from "../emit/origin.js";
import type { MadeObjects } from "./port-files.js";

/** The bytes of a port's objects, or what the assembler finds in their units. Who imports this loads the assembler. */
export async function makeObjects(outputs: readonly ObjectOutput[], origin: Origin): Promise<MadeObjects> {
  const units = [...new Set(outputs.map(({ unit }) => unit))];
  try {
    const assembled = await assembleUnits(
      units.map((unit) => twinsOf(unit).unit),
      origin.errata,
    );
    const routines = new Map(assembled.map((one) => [one.unit, one.routines]));
    return {
      kind: "objects",
      contents: new Map(
        outputs.map((output) => {
          const { unit, models } = twinsOf(output.unit);
          return [output, objectFile(output, withTwins(output.unit, models, routines.get(unit) ?? []), origin)];
        }),
      ),
    };
  } catch (error) {
    if (error instanceof AssembleError) {
      return { kind: "diagnostics", diagnostics: error.diagnostics };
    }
    throw error;
  }
}

/** The routines of a unit: the machine code of twins is that of their model. */
function withTwins(
  unit: AssemblyUnit,
  models: readonly Routine[],
  assembled: readonly AssembledRoutine[],
): readonly NamedCode[] {
  const codes = new Map([...new Set(models)].map((model, index) => [model, assembled[index]]));
  const named: NamedCode[] = [];
  unitSymbols(unit).symbols.forEach((symbol, index) => {
    const model = models[index];
    const code = model === undefined ? undefined : codes.get(model);
    if (code !== undefined) {
      named.push({ symbol, isStatic: code.isStatic, code });
    }
  });
  return named;
}

function objectFile(output: ObjectOutput, routines: readonly NamedCode[], origin: Origin): Uint8Array {
  return writeObject(unitObject({ name: output.path, routines, data: output.unit.data, comment: markLines(origin) }));
}
