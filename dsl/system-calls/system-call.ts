import type { ScalarType, VoidType } from "../ctypes/ctype.js";
import { immediateClass } from "../operands/immediate.js";
import type { ImmediateClassOf } from "../operands/immediate.js";
import type { ImmediateClass } from "../operands/operand-class.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";

/** A parameter that the kernel's prototype has only for alignment: nobody passes it, its register gets 0. */
export interface Padding {
  readonly kind: "padding";
  readonly size: 8;
}

/** A parameter nobody passes. */
export const padding: Padding = Object.freeze({ kind: "padding", size: 8 });

/** Parameters of a system call by name, in order. */
export type ParameterTypes = Readonly<Record<string, ScalarType | Padding>>;

/** The names of the parameters that a caller passes. */
export type PassedNames<P extends ParameterTypes> = {
  [K in keyof P & string]: P[K] extends Padding ? never : K;
}[keyof P & string];

/** A system call by number and C prototype. As an operand it is its number. */
export interface SystemCall<
  Name extends string = string,
  Num extends number = number,
  P extends ParameterTypes = ParameterTypes,
  C extends ImmediateClass = ImmediateClass,
  Returns extends ScalarType | VoidType = ScalarType | VoidType,
> {
  readonly kind: "system-call";
  readonly class: C;
  readonly name: Name;
  readonly number: Num;
  readonly returns: Returns;
  readonly parameters: P;
  readonly behaviour: KernelBehaviour;
  /** Where the table was described that it is in. */
  readonly site?: SourceSite;
}

/** What the kernel does in a system call besides returning a result: what a model of it has to know. */
export interface KernelBehaviour {
  /** The errnos that it can report. */
  readonly errors: readonly number[];
  /** Bytes that it reads and writes, by the parameter that points at them; a null pointer is left alone. */
  readonly reads?: Readonly<Partial<Record<string, number>>>;
  readonly writes?: Readonly<Partial<Record<string, number>>>;
  /** A new thread comes back from it too, with 0. */
  readonly forks?: boolean;
  /** It ends the thread or the process; a caller must still not rely on that. */
  readonly ends?: boolean;
}

/** An entry of a table, before it has its name. */
export interface SystemCallEntry<
  Num extends number = number,
  P extends ParameterTypes = ParameterTypes,
  Returns extends ScalarType | VoidType = ScalarType | VoidType,
> {
  readonly number: Num;
  readonly returns: Returns;
  readonly parameters: P;
  readonly behaviour: KernelBehaviour;
}

/**
 * One system call: its number, what it returns, its parameters, and what else the kernel does in it.
 *
 * @example
 * systemCall(4, int64, { fd: int32, buf: pointer(voidType), nbyte: uint64 })
 */
export function systemCall<
  const Num extends number,
  const P extends ParameterTypes,
  const Returns extends ScalarType | VoidType,
>(
  number: Num,
  returns: Returns,
  parameters: P,
  behaviour: KernelBehaviour = { errors: [] },
): SystemCallEntry<Num, P, Returns> {
  return Object.freeze({ number, returns, parameters, behaviour });
}

/** A system's calls by name. */
export type SystemCallTable<Entries extends Readonly<Record<string, SystemCallEntry>>> = {
  readonly [Name in keyof Entries as Name & string]: SystemCall<
    Name & string,
    Entries[Name]["number"],
    Entries[Name]["parameters"],
    ImmediateClassOf<Entries[Name]["number"]>,
    Entries[Name]["returns"]
  >;
};

/** A table of system calls; each gets the name it stands under. */
export function systemCalls<const Entries extends Readonly<Record<string, SystemCallEntry>>>(
  entries: Entries,
): SystemCallTable<Entries>;
export function systemCalls(entries: Readonly<Record<string, SystemCallEntry>>): Readonly<Record<string, SystemCall>> {
  const site = captureSite(systemCalls);
  return Object.freeze(
    Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [
        name,
        Object.freeze({ kind: "system-call", class: immediateClass(entry.number), name, ...entry, site }),
      ]),
    ),
  );
}
