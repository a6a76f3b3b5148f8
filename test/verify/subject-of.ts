import { assembleRoutine } from "../../assemble/assemble-routine.js";
import type { Data } from "../../dsl/data/data.js";
import { lowerRoutine } from "../../dsl/lowering/lower-routine.js";
import type { Routine } from "../../dsl/routines/routine.js";
import type { Subject } from "../../verify/execute.js";
import { placeRoutine } from "../../verify/image.js";
import { bsdAmd64 } from "../../verify/kernel/convention.js";

/** A routine that is described rightly, assembled and put with its contract. Slots keep routines of one engine apart. */
export async function subjectOf(routine: Routine, slot = 0, data: readonly Data[] = []): Promise<Subject> {
  const { contract } = routine;
  const { routine: lowered, diagnostics } = lowerRoutine(routine, "corrected", (label) => label.name);
  if (contract === undefined || diagnostics.length > 0) {
    throw new Error(`${routine.name}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  }
  const image = placeRoutine(await assembleRoutine(lowered), slot, { contract, data });
  return { routine, contract, image, convention: bsdAmd64 };
}
