/** Where something stands in a file that is read. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something that keeps a file from being imported. */
export interface Fault {
  readonly place: Place;
  /** What is wrong and what was expected, in one sentence. */
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Faults are collected, so that all of them are seen at once. */
export type Report = (fault: Fault) => void;

/** What is unlike a table goes wrong on every line; nobody reads more than this. */
const mostFaults = 50;

/** Takes faults until there are too many. */
export class FaultList {
  readonly #faults: Fault[] = [];
  #left = 0;

  readonly report: Report = (fault) => {
    if (this.#faults.length < mostFaults) {
      this.#faults.push(fault);
    } else {
      this.#left += 1;
    }
  };

  get isEmpty(): boolean {
    return this.#faults.length === 0;
  }

  /** The faults; where some were left out, the last says how many. */
  all(): readonly Fault[] {
    const last = this.#faults.at(-1);
    if (last === undefined || this.#left === 0) {
      return [...this.#faults];
    }
    const more: Fault = { place: last.place, message: `${String(this.#left)} more mistakes like these follow` };
    return [...this.#faults, more];
  }
}
