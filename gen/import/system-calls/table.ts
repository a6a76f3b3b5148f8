import type { Place } from "../preprocessor/fault.js";
import type { RegisterType } from "./imported-type.js";
import type { System } from "./known-types.js";

/** What a parameter of a call is; padding stands only for alignment, and nobody passes it. */
export interface ImportedParameter {
  readonly name: string;
  readonly type: RegisterType | { readonly kind: "padding" };
}

/** A prototype as the kernel reads it. */
export interface ImportedPrototype {
  readonly returns: RegisterType | { readonly kind: "void" };
  readonly parameters: readonly ImportedParameter[];
  /** In C, for the documentation: `ssize_t write(int fd, const void *buf, size_t nbyte)`. */
  readonly shown: string;
}

/** A call of a table. Names are unique. */
export interface ImportedCall {
  readonly name: string;
  readonly number: number;
  readonly place: Place;
  /** The kernel's function, where a table names it apart from the call. */
  readonly function?: string | undefined;
  /** Absent where no file gives it: then the number is all that is known. */
  readonly prototype?: ImportedPrototype | undefined;
  /** What has to be defined for it to be there, where nobody said whether it is. */
  readonly conditions: readonly string[];
  /** Sentences for the documentation. */
  readonly notes: readonly string[];
}

/** What was read. */
export interface ImportedTable {
  readonly system: System;
  readonly calls: readonly ImportedCall[];
}
