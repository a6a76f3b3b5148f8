/** The part of @alexaltea/keystone-js that portwright uses; the package has no declarations of its own. */
declare module "@alexaltea/keystone-js" {
  export interface KeystoneResult {
    readonly mc: Uint8Array;
    /** Statements read: instructions, and prefixes, labels and directives too. */
    readonly count: number;
    readonly failed: boolean;
  }

  export interface KeystoneEngine {
    option(option: number, value: number): void;
    asm(text: string, address: number): KeystoneResult;
    errno(): number;
  }

  export interface KeystoneModule {
    readonly ARCH_X86: number;
    readonly MODE_64: number;
    readonly OPT_SYNTAX: number;
    readonly OPT_SYNTAX_ATT: number;
    readonly Keystone: new (architecture: number, mode: number) => KeystoneEngine;
    strerror(code: number): string;
  }

  export interface KeystoneOptions {
    /** Gets what the assembler would print, line by line. */
    readonly print: (line: string) => void;
    readonly printErr: (line: string) => void;
    /** Instantiates the WebAssembly module, instead of reading and compiling it meanwhile. */
    readonly instantiateWasm?: (
      imports: object,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) => void;
  }

  /** Makes a new instance of the WebAssembly module. */
  export default function load(options: KeystoneOptions): Promise<KeystoneModule>;
}
