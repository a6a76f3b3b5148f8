import type { MachineInstruction, MachineRoutine } from "./machine.js";

/** Bytes of return address between SP at entry and the call frame's address (CFA). */
export const returnAddressSize = 8;

/** The registers that C functions keep for their callers, whose frames may be found by them. */
const keptRegisters = ["BX", "BP", "R12", "R13", "R14", "R15"] as const;

export type KeptRegister = (typeof keptRegisters)[number];

/** What is said of the call frame before an instruction, in the words of DWARF; printers and the assembler spell it. */
export type CallFrameStep =
  /** The CFA lies so many bytes above SP. */
  | { readonly kind: "cfa-offset"; readonly offset: number }
  /** What the caller had in a register lies `offset` bytes below the CFA. */
  | { readonly kind: "register-saved"; readonly register: KeptRegister; readonly offset: number }
  /** The register holds again what it held for the caller. */
  | { readonly kind: "register-restored"; readonly register: KeptRegister }
  /** Nobody is to be returned to: a debugger's walk ends here. */
  | { readonly kind: "return-address-undefined" }
  /** Keep what is known, for `restore-state`. */
  | { readonly kind: "remember-state" }
  | { readonly kind: "restore-state" };

/**
 * What a debugger must be told before each instruction of a routine. DWARF describes every address by what came before
 * it in the text, the stack depth follows the flow of control: steps stand where the two part.
 *
 * A routine finds its return address at SP, unless the kernel starts the process with it: then argc lies there, and
 * taking it for an address would be a lie. On a stack of the routine's own there is no caller either: nobody called the
 * code of a new thread. A handler of signals needs no exception: the kernel's trampoline calls it, and its return
 * address, in the trampoline, is at SP like everybody's. How to go on from there is the trampoline's to say.
 *
 * A state is remembered and restored as a whole: the unwinder of gcc takes the restoring of one register for "was never
 * saved", and not for what the table's head says of it.
 */
export function callFrameSteps({
  entry,
  instructions,
}: Pick<MachineRoutine, "entry"> & {
  readonly instructions: readonly FrameInstruction[];
}): readonly (readonly CallFrameStep[])[] {
  const isCalled = entry === "call";
  const pushes = pushesAtEntry(instructions);
  /** What the steps so far say; while the depth is unknown, what they said before. */
  let depth = 0;
  let isKnown = true;
  return instructions.map(({ stackDepth }, index): readonly CallFrameStep[] => {
    const steps: CallFrameStep[] = index === 0 && !isCalled ? [{ kind: "return-address-undefined" }] : [];
    if (stackDepth === undefined) {
      if (isKnown && isCalled) {
        steps.push({ kind: "remember-state" }, { kind: "return-address-undefined" });
      }
      isKnown = false;
      return steps;
    }
    if (!isKnown && isCalled) {
      steps.push({ kind: "restore-state" });
    }
    if (stackDepth !== depth) {
      steps.push({ kind: "cfa-offset", offset: stackDepth + returnAddressSize });
    }
    // What was pushed at entry is there for as long as SP is below it.
    for (const { register, offset } of pushes) {
      const [was, is] = [depth, stackDepth].map((below) => below + returnAddressSize >= offset);
      if (was !== is) {
        steps.push(
          is === true ? { kind: "register-saved", register, offset } : { kind: "register-restored", register },
        );
      }
    }
    isKnown = true;
    depth = stackDepth;
    return steps;
  });
}

type FrameInstruction = Pick<MachineInstruction, "stackDepth"> & Partial<Pick<MachineInstruction, "form" | "operands">>;

/** The registers that a routine pushes before it does anything else, and pops again. */
function pushesAtEntry(
  instructions: readonly FrameInstruction[],
): readonly { readonly register: KeptRegister; readonly offset: number }[] {
  const first = instructions.findIndex(({ form }) => form?.mnemonic !== "PUSHQ");
  return instructions.slice(0, Math.max(0, first)).flatMap((push) => {
    const register = movedRegister(push, "PUSHQ");
    const isPopped = instructions.some((instruction) => movedRegister(instruction, "POPQ") === register);
    return register === undefined || push.stackDepth === undefined || !isPopped
      ? []
      : [{ register, offset: push.stackDepth + 2 * returnAddressSize }];
  });
}

function movedRegister({ form, operands }: FrameInstruction, mnemonic: string): KeptRegister | undefined {
  const operand = form?.mnemonic === mnemonic ? operands?.[0] : undefined;
  return operand?.kind === "register" ? keptRegisters.find((register) => register === operand.name) : undefined;
}
