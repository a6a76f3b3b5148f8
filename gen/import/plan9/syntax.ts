/**
 * Plan 9 assembly after the preprocessor, as it was written: names are not resolved, widths not judged, numbers not
 * interpreted beyond their value.
 */

/** Where something stands in the source: of a macro's expansion, where the macro was used. Line and column count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A comment, without its marks. */
export interface SourceComment {
  readonly text: string;
  readonly place: SourcePlace;
  /** Whether something stands before it in its line. */
  readonly trailing: boolean;
}

/** A file with everything it includes. */
export interface Plan9File {
  readonly path: string;
  /** `#include`s of the file itself, as written, in order. */
  readonly includes: readonly SourceInclude[];
  /** The constant macros that numbers are written by, in the order of their first use. */
  readonly constants: readonly SourceConstant[];
  readonly statements: readonly Statement[];
}

export interface SourceInclude {
  /** As written between the quotation marks. */
  readonly path: string;
  readonly place: SourcePlace;
  /** Statements, macros or constants of it are part of the file. */
  readonly used: boolean;
}

/** A macro that is a number. One name with two values is here twice. */
export interface SourceConstant {
  readonly name: string;
  readonly value: bigint;
  /** Who defines it. */
  readonly from: "file" | "command-line" | "include";
  /** The include of the file itself that brings it, as written. */
  readonly include?: string | undefined;
}

/** A line of the file, or a piece of one that `;` ends. */
export type Statement =
  | CommentStatement
  | LabelStatement
  | TextStatement
  | GlobalStatement
  | DataStatement
  | LiteralStatement
  | AnnotationStatement
  | MacroStatement
  | InstructionStatement;

/**
 * A line of a comment that has its lines for itself; neighbouring lines are statements of their own. `blankBefore`: an
 * empty line precedes it, or a line of the preprocessor.
 */
export interface CommentStatement {
  readonly kind: "comment";
  readonly text: string;
  readonly blankBefore: boolean;
  readonly place: SourcePlace;
}

/** What every statement but a comment has. */
interface StatementBase {
  readonly place: SourcePlace;
  /** The trailing comment of its line. */
  readonly comment?: string | undefined;
  /** An empty line precedes it, or a line of the preprocessor. */
  readonly blankBefore: boolean;
  /**
   * The macro whose expansion it is part of: outermost use. `index` counts the statements of that use that `n(PC)` counts:
   * instructions, literals, annotations, and what kept macros are made of. A label has the index of what follows it.
   */
  readonly expandedFrom?: { readonly macro: string; readonly index: number } | undefined;
}

export interface LabelStatement extends StatementBase {
  readonly kind: "label";
  readonly name: string;
}

/** `TEXT name(SB), flags, $frame-arguments`. */
export interface TextStatement extends StatementBase {
  readonly kind: "text";
  readonly symbol: SymbolName;
  /** The flags as a number; 0 where none are given. */
  readonly flags: number;
  readonly frame: bigint;
  /** The `-N`; undefined where it is not written. */
  readonly argumentBytes?: bigint | undefined;
}

/** `GLOBL name(SB), flags, $size`. */
export interface GlobalStatement extends StatementBase {
  readonly kind: "globl";
  readonly symbol: SymbolName;
  readonly flags: number;
  readonly size: bigint;
}

/** `DATA name+offset(SB)/width, value`. */
export interface DataStatement extends StatementBase {
  readonly kind: "data";
  readonly symbol: SymbolName;
  readonly offset: bigint;
  /** In bytes. */
  readonly width: number;
  readonly value: Immediate;
}

/** `BYTE`, `WORD`, `LONG`, `QUAD`: bytes of the program given as numbers. */
export interface LiteralStatement extends StatementBase {
  readonly kind: "literal";
  readonly directive: "BYTE" | "WORD" | "LONG" | "QUAD";
  readonly value: Immediate;
}

/** `PCDATA $index, $value` and `FUNCDATA $index, symbol(SB)`; `PCALIGN $n`. */
export interface AnnotationStatement extends StatementBase {
  readonly kind: "annotation";
  readonly directive: "PCDATA" | "FUNCDATA" | "PCALIGN";
  readonly operands: readonly SourceOperand[];
}

