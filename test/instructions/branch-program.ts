import type { Form } from "../../dsl/instructions/form.js";

/** A jump of the program, and where it goes. */
interface PlacedBranch {
  readonly form: Form;
  /** Offset of its target from the start of the program, in bytes. */
  readonly target: number;
}

/** The program's lines, the same in every syntax but for the names of the jumps. */
export interface BranchProgram {
  readonly lines: readonly string[];
  /** The jumps in the order in which they stand. */
  readonly branches: readonly PlacedBranch[];
}

/** Ten bytes each in Plan 9 and in AT&T. */
const fillers = { plan9: "MOVQ $0x1122334455667788, AX", gnu: "movabsq $0x1122334455667788, %rax" } as const;
const fillerSize = 10;
const farFillers = 20;

/**
 * Every jump to a label in both its encodings, forwards and backwards: for each a short jump on, a short jump back,
 * one far forward over the filling and one far back.
 */
export function branchProgram(forms: readonly Form[], syntax: "plan9" | "gnu"): BranchProgram {
  const lines: string[] = [];
  const branches: PlacedBranch[] = [];
  const short = forms.filter((form) => form.code.includes("_rel8_"));
  let offset = 0;
  for (const [number, form] of short.entries()) {
    const long = forms.find((other) => other.mnemonic === form.mnemonic && other.code.includes("_rel32_"));
    if (long === undefined) throw new Error(`${form.mnemonic} has no long form`);
    const name = syntax === "plan9" ? form.mnemonic : form.att;
    const label = (place: string) => `L${String(number)}${place}`;
    const longSize = form.mnemonic === "JMP" ? 5 : 6;
    const start = offset;
    // start: short on, short back, long on; on: filling; far: long back. A jump to a jump would be cut short by Go's
    // assembler, so a filling stands at every label.
    const on = start + fillerSize + 2 + 2 + longSize;
    const far = on + farFillers * fillerSize;
    lines.push(`${label("start")}:`, fillers[syntax]);
    lines.push(`${name} ${label("on")}`, `${name} ${label("start")}`, `${name} ${label("far")}`);
    lines.push(`${label("on")}:`, ...Array.from({ length: farFillers }, () => fillers[syntax]));
    lines.push(`${label("far")}:`, fillers[syntax], `${name} ${label("start")}`);
    branches.push(
      { form, target: on },
      { form, target: start },
      { form: long, target: far },
      { form: long, target: start },
    );
    offset = far + fillerSize + longSize;
  }
  return { lines, branches };
}
