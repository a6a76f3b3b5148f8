/** An open file as mmap(2) needs it. */
export interface MappableFile {
  /** Its size in bytes, now. */
  size(): number;
  /** Bytes from an offset on; fewer where the file ends. */
  readAt(offset: number, length: number): Uint8Array;
  /** Writes back what a program has changed in a shared mapping. Undefined: the file may not be written. */
  readonly writeAt?: ((offset: number, bytes: Uint8Array) => void) | undefined;
  /** Called when it is mapped, and when nothing of that is mapped any more. */
  readonly retain?: (() => void) | undefined;
  readonly release?: (() => void) | undefined;
}
