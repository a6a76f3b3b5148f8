import type { Permissions } from "../engine.js";
import type { Step } from "./processor.js";

/** Bytes of a page. */
export const pageSize = 4096;
/** The longest instruction (Intel SDM vol. 2, 2.3.11). */
export const longestInstruction = 15;

/** An instruction ready to run. */
export interface DecodedInstruction {
  /** The address behind it. */
  readonly next: bigint;
  readonly step: Step;
}

/** A page that somebody has touched. */
export class Page {
  /** Address divided by the size of a page; negative in the upper half of the address space. */
  readonly number: number;
  readonly bytes = new Uint8Array(pageSize);
  readonly view = new DataView(this.bytes.buffer);
  permissions: Permissions;
  /** What was decoded, by its offset in the page. */
  #code: (DecodedInstruction | undefined)[] | undefined;

  constructor(number: number, permissions: Permissions) {
    this.number = number;
    this.permissions = permissions;
  }

  /** The decoded instruction at an offset. */
  decodedAt(offset: number): DecodedInstruction | undefined {
    return this.#code?.[offset];
  }

  /** Keeps a decoded instruction all of whose bytes are in this page. */
  keepDecoded(offset: number, instruction: DecodedInstruction): void {
    this.#code ??= new Array<DecodedInstruction | undefined>(pageSize).fill(undefined);
    this.#code[offset] = instruction;
  }

  /** Sets bytes. Code that is set to what it was, as between two runs, need not be decoded anew. */
  set(offset: number, bytes: Uint8Array): void {
    if (this.#code !== undefined) {
      const changed = (byte: number, position: number): boolean => byte !== this.bytes[offset + position];
      const first = bytes.findIndex(changed);
      if (first < 0) return;
      this.written(offset + first, bytes.findLastIndex(changed) + 1 - first);
    }
    this.bytes.set(bytes, offset);
  }

  /** Forgets the decoded instructions that have one of these bytes, which were written. */
  written(offset: number, size: number): void {
    if (this.#code === undefined) return;
    this.#code.fill(undefined, Math.max(0, offset - longestInstruction + 1), offset + size);
  }
}
