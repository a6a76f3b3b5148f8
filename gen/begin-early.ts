import { beginEncoding } from "./begin-encoding.js";

/** The commands that assemble whatever they are given. */
const assembling = ["generate", "check"];

// What takes longest begins first, before the command line is understood.
const [command = "", ...options] = process.argv.slice(2);
if (assembling.includes(command) && !options.some((option) => option === "--help" || option === "-h")) {
  beginEncoding();
}
