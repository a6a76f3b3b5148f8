import type { Decoded } from "./decode.js";

/** What an assembler makes of the text of one instruction. */
export type EncodedText =
  /** Its bytes, prefixes in the order of GNU `as`, and what they read back as; undefined where they are none. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly decoded: Decoded | undefined }
  /** The assembler does not take it, or its answer cannot be trusted. */
  | { readonly kind: "refused"; readonly reason: string };

/** Encodes instructions and reads the encodings back: Keystone and iced-x86, here or in another thread. */
export interface Encoder {
  /**
   * Encodes texts in AT&T syntax, as `keystoneSpelling` writes them, each at the address `origin` and in their order.
   * The bytes are shared and not to be written to.
   */
  encode(texts: readonly string[]): Promise<readonly EncodedText[]>;
}
