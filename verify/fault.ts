import type { RegisterName } from "../dsl/operands/operand-class.js";

/** What a run showed to be wrong, before anybody has looked for the instruction that did it. */
export interface Fault {
  readonly code: FaultCode;
  readonly message: string;
  readonly expected?: string;
  readonly got?: string;
  /** Where the wrong value was, so that the instruction that put it there can be found. */
  readonly blame?: Blame;
  /** The instruction of the run behind which it showed, counted from 0. */
  readonly at: number;
}

/** The register or the memory that was wrong, or the step of the run, counted from 0, that was. */
type Blame =
  { readonly register: RegisterName } | { readonly memory: bigint; readonly size: number } | { readonly step: number };

/** Kinds of fault, in the words of the documentation. */
export type FaultCode =
  | "system-call-number"
  | "system-call-argument"
  | "system-call-unexpected"
  | "step-missing"
  | "result"
  | "register-not-preserved"
  | "direction-flag"
  | "stack-pointer"
  | "stack-alignment"
  | "routine-call"
  | "routine-call-argument"
  | "memory-not-stored"
  | "thread-local-word"
  | "write-outside"
  | "read-outside"
  | "access-fault"
  | "processor-exception"
  | "endless"
  | "not-modelled";

/** A number as findings show it. */
export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
