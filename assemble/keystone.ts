import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { isMainThread } from "node:worker_threads";
import type { KeystoneEngine, KeystoneModule } from "@alexaltea/keystone-js";
import { judgeText } from "./assembler-text.js";

/** Keystone did not assemble an instruction, or did so in a way that cannot be trusted. */
export class KeystoneError extends Error {
  constructor(text: string, reason: string) {
    super(`Keystone, given "${text}": ${reason}`);
    this.name = "KeystoneError";
  }
}

/** Makes an instance of the module that prints through `print`. */
export type KeystoneLoader = (print: (line: string) => void) => Promise<KeystoneModule>;

/** An instance of the module with its one open handle. */
interface Instance {
  readonly module: KeystoneModule;
  readonly engine: KeystoneEngine;
  /** What it has printed since somebody looked. */
  readonly printed: string[];
}

/** No x86 instruction is longer. */
const longestInstruction = 15;

/**
 * Keystone behind the checks without which its answers are worth nothing: it drops text silently, truncates numbers
 * silently and is unusable after a trap. Decoding what comes back is the caller's part (decode.ts), and the ranges of
 * operands are checked before the text is written (operand-range.ts).
 */
export class Keystone {
  readonly #load: KeystoneLoader;
  readonly #encodings = new Map<string, Uint8Array>();
  #instance: Promise<Instance> | undefined;

  constructor(load: KeystoneLoader = loadKeystone) {
    this.#load = load;
  }

  /**
   * The bytes of one instruction at `address`. The same text at the same address is assembled once; the bytes given
   * back are shared and not to be written to. Throws a KeystoneError where they cannot be had.
   */
  async encode(text: string, address: number): Promise<Uint8Array> {
    const key = `${String(address)} ${text}`;
    const known = this.#encodings.get(key);
    if (known !== undefined) {
      return known;
    }
    const verdict = judgeText(text);
    if (verdict.kind === "refused") {
      throw new KeystoneError(text, verdict.reason);
    }
    const bytes = this.#assemble(await this.#open(), text, address, verdict.statements);
    this.#encodings.set(key, bytes);
    return bytes;
  }

  #assemble({ module, engine, printed }: Instance, text: string, address: number, statements: number): Uint8Array {
    const { exitCode } = process;
    let result;
    let code;
    try {
      result = engine.asm(text, address);
      // At once: the next call resets it.
      code = engine.errno();
    } catch (thrown) {
      // A trap leaves the module's memory in an unknown state, for this text and for every later one.
      this.#instance = undefined;
      // Where it gives up it sets the exit status of the whole process.
      process.exitCode = exitCode;
      throw new KeystoneError(text, [`the assembler broke down: ${reasonOf(thrown)}`, ...printed].join("; "));
    }
    if (printed.length > 0) {
      throw new KeystoneError(text, printed.splice(0).join("; "));
    }
    if (result.failed || code !== 0) {
      throw new KeystoneError(text, `${module.strerror(code)}, code ${String(code)}`);
    }
    if (result.mc.length === 0) {
      throw new KeystoneError(text, "nothing came back, and no error");
    }
    if (result.count !== statements) {
      throw new KeystoneError(text, `${String(result.count)} statements were read instead of ${String(statements)}`);
    }
    if (result.mc.length > longestInstruction) {
      throw new KeystoneError(text, `${String(result.mc.length)} bytes came back for one instruction`);
    }
    return result.mc;
  }

  /** The instance in use, or a new one. */
  #open(): Promise<Instance> {
    this.#instance ??= startEngine(this.#load);
    return this.#instance;
  }
}

async function startEngine(load: KeystoneLoader): Promise<Instance> {
  const printed: string[] = [];
  const module = await load((line) => printed.push(line));
  const engine = new module.Keystone(module.ARCH_X86, module.MODE_64);
  engine.option(module.OPT_SYNTAX, module.OPT_SYNTAX_ATT);
  return { module, engine, printed };
}

/** The module throws errors, strings, and objects that are no errors but have a message. */
function reasonOf(thrown: unknown): string {
  return typeof thrown === "object" && thrown !== null && "message" in thrown ? String(thrown.message) : String(thrown);
}

/** Loads the WebAssembly module; 4 MB, so only when there is something to assemble. */
async function loadKeystone(print: (line: string) => void): Promise<KeystoneModule> {
  // Before V8 gets other flags: bytecode that was made with the usual ones would not fit.
  const { default: load } = await import("@alexaltea/keystone-js");
  // V8 would go on optimising the module in the background long after a short run is done, and exit waits for it.
  // In a thread of its own it would change them for the others, and they have bytecode to load: see gen/short-run.ts.
  if (isMainThread) {
    setFlagsFromString("--liftoff-only");
  }
  try {
    return await load({ print, printErr: print, instantiateWasm: instantiate });
  } finally {
    if (isMainThread) {
      setFlagsFromString("--no-liftoff-only");
    }
  }
}

/** At once: nobody has anything else to do in the meantime, and the package's own way of reading the file is a detour. */
function instantiate(
  imports: object,
  done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
): void {
  const file = createRequire(import.meta.filename)
    .resolve("@alexaltea/keystone-js")
    .replace(/\.js$/, ".wasm");
  const module = new WebAssembly.Module(readFileSync(file));
  done(new WebAssembly.Instance(module, imports), module);
}
