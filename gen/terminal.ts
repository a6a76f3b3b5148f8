import { isatty } from "node:tty";
import picocolors from "picocolors";

/** Ways of standing out; plain text where the reader is no terminal. */
type Colours = Pick<typeof picocolors, "bold" | "dim" | "red" | "green" | "yellow" | "cyan">;

/** Where a command says things: results to `out`, mistakes and failures to `err`. Both take whole lines. */
export interface Terminal {
  readonly out: Channel;
  readonly err: Channel;
}

export interface Channel {
  readonly colours: Colours;
  /** Prints a line, or several with `\n` between them. */
  line(text: string): void;
}

type OutputStream = typeof process.stdout | typeof process.stderr;

/** The process's own output. */
export function processTerminal(): Terminal {
  return { out: channel(process.stdout), err: channel(process.stderr) };
}

function channel(stream: OutputStream): Channel {
  return {
    colours: picocolors.createColors(wantsColours(stream)),
    line: (text) => {
      stream.write(`${text}\n`);
    },
  };
}

/** Colours are for terminals that can show them, and NO_COLOR, if it says anything, forbids them. */
function wantsColours(stream: OutputStream): boolean {
  return isatty(stream.fd) && (process.env["NO_COLOR"] ?? "") === "" && process.env["TERM"] !== "dumb";
}
