import { hookType } from "./constants.js";
import type { GuestMemory } from "./guest-memory.js";
import type { LazyMapping } from "./lazy-mapping.js";
import type { Pointer } from "./library.js";
import type { NativeCounter } from "./native-counter.js";
import type { UnicornProcessor } from "./processor.js";
import { pageSize } from "./regions.js";
import type { UnicornRun } from "./unicorn-run.js";

/** More instructions than a block of Unicorn's has. */
const longestBlock = 1024;
const longestInstruction = 15n;
/** Where no program gets: the last address that is not canonical. */
const nowhere = 0xffff_7fff_ffff_ffffn;

/**
 * Runs a block that reaches into a page that may not be executed: for Unicorn alone the page may be, for as long as
 * that takes, and a hook stops the run before an instruction of it is executed.
 */
export class StepAcross {
  readonly #processor: UnicornProcessor;
  readonly #memory: GuestMemory;
  readonly #mapping: LazyMapping;
  readonly #beforeInstruction: Pointer;

  constructor(processor: UnicornProcessor, memory: GuestMemory, mapping: LazyMapping, beforeInstruction: Pointer) {
    this.#processor = processor;
    this.#memory = memory;
    this.#mapping = mapping;
    this.#beforeInstruction = beforeInstruction;
  }

  /** Runs from `from` on, with `page` the page. Answers whether that ended the run. */
  run(run: UnicornRun, from: bigint, page: bigint, counter: NativeCounter): boolean {
    const processor = this.#processor;
    const range = { start: page, end: page + pageSize };
    this.#mapping.drop(range);
    const permissions = this.#memory.regions.find(page)?.permissions;
    // Of what is not there nothing may be read or written.
    this.#mapping.add(range, { read: false, write: false, ...permissions, execute: true });
    const hooks = [
      processor.addHook(hookType.code, this.#beforeInstruction, page - longestInstruction + 1n, range.end - 1n),
      // With a hook for reads Unicorn looks at permissions for each.
      processor.addHook(hookType.read, this.#beforeInstruction, nowhere, nowhere),
    ];
    const left = counter.left;
    const allowed = Math.min(left, longestBlock);
    counter.left = allowed;
    try {
      processor.start(from, 0);
    } finally {
      const used = allowed - Math.max(counter.left, 0);
      counter.left = left - used;
      for (const hook of hooks) processor.removeHook(hook);
      const first = from & -pageSize;
      this.#mapping.codeWritten({ start: first, end: first + pageSize });
      this.#mapping.drop(range);
    }
    // The instruction that cannot be fetched is counted before it is found out.
    if (run.stop?.kind === "fault" && run.stop.access === "fetch") counter.left += 1;
    return run.stop !== undefined || run.thrown !== undefined;
  }
}
