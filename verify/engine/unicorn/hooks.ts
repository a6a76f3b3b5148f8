import { hookedInstruction, hookType } from "./constants.js";
import type { Callbacks, Pointer } from "./library.js";
import type { NativeCounter } from "./native-counter.js";
import { NativeRecorder } from "./native-recorder.js";
import type { UnicornProcessor } from "./processor.js";
import type { WatchCallbacks } from "./watches.js";

/** What the engine does when Unicorn calls. None of them may throw: Unicorn would go on. */
export interface Handlers extends Readonly<Record<keyof WatchCallbacks, unknown>> {
  readonly interrupt: Callbacks["interrupt"];
  readonly systemCall: Callbacks["instruction"];
  readonly fault: Callbacks["memory"];
  readonly instruction: Callbacks["code"];
  readonly access: Callbacks["memory"];
  readonly fetchEnd: Callbacks["code"];
  readonly storeEnd: Callbacks["memory"];
  readonly codeStore: Callbacks["memory"];
}

/** How a run gets to know of instructions, or of accesses. */
export type Telling = "not" | "called" | "recorded";

interface Hooked {
  readonly how: Telling;
  readonly hook: bigint;
}

/** An address range that holds all addresses, as Unicorn wants it. */
const everywhere = [1n, 0n] as const;

/** Where no program gets: the last address that is not canonical. */
const nowhere = 0xffff_7fff_ffff_ffffn;

/**
 * The hooks of one processor. Those that cost nothing while nothing happens are always there; those for every
 * instruction and every access are there while a run asks for them.
 */
export class Hooks {
  readonly watchCallbacks: WatchCallbacks;
  readonly #processor: UnicornProcessor;
  readonly #registered: Pointer[] = [];
  readonly #callbacks: Readonly<Record<"instruction" | "access", Pointer>>;
  /** There where the host can run its code. */
  readonly recorder: NativeRecorder | undefined;
  #instruction: Hooked | undefined;
  #access: Hooked | undefined;

  constructor(processor: UnicornProcessor, handlers: Handlers, counter: NativeCounter | undefined) {
    this.#processor = processor;
    // The first, so that the limit comes before anything else.
    if (counter !== undefined) processor.addHook(hookType.code, counter.callback, ...everywhere, counter.data);
    const register = <Kind extends keyof Callbacks>(kind: Kind, callback: Callbacks[Kind]): Pointer => {
      const pointer = processor.library.register(kind, callback);
      this.#registered.push(pointer);
      return pointer;
    };
    this.#callbacks = {
      instruction: register("code", handlers.instruction),
      access: register("memory", handlers.access),
    };
    this.recorder = counter === undefined ? undefined : new NativeRecorder(processor.library, this.#callbacks);
    this.watchCallbacks = {
      fetchEnd: register("code", handlers.fetchEnd),
      storeEnd: register("memory", handlers.storeEnd),
      codeStore: register("memory", handlers.codeStore),
    };
    processor.addHook(hookType.interrupt, register("interrupt", handlers.interrupt), ...everywhere);
    processor.addHook(hookType.invalidMemory, register("memory", handlers.fault), ...everywhere);
    const systemCall = register("instruction", handlers.systemCall);
    processor.addInstructionHook(hookedInstruction.syscall, systemCall);
    // While there is a hook for memory at all, Unicorn checks every access. Without one it lets through what its cache
    // of pages has seen before: code may then be read though it may only be executed.
    processor.addHook(hookType.read | hookType.write, this.#callbacks.access, nowhere, nowhere);
  }

  /** Calls the handler for every instruction, or writes each down, or neither. */
  set instruction(how: Telling) {
    this.#instruction = this.#switch(this.#instruction, how, hookType.code, "instruction");
  }

  /** Calls the handler for every access to data, or writes each down, or neither. */
  set access(how: Telling) {
    this.#access = this.#switch(this.#access, how, hookType.read | hookType.write, "access");
  }

  /** Frees the callbacks. Unicorn must be closed before. */
  dispose(): void {
    for (const callback of this.#registered.splice(0)) this.#processor.library.unregister(callback);
    this.recorder?.dispose();
  }

  #switch(hooked: Hooked | undefined, how: Telling, type: number, kind: "instruction" | "access"): Hooked | undefined {
    if (hooked?.how === how) return hooked;
    if (hooked !== undefined) this.#processor.removeHook(hooked.hook);
    if (how === "not") return undefined;
    const { recorder } = this;
    const hook =
      how === "called" || recorder === undefined
        ? this.#processor.addHook(type, this.#callbacks[kind], ...everywhere)
        : this.#processor.addHook(type, recorder[kind], ...everywhere, recorder.data);
    return { how, hook };
  }
}
