import type { Thread } from "../threads/thread.js";
import type { SignalInfo } from "./pending-signals.js";
import { codeName } from "./signal-information.js";
import { signalOf } from "./signal-table.js";

/**
 * Why a signal ends a process, for people, in one line: `SIGSEGV (segmentation fault): SEGV_MAPERR at address 0x0, rip
 * 0x401000`. Nothing is said of signals that say enough by themselves.
 */
export function explainDeath({ id, process, state }: Thread, info: SignalInfo): string | undefined {
  const { name, text, action } = signalOf(info.signal);
  const code = codeName(info);
  const rip = `rip 0x${state.rip.toString(16)}`;
  const thread = process.threads.length > 1 ? `, thread ${String(id)}` : "";
  if (code !== "") {
    const address = info.address === undefined ? "" : ` at address 0x${info.address.toString(16)}`;
    return `${name} (${text}): ${code}${address}, ${rip}${thread}`;
  }
  switch (action) {
    case "core":
      return `${name} (${text}), ${rip}${thread}`;
    case "stop":
    case "stop from terminal":
      return `${name}: the program has stopped itself, and nothing here can continue it`;
    case "terminate":
    case "continue":
    case "ignore":
      return undefined;
  }
}
