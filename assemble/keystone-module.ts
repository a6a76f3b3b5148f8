import type { KeystoneModule } from "@alexaltea/keystone-js";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Makes an instance of the module that prints through `print`. */
export type KeystoneLoader = (print: (line: string) => void) => Promise<KeystoneModule>;

/** At least one, in the order in which they are tried. */
export type KeystoneLoaders = readonly [KeystoneLoader, ...(readonly KeystoneLoader[])];

/** An instance of WebAssembly with what it was made of. */
interface Instantiated {
  readonly module: WebAssembly.Module;
  readonly instance: WebAssembly.Instance;
}

/**
 * The files of Keystone that the bundled program has beside itself: its module without what no instruction of portwright's
 * needs, and the memory that it starts with (gen/build/lean-packages.ts). They load twice as fast as the package's own.
 */
export const leanFiles = { module: "keystone.wasm", memory: "keystone.memory" } as const;

/**
 * Keystone's modules, those first that are faster to load. What such a one lacks is a function that traps: where it
 * traps, the next one may have an answer.
 */
export function keystoneLoaders(folder = import.meta.dirname): KeystoneLoaders {
  const module = join(folder, leanFiles.module);
  const whole = keystoneLoader(instantiateWhole);
  return existsSync(module)
    ? [keystoneLoader((imports) => instantiateLean(module, imports, join(folder, leanFiles.memory))), whole]
    : [whole];
}

/** Loads the package's script around what `instantiate` makes; only when there is something to assemble. */
export function keystoneLoader(instantiate: (imports: object) => Instantiated): KeystoneLoader {
  return async (print) => {
    const { default: load } = await import("@alexaltea/keystone-js");
    return load({
      print,
      printErr: print,
      instantiateWasm: (imports, done) => {
        const { instance, module } = instantiate(imports);
        done(instance, module);
      },
    });
  };
}

/** At once: nobody has anything else to do in the meantime, and the package's own way of reading the file is a detour. */
function instantiateWhole(imports: object): Instantiated {
  return instantiated(readFileSync(wholeKeystone()), imports);
}

/** The package's WebAssembly, where it is installed. */
export function wholeKeystone(): string {
  return createRequire(import.meta.filename)
    .resolve("@alexaltea/keystone-js")
    .replace(/\.js$/, ".wasm");
}

function instantiateLean(module: string, imports: object, data: string): Instantiated {
  const made = instantiated(readFileSync(module), imports);
  const memory = Object.values(made.instance.exports).find((value) => value instanceof WebAssembly.Memory);
  if (memory === undefined) {
    throw new Error(`${module} exports no memory`);
  }
  // Straight to where it belongs: data that a module has are copied twice.
  const file = openSync(data, "r");
  try {
    const { size } = fstatSync(file);
    if (readSync(file, new Uint8Array(memory.buffer, 0, size)) !== size) {
      throw new Error(`${data} was not read to its end`);
    }
  } finally {
    closeSync(file);
  }
  return made;
}

/** An instance of what is compiled now. */
export function instantiated(bytes: Uint8Array, imports: object): Instantiated {
  const module = new WebAssembly.Module(bytes);
  return { module, instance: new WebAssembly.Instance(module, imports) };
}
