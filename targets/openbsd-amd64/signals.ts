import { constant, signal, signalTable } from "portwright/dsl";
import { kernel } from "./constants.js";

/** Number 0 is no signal; the table has a row for it because it is indexed by number. */
const SIGNONE = constant("SIGNONE", 0);

/** The thread library's own signal, which is not among the constants of the headers. */
const SIGTHR = constant("SIGTHR", 32);

/** What the runtime does about each signal of the system. */
export const signals = signalTable("runtime·sigtab", [
  signal(SIGNONE, [], "no trap"),
  signal(kernel.SIGHUP, ["queue", "restart"], "terminal line hangup"),
  signal(kernel.SIGINT, ["queue", "restart"], "interrupt"),
  signal(kernel.SIGQUIT, ["catch"], "quit"),
  signal(kernel.SIGILL, ["catch"], "illegal instruction"),
  signal(kernel.SIGTRAP, ["catch"], "trace trap"),
  signal(kernel.SIGABRT, ["catch"], "abort"),
  signal(kernel.SIGEMT, ["catch"], "EMT instruction"),
  signal(kernel.SIGFPE, ["catch", "panic"], "floating-point exception"),
  signal(kernel.SIGKILL, [], "kill"),
  signal(kernel.SIGBUS, ["catch", "panic"], "bus error"),
  signal(kernel.SIGSEGV, ["catch", "panic"], "segmentation violation"),
  signal(kernel.SIGSYS, ["catch"], "bad system call"),
  signal(kernel.SIGPIPE, ["ignore"], "write to broken pipe"),
  signal(kernel.SIGALRM, ["queue", "ignore", "restart"], "alarm clock"),
  signal(kernel.SIGTERM, ["queue", "restart"], "termination"),
  signal(kernel.SIGURG, ["queue", "ignore", "restart"], "urgent condition on socket"),
  signal(kernel.SIGSTOP, [], "stop, unblockable"),
  signal(kernel.SIGTSTP, ["queue", "ignore", "restart"], "stop from tty"),
  signal(kernel.SIGCONT, [], "continue"),
  signal(kernel.SIGCHLD, ["queue", "ignore", "restart"], "child status has changed"),
  signal(kernel.SIGTTIN, ["queue", "ignore", "restart"], "background read from tty"),
  signal(kernel.SIGTTOU, ["queue", "ignore", "restart"], "background write to tty"),
  signal(kernel.SIGIO, ["queue", "ignore", "restart"], "i/o now possible"),
  signal(kernel.SIGXCPU, ["queue", "ignore", "restart"], "cpu limit exceeded"),
  signal(kernel.SIGXFSZ, ["queue", "ignore", "restart"], "file size limit exceeded"),
  signal(kernel.SIGVTALRM, ["queue", "ignore", "restart"], "virtual alarm clock"),
  signal(kernel.SIGPROF, ["queue", "ignore", "restart"], "profiling alarm clock"),
  signal(kernel.SIGWINCH, ["queue", "ignore", "restart"], "window size change"),
  signal(kernel.SIGINFO, ["queue", "ignore", "restart"], "information request"),
  signal(kernel.SIGUSR1, ["queue", "ignore", "restart"], "user-defined signal 1"),
  signal(kernel.SIGUSR2, ["queue", "ignore", "restart"], "user-defined signal 2"),
  signal(SIGTHR, ["queue", "ignore", "restart"], "reserved"),
]);
