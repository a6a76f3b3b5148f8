import { decode } from "./decode.js";
import type { EncodedText } from "./encoder.js";
import type { KeystoneAnswer } from "./keystone-texts.js";
import { origin } from "./placeholder.js";

/** An answer of Keystone with what its bytes read back as. */
export function readBack(answer: KeystoneAnswer): EncodedText {
  return answer.kind === "bytes" ? { ...answer, decoded: decode(answer.bytes, origin) } : answer;
}
