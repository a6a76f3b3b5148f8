/** Flags of a TEXT directive, by the names of Go's textflag.h. */
export type TextFlag = keyof typeof textFlagBits;

/**
 * What stands in a TEXT directive.
 *
 * | flag | meaning |
 * |---|---|
 * | `NOPROF` | no profiling call |
 * | `DUPOK` | another copy may exist |
 * | `NOSPLIT` | no check for stack growth at entry |
 * | `WRAPPER` | a wrapper of a method, which does not count as a frame to `recover` |
 * | `NEEDCTXT` | a closure, which reads its context register |
 * | `NOFRAME` | nothing is done for a frame at entry and return, whatever its size |
 * | `REFLECTMETHOD` | may call `reflect.Type.Method`: no method is left out |
 * | `TOPFRAME` | the outermost frame: a walk of the stack ends here |
 * | `ABIWRAPPER` | goes from one calling convention to the other |
 *
 * 6a of 2011 knows the first three.
 */
export const textFlagBits = Object.freeze({
  NOPROF: 1,
  DUPOK: 2,
  NOSPLIT: 4,
  WRAPPER: 32,
  NEEDCTXT: 64,
  NOFRAME: 512,
  REFLECTMETHOD: 1024,
  TOPFRAME: 2048,
  ABIWRAPPER: 4096,
});

/** The number that stands in a TEXT directive. */
export function textFlagNumber(flags: readonly TextFlag[]): number {
  return flags.reduce((bits, flag) => bits | textFlagBits[flag], 0);
}

/** Flags of a GLOBL directive besides RODATA, which `access` says, by the names of Go's textflag.h. */
export type DataFlag = keyof typeof dataFlagBits;

/**
 * What stands in a GLOBL directive: `DUPOK`, another copy may exist; `NOPTR`, it holds no pointers; `TLSBSS`, every
 * thread has its own; `NOPROF`. 6a of 2011 knows none of them for data but `DUPOK`.
 */
export const dataFlagBits = Object.freeze({ NOPROF: 1, DUPOK: 2, NOPTR: 16, TLSBSS: 256 });
