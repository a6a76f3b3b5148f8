import { mayRun } from "../../../verify/engine/known-instructions.js";
import type { TestedInstruction } from "./tested-instruction.js";
import type { KnownDifference, Peer } from "./known-differences.js";
import { knownDifferences, notCompared } from "./known-differences.js";

/** Gathers what differs between builtin and a peer, and sorts out what is known. */
export class Judge {
  readonly #peer: Peer;
  readonly #known: readonly KnownDifference[];
  readonly #excluded: readonly RegExp[];
  readonly #occurred = new Set<KnownDifference>();
  readonly #complaints: string[] = [];
  readonly #forms = new Set<string>();
  #instructions = 0;
  #comparisons = 0;

  constructor(peer: Peer) {
    this.#peer = peer;
    this.#known = knownDifferences.filter((one) => one.peer === peer);
    this.#excluded = notCompared.filter((one) => one.peer === peer).map(({ codes }) => codes);
  }

  /** Can this instruction be compared with the peer? */
  takes({ form }: TestedInstruction): boolean {
    const asked = this.#peer === "processor" || mayRun(this.#peer, form.code);
    return asked && !this.#excluded.some((codes) => codes.test(form.code));
  }

  /** Counts an instruction that is compared in so many states. */
  begin({ form }: TestedInstruction, states: number): void {
    this.#instructions += 1;
    this.#comparisons += states;
    this.#forms.add(`${form.mnemonic} ${form.operands.join()} ${form.code}`);
  }

  /** Takes what a comparison found. */
  hear(instruction: TestedInstruction, differences: readonly string[], show: () => string): void {
    if (differences.length === 0) return;
    const known = this.#known.find(
      (one) =>
        (one.text?.test(instruction.text) ?? true) &&
        (one.codes?.test(instruction.form.code) ?? true) &&
        (one.requires === undefined || differences.some((line) => one.requires?.test(line))) &&
        differences.every((line) => one.differences.some((expected) => expected.test(line))),
    );
    if (known === undefined) {
      const bytes = Buffer.from(instruction.bytes).toString("hex");
      this.#complaints.push(`${instruction.text} (${bytes}): ${differences.join("; ")}; from ${show()}`);
    } else {
      this.#occurred.add(known);
    }
  }

  /** Everything unexpected, known differences that never occurred among it. */
  complaints(): readonly string[] {
    const idle = this.#errors().filter((one) => !this.#occurred.has(one));
    return [
      ...this.#complaints,
      ...idle.map(({ text, codes }) => `the known difference of ${String(text ?? codes)} never occurs`),
    ];
  }

  #errors(): readonly KnownDifference[] {
    return this.#known.filter(({ ofSome }) => ofSome !== true);
  }

  /** What was done, for the title. */
  summary(): string {
    const number = (value: number): string => value.toLocaleString("en");
    const errors = this.#errors().length;
    return [
      `${number(this.#forms.size)} forms`,
      `${number(this.#instructions)} instructions`,
      `${number(this.#comparisons)} comparisons`,
      ...(errors === 0 ? [] : [`${String(errors)} known errors of the peer`]),
      `not compared: ${this.#excluded.join(" ")}`,
    ].join(", ");
  }
}
