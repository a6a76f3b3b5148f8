import type { Diagnostic } from "../diagnostic.js";
import type { Errata } from "../port/erratum.js";
import { frameSize } from "../routines/frame.js";
import type { Routine } from "../routines/routine.js";
import { flattenBody } from "./flatten.js";

/**
 * A frame below this, in a routine that calls nobody, fits what every stack keeps free, and the linkers check nothing:
 * 128 bytes, of which Go takes eight for the caller's BP.
 */
const smallFrame = 120;

/**
 * Plan 9's linkers put a check for stack growth in front of a routine that is not NOSPLIT. The machine code has none: it
 * runs on whatever stack it finds.
 */
export function checkStackGrowth(routine: Routine, errata: Errata): readonly Diagnostic[] {
  if (routine.flags.includes("NOSPLIT") || routine.contract?.entry === "process") {
    return [];
  }
  const calls = flattenBody(routine.body, errata).some(
    (node) => node.kind === "instruction" && node.mnemonic === "CALL",
  );
  return calls || frameSize(routine.frame) >= smallFrame
    ? [
        {
          code: "no-stack-check",
          message: `${routine.name}: without NOSPLIT a Plan 9 toolchain checks at entry whether the stack must grow; this machine code does not`,
          hint: "Give it NOSPLIT if it runs on a stack with room enough, or build it from the Plan 9 assembly.",
          site: routine.site,
          routine: routine.name,
        },
      ]
    : [];
}
