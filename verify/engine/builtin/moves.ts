import { Mnemonic } from "iced-x86";
import type { Condition } from "./conditions.js";
import { conditions } from "./conditions.js";
import { placeOf } from "./place.js";
import type { SemanticTable, Semantics } from "./semantics.js";
import { withOne, withTwo, withTwoPlaces } from "./semantics.js";
import type { Width } from "./width.js";
import { mask, signExtend } from "./width.js";

const move = withTwo(({ write }, source) => (processor) => {
  write(processor, source(processor));
});

const moveZeroExtended: Semantics = ({ operands }) => {
  const [destination, source] = [placeOf(operands[0]), placeOf(operands[1])];
  return (
    destination &&
    source &&
    ((processor) => {
      destination.write(processor, source.read(processor));
    })
  );
};

const moveSignExtended: Semantics = ({ operands }) => {
  const [destination, source] = [placeOf(operands[0]), placeOf(operands[1])];
  return (
    destination &&
    source &&
    ((processor) => {
      destination.write(processor, signExtend(source.read(processor), source.width, destination.width));
    })
  );
};

/** The address within the segment, cut to the destination's width. */
const loadAddress: Semantics = ({ operands }) => {
  const [first, second] = operands;
  const destination = first?.kind === "register" ? placeOf(first) : undefined;
  if (destination === undefined || second?.kind !== "memory") return undefined;
  const { offset } = second;
  const all = mask[destination.width];
  return (processor) => {
    destination.write(processor, offset(processor) & all);
  };
};

/** The accumulator's lower half extended into the whole: CBW, CWDE, CDQE. */
function extendAccumulator(to: Width): Semantics {
  const from = ({ 8: 8, 16: 8, 32: 16, 64: 32 } as const)[to];
  const source = placeOf({ kind: "register", width: from, number: 0, high: false });
  const destination = placeOf({ kind: "register", width: to, number: 0, high: false });
  return () =>
    source &&
    destination &&
    ((processor) => {
      destination.write(processor, signExtend(source.read(processor), from, to));
    });
}

/** The accumulator's sign in all bits of DX: CWD, CDQ, CQO. */
function extendToPair(width: Width): Semantics {
  const source = placeOf({ kind: "register", width, number: 0, high: false });
  const destination = placeOf({ kind: "register", width, number: 2, high: false });
  const shift = BigInt(width - 1);
  return () =>
    source &&
    destination &&
    ((processor) => {
      destination.write(processor, source.read(processor) >> shift === 0n ? 0n : mask[width]);
    });
}

/**
 * The source is read in any case, and may fault. A destination of 32 bits is written in any case, which clears its
 * upper half (Intel SDM vol. 2, CMOVcc).
 */
function conditionalMove(condition: Condition): Semantics {
  return withTwo(({ read, write }, source) => (processor) => {
    const value = source(processor);
    write(processor, condition(processor.flags) ? value : read(processor));
  });
}

function setByte(condition: Condition): Semantics {
  return withOne(({ width, write }) =>
    width === 8
      ? (processor) => {
          write(processor, condition(processor.flags) ? 1n : 0n);
        }
      : undefined,
  );
}

/** Only one operand can be memory, and iced-x86 gives it first: it is written before the register. */
const exchange = withTwoPlaces((first, second) => (processor) => {
  const [left, right] = [first.read(processor), second.read(processor)];
  first.write(processor, right);
  second.write(processor, left);
});

/** Moves, extensions, addresses. */
export const moves: SemanticTable = [
  [Mnemonic.Mov, move],
  [Mnemonic.Movnti, move],
  [Mnemonic.Movzx, moveZeroExtended],
  [Mnemonic.Movsx, moveSignExtended],
  [Mnemonic.Movsxd, moveSignExtended],
  [Mnemonic.Lea, loadAddress],
  [Mnemonic.Xchg, exchange],
  [Mnemonic.Cbw, extendAccumulator(16)],
  [Mnemonic.Cwde, extendAccumulator(32)],
  [Mnemonic.Cdqe, extendAccumulator(64)],
  [Mnemonic.Cwd, extendToPair(16)],
  [Mnemonic.Cdq, extendToPair(32)],
  [Mnemonic.Cqo, extendToPair(64)],
  [Mnemonic.Cmovo, conditionalMove(conditions.o)],
  [Mnemonic.Cmovno, conditionalMove(conditions.no)],
  [Mnemonic.Cmovb, conditionalMove(conditions.b)],
  [Mnemonic.Cmovae, conditionalMove(conditions.ae)],
  [Mnemonic.Cmove, conditionalMove(conditions.e)],
  [Mnemonic.Cmovne, conditionalMove(conditions.ne)],
  [Mnemonic.Cmovbe, conditionalMove(conditions.be)],
  [Mnemonic.Cmova, conditionalMove(conditions.a)],
  [Mnemonic.Cmovs, conditionalMove(conditions.s)],
  [Mnemonic.Cmovns, conditionalMove(conditions.ns)],
  [Mnemonic.Cmovp, conditionalMove(conditions.p)],
  [Mnemonic.Cmovnp, conditionalMove(conditions.np)],
  [Mnemonic.Cmovl, conditionalMove(conditions.l)],
  [Mnemonic.Cmovge, conditionalMove(conditions.ge)],
  [Mnemonic.Cmovle, conditionalMove(conditions.le)],
  [Mnemonic.Cmovg, conditionalMove(conditions.g)],
  [Mnemonic.Seto, setByte(conditions.o)],
  [Mnemonic.Setno, setByte(conditions.no)],
  [Mnemonic.Setb, setByte(conditions.b)],
  [Mnemonic.Setae, setByte(conditions.ae)],
  [Mnemonic.Sete, setByte(conditions.e)],
  [Mnemonic.Setne, setByte(conditions.ne)],
  [Mnemonic.Setbe, setByte(conditions.be)],
  [Mnemonic.Seta, setByte(conditions.a)],
  [Mnemonic.Sets, setByte(conditions.s)],
  [Mnemonic.Setns, setByte(conditions.ns)],
  [Mnemonic.Setp, setByte(conditions.p)],
  [Mnemonic.Setnp, setByte(conditions.np)],
  [Mnemonic.Setl, setByte(conditions.l)],
  [Mnemonic.Setge, setByte(conditions.ge)],
  [Mnemonic.Setle, setByte(conditions.le)],
  [Mnemonic.Setg, setByte(conditions.g)],
];
