import type { IndexRegister, Scale } from "./memory.js";
import type { MemoryClass, RegisterName } from "./operand-class.js";

/**
 * A place by one of Plan 9's pseudo-registers, of a name that nothing declares: `x-8(SP)`, a local variable below the
 * upper end of the frame, and `fd+0(FP)`, an argument. Offset in bytes.
 */
export interface FramePlace<C extends MemoryClass = MemoryClass> {
  readonly kind: "frame-place";
  readonly class: C;
  readonly pseudo: "FP" | "SP";
  readonly name: string;
  readonly offset: number;
  readonly index?: { readonly register: RegisterName; readonly scale: Scale };
}

/**
 * A local variable in the routine's frame: Plan 9's `x-8(SP)`. The pseudo-register stands at the upper end of the
 * frame, so that the first local of 8 bytes lies at -8, and stays there when the routine pushes. Offset in bytes.
 *
 * @example
 * MOVQ(AX, local("saved", -8)) // MOVQ AX, saved-8(SP)
 */
export function local(name: string, offset: number, index?: IndexRegister, scale: Scale = 1): FramePlace<"m"> {
  return framePlace("SP", name, offset, index, scale);
}

/**
 * An argument that the routine does not declare, by its offset from the first in bytes: `name+offset(FP)`. What a
 * description writes itself it declares, with `args` and `placed`.
 */
export function argumentAt(name: string, offset: number, index?: IndexRegister, scale: Scale = 1): FramePlace<"m"> {
  return framePlace("FP", name, offset, index, scale);
}

function framePlace(
  pseudo: "FP" | "SP",
  name: string,
  offset: number,
  index: IndexRegister | undefined,
  scale: Scale,
): FramePlace<"m"> {
  return Object.freeze({
    kind: "frame-place",
    class: "m",
    pseudo,
    name,
    offset,
    ...(index === undefined ? {} : { index: Object.freeze({ register: index.class, scale }) }),
  });
}
