import type { Engine } from "../../verify/engine/engine.js";
import type { MappableFile } from "../files/mappable-file.js";
import { pageSize } from "./layout.js";

/** How much of a file is read at a time. */
const pieceSize = 1 << 20;

const zeroPage = new Uint8Array(pageSize);

/**
 * A file that mmap(2) has mapped. Its contents are read when it is mapped. What a program writes into a shared mapping
 * goes back into the file by msync(2), munmap(2) and at the end of the process; until then, read(2) does not see it.
 */
export class FileMapping {
  readonly #file: MappableFile;
  /** The address at which the file would begin. */
  readonly #base: number;
  /** Of a shared mapping that can be written: the contents as the file has them, to find what was changed. */
  readonly #written: Map<number, Uint8Array> | undefined;
  #mappedBytes = 0;

  constructor(file: MappableFile, address: number, offset: number, shared: boolean) {
    this.#file = file;
    this.#base = address - offset;
    this.#written = shared && file.writeAt !== undefined ? new Map() : undefined;
  }

  /** So much of it is mapped now. */
  mapped(bytes: number): void {
    this.#file.retain?.();
    this.#mappedBytes += bytes;
  }

  /** Some of it is no longer: the last part gives back the file. */
  unmapped(bytes: number): void {
    this.#mappedBytes -= bytes;
    if (this.#mappedBytes === 0) {
      this.#file.release?.();
    }
  }

  /** Reads the file's contents into memory that is all zeros. */
  load(engine: Engine, start: number, end: number): void {
    for (let at = start; at < end; at += pieceSize) {
      const bytes = this.#file.readAt(at - this.#base, Math.min(pieceSize, end - at));
      if (bytes.length === 0) {
        return;
      }
      for (let offset = 0; offset < bytes.length; offset += pageSize) {
        const page = bytes.subarray(offset, offset + pageSize);
        // What is zero is not touched: a file with holes is as cheap in memory.
        if (!isZero(page)) {
          engine.write(BigInt(at + offset), page);
          this.#written?.set(at + offset, padded(page));
        }
      }
    }
  }

  /** Writes back what the program has changed. */
  synchronize(engine: Engine, start: number, end: number): void {
    const written = this.#written;
    if (written === undefined) {
      return;
    }
    // What lies behind the end of the file does not become part of it.
    const fileEnd = Math.min(end, this.#base + this.#file.size());
    for (let at = start; at < fileEnd; at += pageSize) {
      const page = engine.read(BigInt(at), pageSize);
      if (Buffer.compare(page, written.get(at) ?? zeroPage) !== 0) {
        this.#file.writeAt?.(at - this.#base, page.subarray(0, fileEnd - at));
        written.set(at, page);
      }
    }
  }
}

function isZero(page: Uint8Array): boolean {
  return Buffer.compare(page, page.length === pageSize ? zeroPage : zeroPage.subarray(0, page.length)) === 0;
}

function padded(page: Uint8Array): Uint8Array {
  const whole = new Uint8Array(pageSize);
  whole.set(page);
  return whole;
}
