import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Bytes of memory that this process takes up after garbage is collected. */
export function residentAfterCollection(): number {
  collect ??= exposedCollector();
  // What is given back by finalizers of the first is garbage of the second.
  collect();
  collect();
  return process.memoryUsage().rss;
}

/** The mappings of this process. */
export function countMappings(): number {
  return readFileSync("/proc/self/maps", "latin1").split("\n").length - 1;
}

function exposedCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const found: unknown = runInNewContext("gc");
  if (typeof found !== "function") throw new Error("this Node does not show its garbage collector");
  return () => {
    Reflect.apply(found, undefined, []);
  };
}
