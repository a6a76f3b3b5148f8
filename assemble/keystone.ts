import { setFlagsFromString } from "node:v8";
import type { KeystoneEngine, KeystoneModule } from "@alexaltea/keystone-js";
import { judgeText } from "./assembler-text.js";

/** Keystone did not assemble an instruction, or did so in a way that cannot be trusted. */
export class KeystoneError extends Error {
  constructor(text: string, reason: string) {
    super(`Keystone, given "${text}": ${reason}`);
    this.name = "KeystoneError";
  }
}

/** An instance of the module with its one open handle. */
interface Instance {
  readonly module: KeystoneModule;
  readonly engine: KeystoneEngine;
}

/** No x86 instruction is longer. */
const longestInstruction = 15;

/**
 * Keystone behind the checks without which its answers are worth nothing: it drops text silently, truncates numbers
 * silently and is unusable after a trap. Decoding what comes back is the caller's part (decode.ts), and the ranges of
 * operands are checked before the text is written (operand-range.ts).
 */
export class Keystone {
  readonly #load: () => Promise<KeystoneModule>;
  readonly #encodings = new Map<string, Uint8Array>();
  #instance: Promise<Instance> | undefined;

  constructor(load: () => Promise<KeystoneModule> = loadKeystone) {
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

  #assemble({ module, engine }: Instance, text: string, address: number, statements: number): Uint8Array {
    let result;
    let code;
    try {
      result = engine.asm(text, address);
      // At once: the next call resets it.
      code = engine.errno();
    } catch (thrown) {
      // A trap leaves the module's memory in an unknown state, for this text and for every later one.
      this.#instance = undefined;
      throw new KeystoneError(text, `the assembler broke down (${String(thrown)})`);
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
    this.#instance ??= this.#load().then(startEngine);
    return this.#instance;
  }
}

function startEngine(module: KeystoneModule): Instance {
  const engine = new module.Keystone(module.ARCH_X86, module.MODE_64);
  engine.option(module.OPT_SYNTAX, module.OPT_SYNTAX_ATT);
  return { module, engine };
}

/** Loads the WebAssembly module; 4 MB, so only when there is something to assemble. */
async function loadKeystone(): Promise<KeystoneModule> {
  // V8 would go on optimising the module in the background long after a short run is done, and exit waits for it.
  setFlagsFromString("--liftoff-only");
  try {
    const { default: load } = await import("@alexaltea/keystone-js");
    return await load();
  } finally {
    setFlagsFromString("--no-liftoff-only");
  }
}

/** The instance of the process: loading costs some 30 ms, so everything that assembles shares it. */
export const sharedKeystone = new Keystone();
