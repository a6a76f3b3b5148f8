import type { CheckedBytes } from "./checked-bytes.js";
import { dataEncoding, elfMagic, elfVersion, fileClass, fileType, machineX86_64, recordSize } from "./constants.js";
import { ElfError } from "./elf-error.js";

/** What the header of a relocatable object says about its section headers. */
export interface ObjectHeader {
  /** Offset of the section headers; 0 where there are none. */
  readonly sectionHeaders: bigint;
  /** e_shnum and e_shstrndx as they stand there: the first section header may say more. */
  readonly sectionCount: number;
  readonly nameTable: number;
}

const machineNames: Readonly<Record<number, string>> = {
  3: "32-bit x86",
  8: "MIPS",
  20: "PowerPC",
  21: "64-bit PowerPC",
  22: "S/390",
  40: "32-bit ARM",
  183: "64-bit ARM",
  243: "RISC-V",
};

/** Does a file begin like an ELF file? */
export function isElf(bytes: Uint8Array): boolean {
  return elfMagic.every((byte, index) => bytes[index] === byte);
}

/** Reads and judges the file header of a relocatable x86-64 object. */
export function readObjectHeader(file: CheckedBytes, bytes: Uint8Array): ObjectHeader {
  if (!isElf(bytes)) {
    throw new ElfError(`it is no ELF file${otherFormat(bytes)}`);
  }
  const header = file.record(0n, recordSize.fileHeader, "the file header");
  checkMachine(header);
  const type = header.getUint16(16, true);
  if (type !== fileType.relocatable) {
    throw new ElfError(`it is ${fileTypeName(type)}, not a relocatable object`);
  }
  const headerSize = header.getUint16(58, true);
  const sectionHeaders = header.getBigUint64(40, true);
  if (sectionHeaders !== 0n && headerSize !== recordSize.sectionHeader) {
    throw new ElfError(`its section headers have ${headerSize} bytes each, not ${recordSize.sectionHeader}`);
  }
  return { sectionHeaders, sectionCount: header.getUint16(60, true), nameTable: header.getUint16(62, true) };
}

/** Demands a file for x86-64: 64 bits, little-endian, of the only version there is. */
export function checkMachine(header: DataView): void {
  const given = header.getUint8(4);
  const encoding = header.getUint8(5);
  const machine = header.getUint16(18, encoding !== dataEncoding.bigEndian);
  if (given !== fileClass.elf64 || encoding !== dataEncoding.littleEndian || machine !== machineX86_64) {
    const width = widthNames[given] ?? `class-${given}`;
    const order = encoding === dataEncoding.bigEndian ? " big-endian" : "";
    const name = machine === machineX86_64 ? "x86-64" : (machineNames[machine] ?? `machine ${machine}`);
    const bytes = order === "" && encoding !== dataEncoding.littleEndian ? ` with byte order ${encoding}` : "";
    throw new ElfError(`it is a ${width}${order} ELF file for ${name}${bytes}, not a 64-bit one for x86-64`);
  }
  if (header.getUint8(6) !== elfVersion || header.getUint32(20, true) !== elfVersion) {
    throw new ElfError("the version in its file header is not 1");
  }
}

const widthNames: Readonly<Record<number, string>> = { [fileClass.elf32]: "32-bit", [fileClass.elf64]: "64-bit" };

/** What a file is by its e_type, with an article. */
export function fileTypeName(type: number): string {
  switch (type) {
    case fileType.executable:
      return "an executable";
    case fileType.shared:
      return "a shared object or a position-independent executable";
    case fileType.core:
      return "a core file";
    default:
      return `an ELF file of type ${type}`;
  }
}

/** What people link by mistake. */
function otherFormat(bytes: Uint8Array): string {
  if (bytes.length === 0) {
    return ": it is empty";
  }
  const [first, second, third, fourth] = bytes;
  if (first === 0x42 && second === 0x43 && third === 0xc0 && fourth === 0xde) {
    return " but LLVM bitcode: compile without -flto";
  }
  return "";
}
