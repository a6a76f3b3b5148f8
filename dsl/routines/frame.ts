/**
 * The stack frame of a routine, as TEXT's `$` gives it: a number of bytes reserved at entry and given back before
 * each RET, or `none` (`$-8`), a routine that is not a normal call: it is entered by the kernel, never returns, or
 * looks at the stack itself. A negative number is `none` as well, for text that says `$-4`.
 */
export type Frame = number | typeof none;

/** No frame: `$-8`. */
export const none = "none";

/** Bytes that a frame takes from the stack. */
export function frameSize(frame: Frame): number {
  return frame === none ? 0 : Math.max(frame, 0);
}

/** Has the routine no frame? */
export function isNone(frame: Frame): boolean {
  return frame === none || frame < 0;
}
