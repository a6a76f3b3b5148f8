/**
 * Numbers of the ELF format: System V Application Binary Interface (gABI), chapters 4 and 5, and its AMD64 supplement.
 * Only those that portwright reads or writes.
 */

/** `\x7fELF`. */
export const elfMagic = Object.freeze([0x7f, 0x45, 0x4c, 0x46]);

/** Sizes of the format's records for 64 bits, in bytes. */
export const recordSize = Object.freeze({
  fileHeader: 64,
  programHeader: 56,
  sectionHeader: 64,
  symbol: 24,
  relocation: 24,
});

/** Values of e_ident and of the file header. */
export const fileClass = Object.freeze({ elf32: 1, elf64: 2 });
export const dataEncoding = Object.freeze({ littleEndian: 1, bigEndian: 2 });
export const elfVersion = 1;
export const osAbi = Object.freeze({ none: 0, openbsd: 12 });
export const fileType = Object.freeze({ relocatable: 1, executable: 2, shared: 3, core: 4 });
export const machineX86_64 = 62;

/** sh_type. */
export const sectionType = Object.freeze({
  null: 0,
  progbits: 1,
  symtab: 2,
  strtab: 3,
  rela: 4,
  hash: 5,
  dynamic: 6,
  note: 7,
  nobits: 8,
  rel: 9,
  dynsym: 11,
  initArray: 14,
  finiArray: 15,
  preinitArray: 16,
  group: 17,
  symtabShndx: 18,
  relr: 19,
  /** Unwind information by gcc and clang for x86-64 (AMD64 supplement, 4.2.2). */
  x86_64Unwind: 0x7000_0001,
});

/** sh_flags. */
export const sectionFlag = Object.freeze({
  write: 0x1n,
  alloc: 0x2n,
  execinstr: 0x4n,
  merge: 0x10n,
  strings: 0x20n,
  infoLink: 0x40n,
  linkOrder: 0x80n,
  group: 0x200n,
  tls: 0x400n,
  compressed: 0x800n,
  /** Not for a linked file. */
  exclude: 0x8000_0000n,
});

/** Section indices that are none. */
export const sectionIndex = Object.freeze({
  undefined: 0,
  reserved: 0xff00,
  absolute: 0xfff1,
  common: 0xfff2,
  extended: 0xffff,
});

/** p_type. */
export const segmentType = Object.freeze({
  null: 0,
  load: 1,
  dynamic: 2,
  interp: 3,
  note: 4,
  shlib: 5,
  phdr: 6,
  tls: 7,
  gnuEhFrame: 0x6474_e550,
  gnuStack: 0x6474_e551,
});

/** p_flags. */
export const segmentFlag = Object.freeze({ execute: 1, write: 2, read: 4 });

/** Relocations of the AMD64 supplement, table 4.9. S symbol, A addend, P place, L procedure linkage entry, Z size. */
export const relocationType = Object.freeze({
  R_X86_64_NONE: 0,
  R_X86_64_64: 1,
  R_X86_64_PC32: 2,
  R_X86_64_GOT32: 3,
  R_X86_64_PLT32: 4,
  R_X86_64_GOTPCREL: 9,
  R_X86_64_32: 10,
  R_X86_64_32S: 11,
  R_X86_64_16: 12,
  R_X86_64_PC16: 13,
  R_X86_64_8: 14,
  R_X86_64_PC8: 15,
  R_X86_64_DTPMOD64: 16,
  R_X86_64_DTPOFF64: 17,
  R_X86_64_TPOFF64: 18,
  R_X86_64_TLSGD: 19,
  R_X86_64_TLSLD: 20,
  R_X86_64_DTPOFF32: 21,
  R_X86_64_GOTTPOFF: 22,
  R_X86_64_TPOFF32: 23,
  R_X86_64_PC64: 24,
  R_X86_64_GOTOFF64: 25,
  R_X86_64_GOTPC32: 26,
  R_X86_64_GOT64: 27,
  R_X86_64_GOTPCREL64: 28,
  R_X86_64_GOTPC64: 29,
  R_X86_64_GOTPLT64: 30,
  R_X86_64_PLTOFF64: 31,
  R_X86_64_SIZE32: 32,
  R_X86_64_SIZE64: 33,
  R_X86_64_GOTPC32_TLSDESC: 34,
  R_X86_64_TLSDESC_CALL: 35,
  R_X86_64_IRELATIVE: 37,
  R_X86_64_GOTPCRELX: 41,
  R_X86_64_REX_GOTPCRELX: 42,
});

/** st_info: binding, then type. */
export const symbolBinding = Object.freeze({ local: 0, global: 1, weak: 2 });
export const symbolType = Object.freeze({ none: 0, object: 1, function: 2, section: 3, file: 4, common: 5, tls: 6 });
/** st_other. */
export const symbolVisibility = Object.freeze({ default: 0, internal: 1, hidden: 2, protected: 3 });

/** The first word of a section group of which a program has one, however many objects bring it. */
export const comdatGroup = 1;
