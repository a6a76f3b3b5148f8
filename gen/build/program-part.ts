import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

/** What a part of the bundled program exports: its modules, by their names in the build. */
type PartExports = Readonly<Record<string, unknown>>;

/** A part as it was compiled: for whoever keeps its bytecode. */
export interface CompiledPart {
  readonly file: string;
  readonly script: Script;
}

/** Where the bytecode of a part lies, next to it. */
export function bytecodeFile(part: string): string {
  return `${part}.bytecode`;
}

/**
 * The parts of the bundled program in `folder`. A part is a script that V8 need not compile, where the bytecode that
 * the build has left fits this version of Node; where it does not fit, V8 compiles as ever.
 */
export class ProgramParts {
  readonly compiled: CompiledPart[] = [];
  readonly #folder: string;
  readonly #require: NodeJS.Require;
  readonly #loaded = new Map<string, { exports: PartExports }>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#require = createRequire(join(folder, "parts.cjs"));
  }

  /** The exports of the part in the file `./name.cjs`, which runs when it is first asked for. */
  load(name: string): PartExports {
    const known = this.#loaded.get(name);
    if (known !== undefined) {
      return known.exports;
    }
    const file = join(this.#folder, name);
    const script = new Script(readFileSync(file, "latin1"), { filename: file, cachedData: keptBytecode(file) });
    this.compiled.push({ file, script });
    const module: { exports: PartExports } = { exports: {} };
    this.#loaded.set(name, module);
    const run: unknown = script.runInThisContext();
    if (typeof run !== "function") {
      throw new Error(`${file} is no part of the program`);
    }
    const require = (wanted: string): unknown => this.#resolve(wanted);
    Reflect.apply(run, undefined, [module.exports, require, module, file, this.#folder]);
    return module.exports;
  }

  #resolve(name: string): unknown {
    return name.startsWith("./") ? this.load(name.slice(2)) : this.#require(name);
  }
}

function keptBytecode(file: string): Buffer | undefined {
  try {
    return readFileSync(bytecodeFile(file));
  } catch {
    // Built without it: only slower.
    return undefined;
  }
}
