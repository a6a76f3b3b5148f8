import type { Pointer } from "./library.js";
import { hookType } from "./constants.js";
import type { ExactMapping } from "./exact-mapping.js";
import type { GuestMemory } from "./guest-memory.js";
import type { UnicornProcessor } from "./processor.js";
import { pageSize } from "./regions.js";

/** What the callbacks of the watched places are for. */
export interface WatchCallbacks {
  /** An instruction in what may not be executed, or near it, is about to be executed. */
  readonly fetchEnd: Pointer;
  /** A store near the end of what may be written is about to be made: it may reach over. */
  readonly storeEnd: Pointer;
  /** A store to code, or to what Unicorn may take for code, is about to be made. */
  readonly codeStore: Pointer;
}

type Kind = keyof WatchCallbacks;

const longestInstruction = 15n;
const longestStore = 8n;

const typeOf: Readonly<Record<Kind, number>> = {
  fetchEnd: hookType.code,
  storeEnd: hookType.write,
  codeStore: hookType.write,
};

/** Hooks at the places where Unicorn alone does not do what the processor does. Elsewhere they cost nothing. */
export class Watches {
  readonly #processor: UnicornProcessor;
  readonly #memory: GuestMemory;
  readonly #mapping: ExactMapping;
  readonly #callbacks: WatchCallbacks;
  /** By kind and range. */
  readonly #hooks = new Map<string, bigint>();
  #codeIsWritable = false;

  constructor(processor: UnicornProcessor, memory: GuestMemory, mapping: ExactMapping, callbacks: WatchCallbacks) {
    this.#processor = processor;
    this.#memory = memory;
    this.#mapping = mapping;
    this.#callbacks = callbacks;
  }

  /** Is there code that a program can write over, or what Unicorn may take for code? */
  get codeIsWritable(): boolean {
    return this.#codeIsWritable;
  }

  /** Sets the hooks where they belong now. */
  update(): void {
    const wanted = this.#wanted();
    for (const [key, hook] of this.#hooks) {
      if (!wanted.has(key)) {
        this.#processor.removeHook(hook);
        this.#hooks.delete(key);
      }
    }
    for (const [key, { kind, first, last }] of wanted) {
      if (!this.#hooks.has(key)) {
        this.#hooks.set(key, this.#processor.addHook(typeOf[kind], this.#callbacks[kind], first, last));
      }
    }
    this.#codeIsWritable = [...wanted.values()].some(({ kind }) => kind === "codeStore");
  }

  #wanted(): ReadonlyMap<string, Watch> {
    const { regions } = this.#memory;
    const { guardedPages } = this.#mapping;
    const codeEnds = regions.runs(({ execute }) => execute).map(({ end }) => end);
    const watches = [
      ...codeEnds.map((end) => watch("fetchEnd", end - longestInstruction + 1n, end)),
      // Few hooks: Unicorn looks through all of them before every instruction.
      ...regions.spans(({ execute }) => !execute).map(({ start, end }) => watch("fetchEnd", start, end)),
      ...guardedPages.map((page) => watch("fetchEnd", page, page + pageSize)),
      ...regions.runs(({ write }) => write).map(({ end }) => watch("storeEnd", end - longestStore + 1n, end)),
      ...regions.runs(({ write, execute }) => write && execute).map(({ start, end }) => watch("codeStore", start, end)),
      // A block may have been read on into the page behind.
      ...codeEnds
        .filter((end) => regions.find(end)?.permissions.write === true)
        .map((end) => watch("codeStore", end, end + pageSize)),
    ];
    return new Map(watches.map((one) => [`${one.kind} ${String(one.first)} ${String(one.last)}`, one]));
  }
}

interface Watch {
  readonly kind: Kind;
  readonly first: bigint;
  readonly last: bigint;
}

function watch(kind: Kind, start: bigint, end: bigint): Watch {
  return { kind, first: start, last: end - 1n };
}
