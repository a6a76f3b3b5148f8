/** A file that is not the ELF file it should be. The message is one line, says where in the file, and names no file. */
export class ElfError extends Error {
  override readonly name = "ElfError";
}
