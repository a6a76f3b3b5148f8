import type { Mnemonic } from "iced-x86";
import { arithmetic } from "./arithmetic.js";
import { atomic } from "./atomic.js";
import { bits } from "./bits.js";
import { control } from "./control.js";
import { logic } from "./logic.js";
import { moves } from "./moves.js";
import { multiplyDivide } from "./multiply-divide.js";
import type { Semantics } from "./semantics.js";
import { shifts } from "./shifts.js";
import { stack } from "./stack.js";
import { strings } from "./strings.js";
import { system } from "./system.js";
import { aes } from "./vector/aes.js";
import { bitwise } from "./vector/bitwise.js";
import { floatingPointControl } from "./vector/control.js";
import { floatingPoint } from "./vector/floating-point.js";
import { integers } from "./vector/integers.js";
import { vectorMoves } from "./vector/moves.js";
import { vectorParts } from "./vector/parts.js";
import { vectorShifts } from "./vector/shifts.js";
import { shuffles } from "./vector/shuffles.js";
import { stringComparison } from "./vector/string-comparison.js";
import { wide } from "./vector/wide.js";

const table = new Map<Mnemonic, Semantics>();
for (const [mnemonic, semantics] of [
  ...[moves, arithmetic, logic, bits, shifts, multiplyDivide, stack, control, atomic, strings, system],
  ...[
    vectorMoves,
    vectorParts,
    bitwise,
    integers,
    vectorShifts,
    shuffles,
    aes,
    floatingPoint,
    floatingPointControl,
    wide,
    stringComparison,
  ],
].flat()) {
  // A mnemonic may have two meanings, which differ in their operands: MOVSD of strings and of vectors.
  const other = table.get(mnemonic);
  table.set(mnemonic, other === undefined ? semantics : (decoded) => other(decoded) ?? semantics(decoded));
}

/** The meaning of a mnemonic; undefined where it is not modelled. */
export function semanticsOf(mnemonic: Mnemonic): Semantics | undefined {
  return table.get(mnemonic);
}
