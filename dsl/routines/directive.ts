import type { IntegerValue } from "../data/part.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";

/** The directives that put numbers into the code, and the bytes that each number takes, the lowest first. */
export const literalSizes = Object.freeze({ BYTE: 1, WORD: 2, LONG: 4, QUAD: 8 });

export type LiteralDirective = keyof typeof literalSizes;

/** Machine code given as numbers: instructions that the assembler does not know, tables inside the code. */
export interface Literal {
  readonly kind: "literal";
  readonly directive: LiteralDirective;
  readonly values: readonly IntegerValue[];
  readonly site: SourceSite;
}

/**
 * What Go's tools are told about the code around: tables of the garbage collector and of the stack's walker. To the
 * processor it is nothing.
 */
export type Annotation =
  /** `PCDATA $index, $value`: from here on, table `index` says `value`. */
  | {
      readonly kind: "annotation";
      readonly directive: "PCDATA";
      readonly index: IntegerValue;
      readonly value: IntegerValue;
      readonly site: SourceSite;
    }
  /** `FUNCDATA $index, symbol(SB)`: a table of the routine. */
  | {
      readonly kind: "annotation";
      readonly directive: "FUNCDATA";
      readonly index: IntegerValue;
      readonly symbol: string;
      readonly site: SourceSite;
    }
  /** A macro of Go's funcdata.h, which the unit includes. */
  | {
      readonly kind: "annotation";
      readonly directive: "NO_LOCAL_POINTERS" | "GO_ARGS" | "GO_RESULTS_INITIALIZED";
      readonly site: SourceSite;
    };

/**
 * `ADJSP $bytes`: moves SP down, or up for a negative number, and has Plan 9's tools count it, which they do of pushes
 * and pops and not of SUBQ and ADDQ. Arguments and locals keep their places.
 */
export interface StackAdjustment {
  readonly kind: "stack-adjustment";
  readonly bytes: number;
  readonly site: SourceSite;
}

/** A part of a body that is no instruction of the table: bytes, notes for tools, moves of SP. */
export type Directive = Literal | Annotation | StackAdjustment;

/**
 * Bytes of machine code. Several become several directives.
 *
 * @example
 * BYTE(0x0f, 0x0b) // UD2
 */
export function BYTE(...values: readonly IntegerValue[]): Literal {
  return literal("BYTE", values, BYTE);
}

/** Words of 16 bits in the machine code, the lower byte first. */
export function WORD(...values: readonly IntegerValue[]): Literal {
  return literal("WORD", values, WORD);
}

/** Words of 32 bits in the machine code, the lowest byte first. */
export function LONG(...values: readonly IntegerValue[]): Literal {
  return literal("LONG", values, LONG);
}

/** Words of 64 bits in the machine code, the lowest byte first. */
export function QUAD(...values: readonly IntegerValue[]): Literal {
  return literal("QUAD", values, QUAD);
}

function literal(
  directive: LiteralDirective,
  values: readonly IntegerValue[],
  entry: (...parameters: never[]) => unknown,
): Literal {
  return Object.freeze({ kind: "literal", directive, values: Object.freeze(values), site: captureSite(entry) });
}

/** `PCDATA $index, $value`: tells Go's tools something about the instructions from here on. */
export function PCDATA(index: IntegerValue, value: IntegerValue): Annotation {
  return Object.freeze({ kind: "annotation", directive: "PCDATA", index, value, site: captureSite(PCDATA) });
}

/** `FUNCDATA $index, symbol(SB)`: gives Go's tools a table about the routine. */
export function FUNCDATA(index: IntegerValue, symbol: string | { readonly name: string }): Annotation {
  return Object.freeze({
    kind: "annotation",
    directive: "FUNCDATA",
    index,
    symbol: typeof symbol === "string" ? symbol : symbol.name,
    site: captureSite(FUNCDATA),
  });
}

/** `NO_LOCAL_POINTERS` of funcdata.h: the frame holds no pointers for the garbage collector. */
export function NO_LOCAL_POINTERS(): Annotation {
  return Object.freeze({ kind: "annotation", directive: "NO_LOCAL_POINTERS", site: captureSite(NO_LOCAL_POINTERS) });
}

/** `GO_ARGS` of funcdata.h: the arguments hold the pointers that the Go prototype says. */
export function GO_ARGS(): Annotation {
  return Object.freeze({ kind: "annotation", directive: "GO_ARGS", site: captureSite(GO_ARGS) });
}

/** `GO_RESULTS_INITIALIZED` of funcdata.h: from here on the results hold what the garbage collector may follow. */
export function GO_RESULTS_INITIALIZED(): Annotation {
  return Object.freeze({
    kind: "annotation",
    directive: "GO_RESULTS_INITIALIZED",
    site: captureSite(GO_RESULTS_INITIALIZED),
  });
}

/**
 * `ADJSP $bytes`: takes so many bytes from the stack, or gives them back where the number is negative, in a way that
 * Plan 9's assemblers follow.
 */
export function ADJSP(bytes: number): StackAdjustment {
  return Object.freeze({ kind: "stack-adjustment", bytes, site: captureSite(ADJSP) });
}
