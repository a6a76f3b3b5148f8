import { largestArguments, stackTop } from "../memory/layout.js";
import { ExecutableError } from "./executable-error.js";

/** What lies on the stack of a program when it starts. */
export interface ProcessStack {
  /** Where it begins: the first value of RSP. It goes up to `stackTop`. */
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** What the characters of arguments are: those of the host are text, those of a guest a character for each byte. */
export type TextEncoding = "utf8" | "latin1";

const wordSize = 8;

/** struct ps_strings: argv, argc, envp, and how many they are; at the very end of the stack. */
const stringsSize = 32;

/** Words that are kept for the table that a dynamic linker gets (AuxInfo): zeros in a static program. */
const auxiliaryWords = 16;

/**
 * The stack of a program at its start (OpenBSD sys/kern/kern_exec.c): argc, the addresses of the arguments, 0, those of
 * the environment, 0, room for the auxiliary table, the strings, and ps_strings, by which ps(1) finds them. RSP comes to
 * a multiple of 8, as the strings have it; the gap that the kernel draws by chance is none.
 */
export function processStack(
  words: readonly string[],
  environment: readonly string[],
  encoding: TextEncoding = "utf8",
): ProcessStack {
  const strings = [...words, ...environment].map((text) => Buffer.from(`${text}\0`, encoding));
  const length = strings.reduce((sum, { length: size }) => sum + size, 0);
  if (length > largestArguments) {
    throw new ExecutableError(`its arguments and environment take ${length} bytes; OpenBSD allows ${largestArguments}`);
  }
  const headWords = 1 + words.length + 1 + environment.length + 1 + auxiliaryWords;
  const size = Math.ceil((headWords * wordSize + length + stringsSize) / wordSize) * wordSize;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const address = stackTop - BigInt(size);
  view.setBigUint64(0, BigInt(words.length), true);
  let place = headWords * wordSize;
  for (const [index, string] of strings.entries()) {
    // The zero between the two lists takes a word.
    const word = 1 + index + (index < words.length ? 0 : 1);
    view.setBigUint64(word * wordSize, address + BigInt(place), true);
    bytes.set(string, place);
    place += string.length;
  }
  const describing = size - stringsSize;
  view.setBigUint64(describing, address + BigInt(wordSize), true);
  view.setUint32(describing + 8, words.length, true);
  view.setBigUint64(describing + 16, address + BigInt((1 + words.length + 1) * wordSize), true);
  view.setUint32(describing + 24, environment.length, true);
  return { address, bytes };
}
