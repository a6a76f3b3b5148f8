/**
 * Numbers of the DWARF format, versions 4 and 5 (section 7 of either, "Data Representation"), as far as types and
 * constants need them.
 */

/** DW_TAG_*: table 7.3 of version 5. */
export const tag = Object.freeze({
  arrayType: 0x01,
  enumerationType: 0x04,
  member: 0x0d,
  pointerType: 0x0f,
  compileUnit: 0x11,
  structureType: 0x13,
  subroutineType: 0x15,
  typedef: 0x16,
  unionType: 0x17,
  unspecifiedParameters: 0x18,
  subrangeType: 0x21,
  baseType: 0x24,
  constType: 0x26,
  enumerator: 0x28,
  formalParameter: 0x05,
  variable: 0x34,
  volatileType: 0x35,
  restrictType: 0x37,
  unspecifiedType: 0x3b,
  partialUnit: 0x3c,
  typeUnit: 0x41,
  atomicType: 0x47,
  immutableType: 0x4b,
});

/** DW_AT_*: table 7.5. */
export const attribute = Object.freeze({
  location: 0x02,
  name: 0x03,
  byteSize: 0x0b,
  bitOffset: 0x0c,
  bitSize: 0x0d,
  constValue: 0x1c,
  producer: 0x25,
  upperBound: 0x2f,
  count: 0x37,
  dataMemberLocation: 0x38,
  declaration: 0x3c,
  encoding: 0x3e,
  macroInfo: 0x43,
  specification: 0x47,
  type: 0x49,
  dataBitOffset: 0x6b,
  strOffsetsBase: 0x72,
  addrBase: 0x73,
  signature: 0x69,
  dwoName: 0x76,
  macros: 0x79,
  alignment: 0x88,
  /** DW_AT_GNU_vector: an array that is a vector of the processor. */
  gnuVector: 0x2107,
  /** DW_AT_GNU_macros: what version 4 has for DW_AT_macros. */
  gnuMacros: 0x2119,
  /** DW_AT_GNU_dwo_name: what version 4 has for DW_AT_dwo_name. */
  gnuDwoName: 0x2130,
});

/** DW_FORM_*: table 7.6. */
export const form = Object.freeze({
  addr: 0x01,
  block2: 0x03,
  block4: 0x04,
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  block1: 0x0a,
  data1: 0x0b,
  flag: 0x0c,
  sdata: 0x0d,
  strp: 0x0e,
  udata: 0x0f,
  refAddr: 0x10,
  ref1: 0x11,
  ref2: 0x12,
  ref4: 0x13,
  ref8: 0x14,
  refUdata: 0x15,
  indirect: 0x16,
  secOffset: 0x17,
  exprloc: 0x18,
  flagPresent: 0x19,
  strx: 0x1a,
  addrx: 0x1b,
  refSup4: 0x1c,
  strpSup: 0x1d,
  data16: 0x1e,
  lineStrp: 0x1f,
  refSig8: 0x20,
  implicitConst: 0x21,
  loclistx: 0x22,
  rnglistx: 0x23,
  refSup8: 0x24,
  strx1: 0x25,
  strx2: 0x26,
  strx3: 0x27,
  strx4: 0x28,
  addrx1: 0x29,
  addrx2: 0x2a,
  addrx3: 0x2b,
  addrx4: 0x2c,
});

/** DW_ATE_*: table 7.11. */
export const encoding = Object.freeze({
  boolean: 0x02,
  float: 0x04,
  signed: 0x05,
  signedChar: 0x06,
  unsigned: 0x07,
  unsignedChar: 0x08,
  utf: 0x10,
});

/** DW_UT_*: table 7.2. */
export const unitType = Object.freeze({
  compile: 0x01,
  type: 0x02,
  partial: 0x03,
  skeleton: 0x04,
  splitCompile: 0x05,
  splitType: 0x06,
});

/** DW_OP_*: table 7.9. */
export const operation = Object.freeze({ addr: 0x03, plusUconst: 0x23, addrx: 0xa1 });

/** DW_MACRO_*: table 7.25. Version 4, of GNU, has the same numbers up to `importSup`. */
export const macroOperation = Object.freeze({
  define: 0x01,
  undef: 0x02,
  startFile: 0x03,
  endFile: 0x04,
  defineStrp: 0x05,
  undefStrp: 0x06,
  import: 0x07,
  defineSup: 0x08,
  undefSup: 0x09,
  importSup: 0x0a,
  defineStrx: 0x0b,
  undefStrx: 0x0c,
});

/** DW_MACINFO_* of version 4, table 7.26, where it is not the same. */
export const oldMacroOperation = Object.freeze({ vendor: 0xff });
