import type { Data } from "../../dsl/data/data.js";
import type { Plan9Dialect } from "../../dsl/lowering/plan9-dialect.js";
import type { TextFlag } from "../../dsl/routines/text-flag.js";
import { dataFlagBits, textFlagBits, textFlagNumber } from "../../dsl/routines/text-flag.js";

/** Flag of GLOBL for constants. */
const readOnly = 8;

/** The flags of TEXT with their comma: a number for 6a, the names of textflag.h for Go's assembler. */
export function textFlags(flags: readonly TextFlag[], dialect: Plan9Dialect): string {
  return dialect === "6a" ? `${textFlagNumber(flags)},` : names(flags, textFlagBits);
}

/** The flags of GLOBL with their comma. */
export function dataFlags({ access, flags }: Data, dialect: Plan9Dialect): string {
  const isReadOnly = access === "read-only";
  if (dialect === "go") {
    return names([...(isReadOnly ? ["RODATA"] : []), ...flags], { RODATA: readOnly, ...dataFlagBits });
  }
  const bits = flags.reduce((sum, flag) => sum | dataFlagBits[flag], isReadOnly ? readOnly : 0);
  return bits === 0 ? " " : ` ${bits}, `;
}

/** By the order of their bits, so that the same flags are the same text. */
function names(flags: readonly string[], bits: Readonly<Record<string, number>>): string {
  const sorted = [...new Set(flags)].toSorted((one, other) => (bits[one] ?? 0) - (bits[other] ?? 0));
  return sorted.length === 0 ? " " : ` ${sorted.join("|")}, `;
}
