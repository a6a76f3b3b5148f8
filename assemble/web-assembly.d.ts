/** The part of WebAssembly that portwright uses: TypeScript has its declarations among those of browsers only. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]?: "WebAssembly.Module";
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  const Module: new (bytes: Uint8Array) => Module;
  const Instance: new (module: Module, imports: object) => Instance;
  const Memory: new (descriptor: { readonly initial: number }) => Memory;
}
