import type { InstructionRange } from "../assemble/assembled-routine.js";
import type { CoverageCode } from "./finding.js";
import type { Image } from "./image.js";

/** What is not covered, and where. */
export interface Gap {
  readonly code: CoverageCode;
  readonly range: InstructionRange;
}

/** Counts which instructions of a routine have been executed, and which ways its branches have gone. */
export class Coverage {
  readonly #image: Image;
  /** Branches that can go either way, by address. */
  readonly #branches: ReadonlyMap<bigint, InstructionRange>;
  readonly #executed = new Set<bigint>();
  readonly #ways = new Map<bigint, Set<"taken" | "not-taken">>();

  constructor(image: Image) {
    this.#image = image;
    this.#branches = new Map(
      image.ranges.filter(goesTwoWays).map((range) => [image.address + BigInt(range.offset), range]),
    );
  }

  #last: readonly bigint[] = [];

  /** Adds one run: the addresses of its instructions, in order. */
  add(path: readonly bigint[]): void {
    // Nearly every run takes the way of the one before.
    if (isSamePath(path, this.#last)) {
      return;
    }
    this.#last = path;
    path.forEach((address, step) => {
      this.#executed.add(address);
      const next = path[step + 1];
      const branch = this.#branches.get(address);
      if (next !== undefined && branch !== undefined) {
        const ways = this.#ways.get(address) ?? new Set();
        ways.add(next === address + BigInt(branch.length) ? "not-taken" : "taken");
        this.#ways.set(address, ways);
      }
    });
  }

  /** How many instructions and ways of branches there are, and how many of them have been seen. */
  get numbers(): { readonly covered: number; readonly of: number } {
    const of = this.#image.ranges.length + 2 * this.#branches.size;
    return { covered: of - this.gaps.length, of };
  }

  /** What is missing to full coverage. */
  get gaps(): readonly Gap[] {
    return this.#image.ranges.flatMap((range): readonly Gap[] => {
      const address = this.#image.address + BigInt(range.offset);
      const missed = this.#executed.has(address) ? [] : [{ code: "never-executed", range } as const];
      if (!this.#branches.has(address)) {
        return missed;
      }
      const ways = this.#ways.get(address) ?? new Set();
      return [
        ...missed,
        ...(ways.has("taken") ? [] : [{ code: "branch-never-taken", range } as const]),
        ...(ways.has("not-taken") ? [] : [{ code: "branch-always-taken", range } as const]),
      ];
    });
  }
}

function isSamePath(one: readonly bigint[], other: readonly bigint[]): boolean {
  return one.length === other.length && one.every((address, step) => address === other[step]);
}

/** Is this a branch inside the routine that can go either way, and that somewhere else than on? */
function goesTwoWays({ instruction }: InstructionRange, index: number): boolean {
  const [target] = instruction.operands;
  return target?.kind === "branch" && target.target !== index + 1 && instruction.form.mnemonic !== "JMP";
}
