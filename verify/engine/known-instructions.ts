import type { EngineName } from "./engine.js";

/** What libunicorn 2.0.1 does not know, by iced-x86's codes, though some of it runs as something else. */
const unknownToUnicorn: readonly RegExp[] = [
  // QEMU 5 has no AVX: it refuses the instruction, or takes it for the one without the prefix.
  /^VEX_(?:Vzero|.*[xy]mm)/,
  // It takes the mask for the source, and the source for the mask.
  /^VEX_P(?:dep|ext)_/,
  // The processor that it models if not told otherwise does not have them.
  /^(?:Popcnt|Pclmulqdq|Movbe)_/,
  // It finds places that are not valid where a result is negated, and with a length of -2^31 it reads before the beginning
  // of a vector, which ends the process.
  /^Pcmp[ei]stri_/,
];

/**
 * Whether an engine may be asked what an encoding does. `builtin` names what it does not know when it meets it; of
 * `unicorn` it has to be known before, for it says nothing.
 */
export function mayRun(engine: EngineName, code: string): boolean {
  return engine === "builtin" || !unknownToUnicorn.some((pattern) => pattern.test(code));
}
