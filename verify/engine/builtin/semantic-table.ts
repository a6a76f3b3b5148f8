import type { Mnemonic } from "iced-x86";
import { arithmetic } from "./arithmetic.js";
import { atomic } from "./atomic.js";
import { control } from "./control.js";
import { logic } from "./logic.js";
import { moves } from "./moves.js";
import { multiplyDivide } from "./multiply-divide.js";
import type { Semantics } from "./semantics.js";
import { shifts } from "./shifts.js";
import { stack } from "./stack.js";
import { strings } from "./strings.js";
import { system } from "./system.js";

const table: ReadonlyMap<Mnemonic, Semantics> = new Map(
  [moves, arithmetic, logic, shifts, multiplyDivide, stack, control, atomic, strings, system].flat(),
);

/** The meaning of a mnemonic; undefined where it is not modelled. */
export function semanticsOf(mnemonic: Mnemonic): Semantics | undefined {
  return table.get(mnemonic);
}
