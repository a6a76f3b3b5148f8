import { isatty } from "node:tty";

/** Where progress is shown: a terminal, or nothing at all. */
export interface ProgressStream {
  readonly fd: number;
  write(text: string): unknown;
}

/** What goes on, for whoever waits at a terminal. */
export interface Progress {
  /** Shows what is being done, if it is time to. */
  show(what: () => string): void;
  /** Takes away what was shown. */
  end(): void;
}

/** Who waits less than this has seen nothing. */
const patience = 1000;
/** More often than this nobody can read it. */
const interval = 100;

/** Goes to the start of the line and erases it. */
const erase = "\r\u001b[K";

/** Shows progress on a terminal once it takes longer than a second; anywhere else, nothing. */
export function progressOn(
  stream: ProgressStream,
  isTerminal: boolean = isatty(stream.fd) && process.env["TERM"] !== "dumb",
  now: () => number = () => performance.now(),
): Progress {
  const begun = now();
  let last: number | undefined;
  return {
    show: (what) => {
      const time = now();
      if (isTerminal && time - begun >= patience && (last === undefined || time - last >= interval)) {
        last = time;
        stream.write(erase + what());
      }
    },
    end: () => {
      if (last !== undefined) {
        stream.write(erase);
      }
    },
  };
}
