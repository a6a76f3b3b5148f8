import type { Pointer } from "./library.js";
import { hookType } from "./constants.js";
import type { UnicornProcessor } from "./processor.js";
import type { Regions } from "./regions.js";
import { endOfAddresses, pageSize } from "./regions.js";

/** What the callbacks of the watched places are for. */
export interface WatchCallbacks {
  /** An instruction near or behind the end of what may be executed is about to be executed. */
  readonly fetchEnd: Pointer;
  /** A store near the end of what may be written is about to be made: it may reach over. */
  readonly storeEnd: Pointer;
  /** A store to code is about to be made. */
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
  readonly #regions: Regions;
  readonly #callbacks: WatchCallbacks;
  /** By kind and range. */
  readonly #hooks = new Map<string, bigint>();
  #codeIsWritable = false;

  constructor(processor: UnicornProcessor, regions: Regions, callbacks: WatchCallbacks) {
    this.#processor = processor;
    this.#regions = regions;
    this.#callbacks = callbacks;
  }

  /** Is there code that a program can write over? */
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
    const regions = this.#regions;
    const watches: Watch[] = [
      ...regions
        .runs("execute")
        .flatMap(({ end }) => [
          watch("fetchEnd", end - longestInstruction + 1n, end),
          watch("fetchEnd", end % endOfAddresses, (end % endOfAddresses) + pageSize),
        ]),
      ...regions.runs("write").map(({ end }) => watch("storeEnd", end - longestStore + 1n, end)),
      ...regions.runs("write", "execute").map(({ start, end }) => watch("codeStore", start, end)),
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
