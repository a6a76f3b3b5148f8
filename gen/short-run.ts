/**
 * What makes a run of a tenth of a second shorter, and one of seconds no longer: V8 optimises later, since the functions
 * of a short run are seldom worth it; it lets the young part of the heap grow at once; and it looks into functions of
 * WebAssembly when they are called, and optimises those later too.
 */
const flags = [
  "--interrupt-budget=500000",
  "--semi-space-growth-factor=16",
  "--no-minor-gc-task",
  "--wasm-lazy-validation",
  "--wasm-tiering-budget=100000000",
];

/** The version of Node whose V8 has these flags; another one would complain on standard error. */
const tested = "20";

/** Tells V8 what is coming; before anything is loaded whose bytecode was kept, since bytecode is for V8's flags too. */
export function expectShortRun(): void {
  if (process.versions.node.split(".")[0] === tested) {
    // Not imported: those who ask for the version need not wait for it.
    const { setFlagsFromString } = process.getBuiltinModule("node:v8");
    for (const flag of flags) {
      setFlagsFromString(flag);
    }
  }
}
