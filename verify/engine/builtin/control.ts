import { Mnemonic } from "iced-x86";
import type { Condition } from "./conditions.js";
import { conditions } from "./conditions.js";
import type { DecodedOperand } from "./operand.js";
import { sourceOf } from "./place.js";
import type { Read } from "./processor.js";
import type { SemanticTable, Semantics } from "./semantics.js";
import { popStep, push } from "./stack.js";
import { mask } from "./width.js";

/** The hardware number of what LOOP counts. */
const cx = 1;

/** Where a jump or call goes: 64 bits, from the instruction, a register or memory. */
function targetOf(operand: DecodedOperand | undefined): Read | undefined {
  if (operand?.kind === "branch") {
    const { target } = operand;
    return () => target;
  }
  return sourceOf(operand, 64);
}

const jump: Semantics = ({ operands }) => {
  const target = targetOf(operands[0]);
  return (
    target &&
    ((processor) => {
      processor.rip = target(processor);
    })
  );
};

function jumpIf(condition: Condition): Semantics {
  return ({ operands }) => {
    const [operand] = operands;
    if (operand?.kind !== "branch") return undefined;
    const { target } = operand;
    return (processor) => {
      if (condition(processor.flags)) processor.rip = target;
    };
  };
}

/** The target is read before the return address is pushed: it may be on the stack (Intel SDM vol. 2, CALL). */
const call: Semantics = ({ operands, next }) => {
  const target = targetOf(operands[0]);
  return (
    target &&
    ((processor) => {
      const to = target(processor);
      push(processor, 64, next);
      processor.rip = to;
    })
  );
};

/** With an operand, that many more bytes are popped. */
const returns: Semantics = ({ operands }) => {
  const [operand] = operands;
  if (operand !== undefined && operand.kind !== "immediate") return undefined;
  return popStep(64, operand?.value ?? 0n, (processor, value) => {
    processor.rip = value;
  });
};

/** Counts RCX, or ECX, down without a change of flags, and jumps while it is not 0 and the condition holds. */
function loop(condition: Condition): Semantics {
  return ({ operands, counter }) => {
    const [operand] = operands;
    if (operand?.kind !== "branch") return undefined;
    const { target } = operand;
    const all = mask[counter];
    return (processor) => {
      const { registers } = processor;
      const count = ((registers[cx] ?? 0n) - 1n) & all;
      registers[cx] = count;
      if (count !== 0n && condition(processor.flags)) processor.rip = target;
    };
  };
}

const jumpIfNoCount: Semantics = ({ operands, counter }) => {
  const [operand] = operands;
  if (operand?.kind !== "branch") return undefined;
  const { target } = operand;
  const all = mask[counter];
  return (processor) => {
    if (((processor.registers[cx] ?? 0n) & all) === 0n) processor.rip = target;
  };
};

/** Jumps, calls, returns. */
export const control: SemanticTable = [
  [Mnemonic.Jmp, jump],
  [Mnemonic.Call, call],
  [Mnemonic.Ret, returns],
  [Mnemonic.Loop, loop(() => true)],
  [Mnemonic.Loope, loop(conditions.e)],
  [Mnemonic.Loopne, loop(conditions.ne)],
  [Mnemonic.Jrcxz, jumpIfNoCount],
  [Mnemonic.Jecxz, jumpIfNoCount],
  [Mnemonic.Jo, jumpIf(conditions.o)],
  [Mnemonic.Jno, jumpIf(conditions.no)],
  [Mnemonic.Jb, jumpIf(conditions.b)],
  [Mnemonic.Jae, jumpIf(conditions.ae)],
  [Mnemonic.Je, jumpIf(conditions.e)],
  [Mnemonic.Jne, jumpIf(conditions.ne)],
  [Mnemonic.Jbe, jumpIf(conditions.be)],
  [Mnemonic.Ja, jumpIf(conditions.a)],
  [Mnemonic.Js, jumpIf(conditions.s)],
  [Mnemonic.Jns, jumpIf(conditions.ns)],
  [Mnemonic.Jp, jumpIf(conditions.p)],
  [Mnemonic.Jnp, jumpIf(conditions.np)],
  [Mnemonic.Jl, jumpIf(conditions.l)],
  [Mnemonic.Jge, jumpIf(conditions.ge)],
  [Mnemonic.Jle, jumpIf(conditions.le)],
  [Mnemonic.Jg, jumpIf(conditions.g)],
];
