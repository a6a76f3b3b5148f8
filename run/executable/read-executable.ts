import { CheckedBytes } from "../../elf/checked-bytes.js";
import { fileType, osAbi, recordSize, segmentType } from "../../elf/constants.js";
import { ElfError } from "../../elf/elf-error.js";
import { checkMachine, fileTypeName, isElf } from "../../elf/read-file-header.js";
import type { ByteSource } from "./byte-source.js";
import { withFile } from "./byte-source.js";
import { checkSegments } from "./check-segments.js";
import type { Executable } from "./executable.js";
import { ExecutableError } from "./executable-error.js";
import type { ProgramHeader } from "./program-header.js";
import { decodeProgramHeader } from "./program-header.js";
import { readSegments } from "./read-segments.js";

/** The most program headers that the kernel takes (OpenBSD sys/kern/exec_elf.c, ELF_MAX_VALID_PHDR). */
const mostProgramHeaders = 32;

/** Reads a file of the host's. Throws an ExecutableError, with one line for people, for what is no static executable. */
export function openExecutable(path: string): Executable {
  return withFile(path, readExecutable);
}

/** Reads and checks a static executable: of the file only its headers and the contents of its segments. */
export function readExecutable(source: ByteSource): Executable {
  try {
    const { entry, headers } = readHeaders(source);
    return { entry, segments: readSegments(source, checkSegments(headers, entry, source.size)) };
  } catch (thrown) {
    throw thrown instanceof ElfError ? new ExecutableError(thrown.message) : thrown;
  }
}

function readHeaders(source: ByteSource): { readonly entry: bigint; readonly headers: readonly ProgramHeader[] } {
  const beginning = source.read(0, recordSize.fileHeader);
  if (!isElf(beginning)) {
    throw new ElfError(otherKind(beginning));
  }
  const header = new CheckedBytes(beginning).record(0n, recordSize.fileHeader, "the file header");
  checkMachine(header);
  checkSystem(header.getUint8(7));
  const type = header.getUint16(16, true);
  if (type === fileType.shared) {
    throw new ElfError(
      "dynamically linked: it is a shared object or a position-independent executable; link it with -static and -no-pie",
    );
  }
  if (type !== fileType.executable) {
    throw new ElfError(`it is ${fileTypeName(type)}, not an executable`);
  }
  const size = header.getUint16(54, true);
  const count = header.getUint16(56, true);
  if (count === 0) {
    throw new ElfError("it has no program headers, so that there is nothing to load");
  }
  if (count > mostProgramHeaders) {
    throw new ElfError(`it has ${count} program headers; OpenBSD takes at most ${mostProgramHeaders}`);
  }
  if (size !== recordSize.programHeader) {
    throw new ElfError(`its program headers have ${size} bytes each, not ${recordSize.programHeader}`);
  }
  const table = tableOf(source, header.getBigUint64(32, true), count * size);
  const headers = Array.from({ length: count }, (_, index) =>
    decodeProgramHeader(new DataView(table.buffer, table.byteOffset + index * size, size), index),
  );
  refuseDynamic(source, headers);
  return { entry: header.getBigUint64(24, true), headers };
}

/** The program headers. */
function tableOf(source: ByteSource, offset: bigint, size: number): Uint8Array {
  const end = offset + BigInt(size);
  const table = end > BigInt(source.size) ? undefined : source.read(Number(offset), size);
  if (table?.length !== size) {
    throw new ElfError(`its program headers end at byte ${end}, but the file has ${source.size} bytes`);
  }
  return table;
}

/** Systems that EI_OSABI names and that OpenBSD's kernel would not be at all. */
const otherSystems: Readonly<Record<number, string>> = Object.freeze({
  1: "HP-UX",
  2: "NetBSD",
  3: "Linux",
  6: "Solaris",
  7: "AIX",
  8: "IRIX",
  9: "FreeBSD",
});

/** The kernel of 2011 does not look at it; but what another system's tools have marked can only go wrong. */
function checkSystem(abi: number): void {
  const name = otherSystems[abi];
  if (name !== undefined) {
    throw new ElfError(
      `it is a program for ${name} (EI_OSABI ${abi}); OpenBSD's have ${osAbi.none} or ${osAbi.openbsd}`,
    );
  }
}

/** How much of the name of a program interpreter is shown. */
const longestName = 100;

function refuseDynamic(source: ByteSource, headers: readonly ProgramHeader[]): void {
  const interpreter = headers.find(({ type }) => type === segmentType.interp);
  if (interpreter !== undefined) {
    throw new ElfError(`dynamically linked: it asks for ${interpreterName(source, interpreter)}; link it with -static`);
  }
  const old = headers.find(({ type }) => type === segmentType.shlib);
  if (old !== undefined) {
    throw new ElfError(`dynamically linked: program header ${old.index} is a PT_SHLIB, which OpenBSD refuses`);
  }
}

function interpreterName(source: ByteSource, { offset, fileSize }: ProgramHeader): string {
  const size = BigInt(source.size);
  if (offset >= size || fileSize === 0n) {
    return "a dynamic linker";
  }
  const bytes = source.read(Number(offset), Math.min(longestName, Number(fileSize)));
  const end = bytes.indexOf(0);
  const name = Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("latin1");
  return /^[\x21-\x7e]+$/.test(name) ? name : "a dynamic linker";
}

/** What people run by mistake. */
function otherKind(bytes: Uint8Array): string {
  if (bytes.length === 0) {
    return "it is empty";
  }
  const text = Buffer.from(bytes).toString("latin1");
  if (text.startsWith("#!")) {
    return "it is a script; only an ELF executable can be run";
  }
  if (text.startsWith("!<arch>")) {
    return "it is an archive of objects, not an executable";
  }
  return "it is no ELF file";
}
