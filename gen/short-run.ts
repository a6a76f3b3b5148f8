/**
 * What makes a run of a tenth of a second shorter, and one of seconds no longer: V8 optimises later, since the functions
 * of a short run are seldom worth it; it collects no garbage before it has to, and without waking other threads; it
 * looks into functions of WebAssembly when they are called, and optimises none of them. However large a budget they
 * had, two of Keystone's would be optimised, at 2 to 6 ms each.
 */
const flags = [
  "--interrupt-budget=500000",
  "--no-minor-gc-task",
  "--no-incremental-marking",
  "--no-parallel-scavenge",
  "--wasm-lazy-validation",
  "--liftoff-only",
];

/** The version of Node whose V8 has these flags; another one would complain on standard error. */
const tested = "20";

/** Tells V8 what is coming; once the parts are loaded whose bytecode is for Node's own flags (build/parts.ts). */
export function expectShortRun(): void {
  if (process.versions.node.split(".")[0] === tested) {
    // Not imported: those who ask for the version need not wait for it.
    const { setFlagsFromString } = process.getBuiltinModule("node:v8");
    for (const flag of flags) {
      setFlagsFromString(flag);
    }
  }
}

/** Words of what two threads share. */
const arrived = 0;
const isExpected = 1;

/**
 * Where two threads meet before a short run is expected of both. Bytecode is for one set of flags, and a thread that
 * starts loads dozens of Node's modules, which take twice as long without theirs: so neither may set flags while the
 * other is still loading.
 */
export function startTogether(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** One of two threads has loaded what needs Node's flags. The second one sets them for both. */
export function arrive(start: Int32Array): void {
  if (Atomics.add(start, arrived, 1) === 1) {
    expectShortRun();
    Atomics.store(start, isExpected, 1);
    Atomics.notify(start, isExpected);
  }
}

/** How long the other thread is worth waiting for, in milliseconds: it may have failed. */
const patience = 100;

/** Lets a thread that has arrived wait for the other. Not for the main thread, which may have others to wait for. */
export function waitForShortRun(start: Int32Array): void {
  Atomics.wait(start, isExpected, 0, patience);
}
