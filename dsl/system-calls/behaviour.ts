import type { KernelBehaviour, SystemCall } from "./system-call.js";

/** What the kernel does in a call with these parameters. */
export interface BehaviourOf<P> extends KernelBehaviour {
  readonly reads?: Readonly<Partial<Record<keyof P & string, number>>>;
  readonly writes?: Readonly<Partial<Record<keyof P & string, number>>>;
}

/** Behaviours by the names of a table's calls. */
export type Behaviours<Table extends Readonly<Record<string, SystemCall>>> = {
  readonly [Name in keyof Table & string]?: BehaviourOf<Table[Name]["parameters"]>;
};

/**
 * The calls of a table, and what the kernel does in them, which a table file cannot know. A call that is left out
 * reports no error and touches no memory.
 *
 * @example
 * import { sys as table } from "./system-call-table.js";
 * export const sys = withBehaviour(table, { munmap: { errors: [22] }, pipe: { errors: [24], writes: { fds: 8 } } });
 */
export function withBehaviour<const Table extends Readonly<Record<string, SystemCall>>>(
  table: Table,
  behaviours: Behaviours<Table>,
): Table;
export function withBehaviour(
  table: Readonly<Record<string, SystemCall>>,
  behaviours: Readonly<Record<string, KernelBehaviour | undefined>>,
): Readonly<Record<string, SystemCall>> {
  const described = Object.entries(table).map(([name, call]) => {
    const behaviour = Object.hasOwn(behaviours, name) ? behaviours[name] : undefined;
    return [name, behaviour === undefined ? call : Object.freeze({ ...call, behaviour })] as const;
  });
  return Object.freeze(Object.fromEntries(described));
}
