import { LongText } from "../../emit/long-text.js";

/** What a file holds: text, which is UTF-8 on the disk and shown to people, or bytes, which only machines read. */
export type FileContent = string | LongText | Uint8Array;

/** As it is on the disk: pieces that lie one behind the other. */
export function contentChunks(content: FileContent): readonly Uint8Array[] {
  if (typeof content === "string") {
    return [Buffer.from(content)];
  }
  return content instanceof LongText ? content.chunks() : [content];
}

/** Are these the bytes of the content? */
export function isContent(found: Uint8Array, content: FileContent): boolean {
  let at = 0;
  for (const chunk of contentChunks(content)) {
    const end = at + chunk.length;
    if (end > found.length || Buffer.compare(found.subarray(at, end), chunk) !== 0) {
      return false;
    }
    at = end;
  }
  return at === found.length;
}
