import { elfMagic, fileType, recordSize } from "../../elf/constants.js";
import { carriesMark, claim } from "../../emit/generated-mark.js";

/** Does a file say that portwright generated it for this port? */
export function isMarked(content: Uint8Array, portName: string): boolean {
  return isObject(content) ? objectIsMarked(content, portName) : carriesMark(Buffer.from(content).toString(), portName);
}

/**
 * An object has the mark directly behind its header, as near to the beginning as it can. Nowhere else will do: what a
 * linker makes of the object, somebody's program, says in the end what it was made of, and is not ours.
 */
function objectIsMarked(content: Uint8Array, portName: string): boolean {
  const expected = Buffer.from(`${claim(portName)}\0`);
  return expected.equals(content.subarray(recordSize.fileHeader, recordSize.fileHeader + expected.length));
}

/** A relocatable object, by the magic number and by e_type. */
function isObject(content: Uint8Array): boolean {
  return elfMagic.every((byte, index) => byte === content[index]) && content[16] === fileType.relocatable;
}
