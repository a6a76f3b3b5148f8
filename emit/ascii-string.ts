const escapes: Readonly<Record<number, string>> = { 0x09: "\\t", 0x0a: "\\n", 0x22: '\\"', 0x5c: "\\\\" };

/** Bytes as a string constant of ASCII, as 6a of 2011, Go's assembler and GNU as read it: octal where nothing shows. */
export function asciiString(bytes: Uint8Array): string {
  return `"${[...bytes].map(character).join("")}"`;
}

function character(byte: number): string {
  return (
    escapes[byte] ??
    (byte < 0x20 || byte >= 0x7f ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte))
  );
}
