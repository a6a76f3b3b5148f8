/** An object file of Go 1.18 to 1.19, as far as a program is made of it: no file names, line numbers or DWARF. */
export interface GoObject {
  /** Of the line before the object: the system, such as `linux`. */
  readonly system: string;
  /** In the order of the file: first what the package has numbered, last what other packages find by name. */
  readonly symbols: readonly GoSymbol[];
}

export interface GoSymbol {
  readonly name: string;
  readonly abi: GoAbi;
  /** SymKind of cmd/internal/objabi: 1 is text, 2 read-only data. */
  readonly type: number;
  /** Both bytes of flags: duplicates allowed, local, leaf, no stack check; the second in the upper half. */
  readonly flags: number;
  readonly size: number;
  readonly alignment: number;
  /** Fewer than `size` where the rest is zero. */
  readonly bytes: Uint8Array;
  readonly relocations: readonly GoRelocation[];
  /** Of a routine. */
  readonly routine?: GoRoutine | undefined;
}

/** `static`: of its file alone, whatever its calling convention. */
export type GoAbi = "ABI0" | "ABIInternal" | "static";

export interface GoRelocation {
  readonly offset: number;
  readonly size: number;
  /** RelocType of cmd/internal/objabi. */
  readonly type: number;
  readonly addend: bigint;
  /** Name and calling convention of what it refers to, as text; empty where it refers to nothing. */
  readonly target: string;
}

/** What the runtime is told about a routine. */
export interface GoRoutine {
  readonly argumentBytes: number;
  readonly frameBytes: number;
  /** FuncID of cmd/internal/objabi: which of the routines it is that the runtime treats specially. */
  readonly id: number;
  /** FuncFlag: TOPFRAME 1, writes SP 2, assembly 4. */
  readonly flags: number;
  /** Names of the tables that FUNCDATA gives, by their index. */
  readonly functionData: readonly string[];
  /** How deep the stack is, by the program counter, as the object encodes it. */
  readonly stackDepth: Uint8Array;
  /** The tables that PCDATA gives, by their index. */
  readonly programCounterData: readonly Uint8Array[];
  /** The lines of the source, by the program counter. */
  readonly lines: readonly LineRange[];
}

/** The code from `start` up to the next range comes from this line. */
export interface LineRange {
  readonly start: number;
  readonly line: number;
}

/** Of a symbol that is text. */
export const textType = 1;
