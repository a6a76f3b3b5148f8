import type { Bridge } from "../bridges/bridge.js";
import type { CFile } from "../c-source/c-file.js";
import type { Plan9Dialect } from "../lowering/plan9-dialect.js";
import type { AssemblyUnit } from "./assembly-unit.js";
import type { ErrataTable } from "./errata-table.js";
import type { Definitions } from "./definitions.js";
import type { GodefsInput } from "./godefs-input.js";
import type { MakefileConditional } from "./makefile-conditional.js";
import type { RuntimeHeader } from "./runtime-header.js";
import type { SignalTable } from "./signal-table.js";

/** A file that a port consists of: where it goes, in which language, and from what. Paths are relative, with `/`. */
export type Output = TextOutput | ObjectOutput;

/** A file that is printed. */
export type TextOutput =
  | {
      readonly kind: "plan9-assembly";
      readonly path: string;
      readonly unit: AssemblyUnit;
      /** What is to read it. Default: 6a of 2011; Go's assembler of today reads that too. */
      readonly dialect?: Plan9Dialect;
    }
  | { readonly kind: "gnu-assembly"; readonly path: string; readonly unit: AssemblyUnit }
  | { readonly kind: "godefs-header"; readonly path: string; readonly definitions: Definitions }
  | { readonly kind: "standard-c-header"; readonly path: string; readonly definitions: Definitions }
  | { readonly kind: "godefs-input"; readonly path: string; readonly input: GodefsInput }
  | { readonly kind: "runtime-header"; readonly path: string; readonly header: RuntimeHeader }
  | { readonly kind: "signal-table"; readonly path: string; readonly table: SignalTable }
  | { readonly kind: "c-source"; readonly path: string; readonly file: CFile }
  | { readonly kind: "makefile-conditional"; readonly path: string; readonly conditional: MakefileConditional }
  | { readonly kind: "bridge-header"; readonly path: string; readonly bridges: readonly Bridge[] }
  | { readonly kind: "errata-table"; readonly path: string; readonly table: ErrataTable };

/** A relocatable object: the machine code of a unit, for linkers. */
export interface ObjectOutput {
  readonly kind: "elf-object";
  readonly path: string;
  readonly unit: AssemblyUnit;
}
