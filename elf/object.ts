/**
 * A relocatable ELF object for x86-64, as data: what the writer writes, what the reader gives back, and what the linker
 * takes. Offsets and sizes of sections are numbers (an object is a file in memory); addresses and symbol values are
 * bigint, as everything that is 64 bits wide.
 */
export interface ElfObject {
  /** What messages call it: the path of the file, or the name of the unit. */
  readonly name: string;
  /** In the order of the file, without the null section and without symbol, string and relocation tables. */
  readonly sections: readonly ObjectSection[];
  readonly symbols: readonly ObjectSymbol[];
  /** Sections that a program has once, however many of its objects bring them (COMDAT); absent: none. */
  readonly groups?: readonly SectionGroup[];
}

/** What several objects bring alike, such as an inline function of C++: the first one's is taken, the others' are not. */
export interface SectionGroup {
  /** Two groups of one signature are the same thing. */
  readonly signature: string;
  /** Indices into the object's sections. */
  readonly sections: readonly number[];
}

/** A section that carries something of the program, or a note about it. */
export interface ObjectSection {
  readonly name: string;
  /** SHT_PROGBITS, SHT_NOBITS, SHT_NOTE, ...: `sectionType` has the names. */
  readonly type: number;
  /** SHF_ALLOC and so on: `sectionFlag` has the names. */
  readonly flags: bigint;
  /** In bytes, a power of two. */
  readonly alignment: number;
  /** In bytes; the length of `bytes`, except in a section without content. */
  readonly size: number;
  /** Empty for SHT_NOBITS. Relocated fields hold what the object says, zeros as a rule. */
  readonly bytes: Uint8Array;
  /** Size of the entries of a table, of a section that may be merged; 0 otherwise. */
  readonly entrySize: number;
  /** By offset. */
  readonly relocations: readonly ObjectRelocation[];
}

/** A field of a section that waits for an address. */
export interface ObjectRelocation {
  /** Of the field, in its section. */
  readonly offset: number;
  /** R_X86_64_PC32 and so on: `relocationType` has the names. */
  readonly type: number;
  /** Index into the object's symbols. */
  readonly symbol: number;
  readonly addend: bigint;
}

export interface ObjectSymbol {
  /** Empty for the symbol of a section. */
  readonly name: string;
  readonly binding: "local" | "global" | "weak";
  readonly type: "none" | "object" | "function" | "section" | "file" | "common" | "tls";
  readonly visibility: "default" | "internal" | "hidden" | "protected";
  /** Where it is: an index into the object's sections, or one of the places that are none. */
  readonly place:
    | { readonly kind: "section"; readonly index: number }
    | { readonly kind: "undefined" }
    | { readonly kind: "absolute" }
    /** Room that the linker is to find; `value` is then its alignment. */
    | { readonly kind: "common" };
  /** Offset in its section, or an absolute number. */
  readonly value: bigint;
  /** In bytes. */
  readonly size: bigint;
}
