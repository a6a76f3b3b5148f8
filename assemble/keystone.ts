import type { KeystoneEngine, KeystoneModule } from "@alexaltea/keystone-js";
import { judgeText } from "./assembler-text.js";
import { keystoneLoaders, type KeystoneLoader, type KeystoneLoaders } from "./keystone-module.js";

/** Keystone did not assemble an instruction, or did so in a way that cannot be trusted. */
export class KeystoneError extends Error {
  constructor(text: string, reason: string) {
    super(`Keystone, given "${text}": ${reason}`);
    this.name = "KeystoneError";
  }
}

/** It trapped, or gave up. */
class BrokenDown extends KeystoneError {}

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
  readonly #encodings = new Map<string, Uint8Array>();
  /** The one in use, and those that are left where its instance breaks down. */
  #loaders: KeystoneLoaders;
  #instance: Promise<Instance> | undefined;

  constructor(loaders: KeystoneLoaders = keystoneLoaders()) {
    this.#loaders = loaders;
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
    const bytes = await this.#assemble(text, address, verdict.statements);
    this.#encodings.set(key, bytes);
    return bytes;
  }

  async #assemble(text: string, address: number, statements: number): Promise<Uint8Array> {
    for (;;) {
      try {
        return assembleOne(await this.#open(), text, address, statements);
      } catch (thrown) {
        if (!(thrown instanceof BrokenDown)) {
          throw thrown;
        }
        // What it has in memory is unknown now, for this text and for every later one.
        this.#instance = undefined;
        const [, next, ...others] = this.#loaders;
        if (next === undefined) {
          throw thrown;
        }
        this.#loaders = [next, ...others];
      }
    }
  }

  /** The instance in use, or a new one. */
  #open(): Promise<Instance> {
    this.#instance ??= startEngine(this.#loaders[0]);
    return this.#instance;
  }
}

function assembleOne(
  { module, engine, printed }: Instance,
  text: string,
  address: number,
  statements: number,
): Uint8Array {
  const { exitCode } = process;
  let result;
  let refusal;
  try {
    result = engine.asm(text, address);
    // At once: the next call resets it.
    const code = engine.errno();
    refusal = result.failed || code !== 0 ? `${module.strerror(code)}, code ${String(code)}` : undefined;
  } catch (thrown) {
    // Where it gives up it sets the exit status of the whole process.
    process.exitCode = exitCode;
    throw new BrokenDown(text, [`the assembler broke down: ${reasonOf(thrown)}`, ...printed].join("; "));
  }
  if (printed.length > 0) {
    throw new KeystoneError(text, printed.splice(0).join("; "));
  }
  if (refusal !== undefined) {
    throw new KeystoneError(text, refusal);
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
