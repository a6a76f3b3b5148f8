/**
 * Debugging information that is not what it should be, or says what C cannot mean. The message is one line and begins
 * with the place: section and offset.
 */
export class DwarfError extends Error {
  override readonly name = "DwarfError";

  constructor(section: string, offset: number, message: string) {
    super(`${placeIn(section, offset)}: ${message}`);
  }
}

/** `.debug_info+0x1f`. */
export function placeIn(section: string, offset: number): string {
  return `${section}+0x${offset.toString(16)}`;
}
