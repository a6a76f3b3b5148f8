import { arithmetic } from "./arithmetic.js";
import { atomic } from "./atomic.js";
import { conditional } from "./conditional.js";
import { control } from "./control.js";
import { logic } from "./logic.js";
import { moves } from "./moves.js";
import { multiplyDivide } from "./multiply-divide.js";
import { shifts } from "./shifts.js";
import { stack } from "./stack.js";
import { strings } from "./strings.js";
import { system } from "./system.js";
import type { InstructionGroup } from "./group.js";

/** The whole instruction set, one group per file. */
export const instructionTable: readonly InstructionGroup[] = [
  moves,
  arithmetic,
  logic,
  shifts,
  multiplyDivide,
  stack,
  control,
  conditional,
  atomic,
  strings,
  system,
];
