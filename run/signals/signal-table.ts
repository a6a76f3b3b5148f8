/** What becomes of a process that has set nothing for a signal. */
export type DefaultAction = "terminate" | "core" | "stop" | "stop from terminal" | "continue" | "ignore";

/** What the kernel knows of a signal. */
export interface Signal {
  readonly number: number;
  readonly name: string;
  /** As strsignal(3) says it. */
  readonly text: string;
  readonly action: DefaultAction;
}

/** Numbers of signals (OpenBSD sys/sys/signal.h). */
export const signalNumber = Object.freeze({
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGBUS: 10,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGSTOP: 17,
  SIGCONT: 19,
  SIGCHLD: 20,
  SIGVTALRM: 26,
  SIGPROF: 27,
});

/** The highest signal; NSIG is one more. */
export const lastSignal = 32;

/** Names and default actions: OpenBSD sys/sys/signal.h and the table of properties in sys/sys/signalvar.h. */
const rows: readonly (readonly [name: string, action: DefaultAction, text: string])[] = [
  ["SIGHUP", "terminate", "hangup"],
  ["SIGINT", "terminate", "interrupt"],
  ["SIGQUIT", "core", "quit"],
  ["SIGILL", "core", "illegal instruction"],
  ["SIGTRAP", "core", "trace or breakpoint trap"],
  ["SIGABRT", "core", "abort trap"],
  ["SIGEMT", "core", "EMT trap"],
  ["SIGFPE", "core", "floating point exception"],
  ["SIGKILL", "terminate", "killed"],
  ["SIGBUS", "core", "bus error"],
  ["SIGSEGV", "core", "segmentation fault"],
  ["SIGSYS", "core", "bad system call"],
  ["SIGPIPE", "terminate", "broken pipe"],
  ["SIGALRM", "terminate", "alarm clock"],
  ["SIGTERM", "terminate", "terminated"],
  ["SIGURG", "ignore", "urgent condition"],
  ["SIGSTOP", "stop", "suspended (signal)"],
  ["SIGTSTP", "stop from terminal", "suspended"],
  ["SIGCONT", "continue", "continued"],
  ["SIGCHLD", "ignore", "child exited"],
  ["SIGTTIN", "stop from terminal", "stopped (tty input)"],
  ["SIGTTOU", "stop from terminal", "stopped (tty output)"],
  ["SIGIO", "ignore", "I/O possible"],
  ["SIGXCPU", "terminate", "cputime limit exceeded"],
  ["SIGXFSZ", "terminate", "filesize limit exceeded"],
  ["SIGVTALRM", "terminate", "virtual timer expired"],
  ["SIGPROF", "terminate", "profiling timer expired"],
  ["SIGWINCH", "ignore", "window size changes"],
  ["SIGINFO", "ignore", "information request"],
  ["SIGUSR1", "terminate", "user-defined signal 1"],
  ["SIGUSR2", "terminate", "user-defined signal 2"],
  ["SIGTHR", "ignore", "thread AST"],
];

const signals: readonly Signal[] = Object.freeze(
  rows.map(([name, action, text], index) => Object.freeze({ number: index + 1, name, text, action })),
);

/** The signal of a number from 1 to 32. */
export function signalOf(number: number): Signal {
  const signal = signals[number - 1];
  if (signal === undefined) {
    throw new RangeError(`there is no signal ${String(number)}: they go from 1 to ${String(lastSignal)}`);
  }
  return signal;
}

/** SIGHUP, ... */
export function signalName(number: number): string {
  return signalOf(number).name;
}

/** A signal's bit in a sigset_t. */
export function signalBit(number: number): number {
  return (1 << (number - 1)) >>> 0;
}

/** Signals that nothing can block, catch or ignore: SIGKILL and SIGSTOP. */
export const unblockable = (signalBit(signalNumber.SIGKILL) | signalBit(signalNumber.SIGSTOP)) >>> 0;
