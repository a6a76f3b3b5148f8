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
import { vectorMoves } from "./vector-moves.js";
import { wideVectorMoves } from "./wide-vector-moves.js";
import { vectorLogic } from "./vector-logic.js";
import { vectorIntegers } from "./vector-integers.js";
import { wideVectorIntegers } from "./wide-vector-integers.js";
import { vectorShifts } from "./vector-shifts.js";
import { vectorShuffles } from "./vector-shuffles.js";
import { wideVectorShuffles } from "./wide-vector-shuffles.js";
import { floatingPoint } from "./floating-point.js";
import { conversions } from "./conversions.js";
import { wideFloatingPoint } from "./wide-floating-point.js";
import { cryptography } from "./cryptography.js";
import { bits } from "./bits.js";
import { bitManipulation } from "./bit-manipulation.js";
import type { InstructionGroup } from "./group.js";

/** The whole instruction set, one group per file. */
export const instructionTable: readonly InstructionGroup[] = [
  moves,
  arithmetic,
  logic,
  shifts,
  multiplyDivide,
  bits,
  bitManipulation,
  stack,
  control,
  conditional,
  atomic,
  strings,
  system,
  vectorMoves,
  wideVectorMoves,
  vectorLogic,
  vectorIntegers,
  wideVectorIntegers,
  vectorShifts,
  vectorShuffles,
  wideVectorShuffles,
  floatingPoint,
  conversions,
  wideFloatingPoint,
  cryptography,
];
