/** An entry of the table that says what of a file becomes memory. */
export interface ProgramHeader {
  /** Its place in the table. */
  readonly index: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: bigint;
  readonly address: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
  readonly alignment: bigint;
}

/** Reads an entry of 56 bytes (gABI, chapter 5; Elf64_Phdr). */
export function decodeProgramHeader(record: DataView, index: number): ProgramHeader {
  return {
    index,
    type: record.getUint32(0, true),
    flags: record.getUint32(4, true),
    offset: record.getBigUint64(8, true),
    address: record.getBigUint64(16, true),
    fileSize: record.getBigUint64(32, true),
    memorySize: record.getBigUint64(40, true),
    alignment: record.getBigUint64(48, true),
  };
}
