import { readFileSync } from "node:fs";
import type { RoutineRecord } from "./routine-record.js";

/** The machine code that the tools of 2011 made of the original port, by symbol. */
export const periodBytes = read();

function read(): Readonly<Record<string, RoutineRecord>> {
  const data: unknown = JSON.parse(readFileSync("test/data/period-bytes.json", "utf8"));
  if (typeof data !== "object" || data === null) {
    throw new Error("test/data/period-bytes.json holds no object");
  }
  return Object.fromEntries(
    Object.entries(data).map(([name, value]: [string, unknown]) => {
      if (!isRecord(value)) {
        throw new Error(`test/data/period-bytes.json: ${name} has another shape`);
      }
      return [name, value];
    }),
  );
}

function isRecord(value: unknown): value is RoutineRecord {
  return (
    typeof value === "object" &&
    value !== null &&
    "bytes" in value &&
    typeof value.bytes === "string" &&
    "size" in value &&
    typeof value.size === "number" &&
    "relocations" in value &&
    Array.isArray(value.relocations)
  );
}
