/** What a file holds: text, which is UTF-8 on the disk and shown to people, or bytes, which only machines read. */
export type FileContent = string | Uint8Array;

/** As it is on the disk. */
export function contentBytes(content: FileContent): Uint8Array {
  return typeof content === "string" ? Buffer.from(content) : content;
}
