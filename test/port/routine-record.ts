import type { AssembledRoutine } from "../../assemble/assembled-routine.js";

/** A routine's machine code as `assemble --json` prints it. */
export interface RoutineRecord {
  readonly bytes: string;
  readonly size: number;
  readonly relocations: readonly { readonly offset: number; readonly symbol: string; readonly kind: string }[];
}

/** Assembled routines by symbol. */
export function asRecord(routines: readonly AssembledRoutine[]): Readonly<Record<string, RoutineRecord>> {
  return Object.fromEntries(
    routines.map(({ symbol, bytes, relocations }) => [
      symbol,
      {
        bytes: Buffer.from(bytes).toString("hex"),
        size: bytes.length,
        relocations: relocations.map(({ offset, symbol: target, kind }) => ({ offset, symbol: target, kind })),
      },
    ]),
  );
}