/** A well-known macro that is kept, not expanded: `get_tls(CX)`, `NO_LOCAL_POINTERS`. */
export interface MacroStatement extends StatementBase {
  readonly kind: "macro";
  readonly macro: "get_tls" | "NO_LOCAL_POINTERS" | "GO_ARGS" | "GO_RESULTS_INITIALIZED";
  /** The register of get_tls. */
  readonly register?: string | undefined;
  /** How many the header makes of it, which `n(PC)` counts: 1, but none of get_tls in most headers of 2011. */
  readonly instructions: number;
}

export interface InstructionStatement extends StatementBase {
  readonly kind: "instruction";
  /** As written, upper case, with a suffix behind a dot if there is one. */
  readonly mnemonic: string;
  readonly operands: readonly SourceOperand[];
}

/** `name<>`, `name<ABIInternal>`: a symbol before `(SB)`. */
export interface SymbolName {
  /** With middle dot and division slash as written. */
  readonly name: string;
  readonly isStatic: boolean;
  readonly abi?: string | undefined;
}

/** A number with the name it was written by, where it was written by the name of a constant macro alone. */
export interface NamedNumber {
  /** Signed, of 64 bits: `$0xffffffffffffffff` is -1. */
  readonly value: bigint;
  readonly name?: string | undefined;
  /** How it is written where that is a number alone: `0x0f`. */
  readonly written?: string | undefined;
}

/** A register with a scale: `(CX*8)`. */
export interface IndexPart {
  readonly register: string;
  readonly scale: number;
}

/** Something behind `$`. */
export type Immediate =
  | (NamedNumber & { readonly kind: "number"; readonly place: SourcePlace })
  | { readonly kind: "float"; readonly value: number; readonly place: SourcePlace }
  | { readonly kind: "string"; readonly bytes: Uint8Array; readonly place: SourcePlace }
  /** The address of a place: `$sym+8(SB)`, `$x-8(SP)`, `$8(SP)`. */
  | { readonly kind: "address"; readonly of: MemoryOperand; readonly place: SourcePlace };

/** A place in memory. */
export type MemoryOperand =
  /** `8(AX)(CX*4)`, `(CX*4)`, `8(SP)`, `0xf1`; `segment` for `0x28(GS)`, `register: "TLS"` for `-16(TLS)`. */
  | {
      readonly kind: "memory";
      readonly displacement: NamedNumber;
      readonly base?: string | undefined;
      readonly index?: IndexPart | undefined;
      readonly place: SourcePlace;
    }
  /** `name+8(FP)` (the argument pseudo-register), `name-8(SP)` (the local one). A bare `8(FP)` has no name. */
  | {
      readonly kind: "frame";
      readonly pseudo: "FP" | "SP";
      readonly name?: string | undefined;
      readonly offset: bigint;
      readonly index?: IndexPart | undefined;
      readonly place: SourcePlace;
    }
  /** `name+8(SB)`. */
  | {
      readonly kind: "symbol";
      readonly symbol: SymbolName;
      readonly offset: bigint;
      readonly index?: IndexPart | undefined;
      readonly place: SourcePlace;
    }
  /** `g(CX)`, `m(CX)`: a kept macro of the thread's words. */
  | { readonly kind: "thread-word"; readonly word: "g" | "m"; readonly register: string; readonly place: SourcePlace };

export type SourceOperand =
  /** As written; Go's `g` is R14. */
  | { readonly kind: "register"; readonly name: string; readonly place: SourcePlace }
  | { readonly kind: "register-list"; readonly registers: readonly string[]; readonly place: SourcePlace }
  /** A label of a branch. */
  | { readonly kind: "label"; readonly name: string; readonly place: SourcePlace }
  /** `2(PC)`: instructions from this one. */
  | { readonly kind: "relative"; readonly distance: bigint; readonly place: SourcePlace }
  | Immediate
  | MemoryOperand;
