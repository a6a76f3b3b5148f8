import type { Errata } from "../../dsl/port/erratum.js";
import type { Port } from "../../dsl/port/port.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import type { CpuState } from "../../verify/engine/engine.js";
import { registerNumber } from "../../verify/engine/engine.js";
import type { Subject } from "../../verify/execute.js";
import { execute } from "../../verify/execute.js";
import { poisonOf } from "../../verify/explain.js";
import { Random } from "../../verify/random.js";
import { scenarios } from "../../verify/scenario.js";
import { candidates } from "../../verify/verify-port.js";
import { buildWorld, loadImage, unloadImage, world } from "../../verify/world.js";

/** The machine before an instruction, as portwright's own engine has it. */
export interface StackView {
  readonly symbol: string;
  /** Of the instruction in its routine. */
  readonly offset: number;
  readonly registers: BigUint64Array;
  /** The registers at entry. */
  readonly entry: BigUint64Array;
  /** How far SP lies below its value at entry; undefined where it is on another stack. */
  readonly depth: number | undefined;
  /** From SP to the slot of the return address and past it; empty on another stack. */
  readonly stack: Uint8Array;
  /** Registers that the contract has the routine keep for its caller. */
  readonly kept: readonly (keyof typeof registerNumber)[];
  readonly isProcessEntry: boolean;
}

export interface SeenRoutine {
  readonly symbol: string;
  /** Offsets of all of its instructions. */
  readonly instructions: readonly number[];
  readonly views: readonly StackView[];
}

/** The address that every routine that is called returns to. */
export const returnAddress = world.returnAddress;

/** No stack is as deep: what is farther away is another one. */
const deepest = 0x8000n;

/** Runs every routine of a port in some states and looks at the stack before every instruction, once for each depth. */
export async function seenRoutines(port: Port, errata: Errata): Promise<readonly SeenRoutine[]> {
  const engine = createBuiltinEngine();
  buildWorld(engine);
  const subjects = (await candidates(port, errata)).flatMap((one) => ("subject" in one ? [one.subject] : []));
  const seen = subjects.map((subject) => {
    const { image, routine, contract } = subject;
    loadImage(engine, image);
    const views = new Map<string, StackView>();
    for (const scenario of scenarios(routine, contract, [], new Random(1, image.symbol, "scenarios"), 100)) {
      let entry: CpuState | undefined;
      execute(engine, subject, scenario, poisonOf(1, image.symbol, scenario), (state) => {
        entry ??= state;
        const view = viewOf(subject, entry, state, (address, size) => engine.read(address, size));
        const key = `${String(view.offset)} ${String(view.depth)}`;
        if (!views.has(key)) {
          views.set(key, view);
        }
      });
    }
    unloadImage(engine, image);
    return {
      symbol: image.symbol,
      instructions: image.ranges.map(({ offset }) => offset),
      views: [...views.values()],
    };
  });
  engine.dispose();
  return seen;
}

function viewOf(
  { image, contract }: Subject,
  entry: CpuState,
  state: CpuState,
  read: (address: bigint, size: number) => Uint8Array,
): StackView {
  const at = state.registers[registerNumber.SP] ?? 0n;
  const distance = (entry.registers[registerNumber.SP] ?? 0n) - at;
  const isSame = distance > -deepest && distance < deepest;
  return {
    symbol: image.symbol,
    offset: Number(state.rip - image.address),
    registers: state.registers,
    entry: entry.registers,
    depth: isSame ? Number(distance) : undefined,
    stack: isSame && distance >= 0n ? read(at, Number(distance) + 16) : new Uint8Array(),
    kept: contract.preserves,
    isProcessEntry: contract.entry === "process",
  };
}
