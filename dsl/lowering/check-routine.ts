import { systemCallsOf } from "../contracts/contract.js";
import type { Node } from "../routines/node.js";
import { frameSize, none } from "../routines/frame.js";
import type { Routine } from "../routines/routine.js";
import { textFlagBits } from "../routines/text-flag.js";
import { checkContract } from "./check-contract.js";
import type { Report } from "./report.js";
import { isSymbolName } from "./symbol-pattern.js";

/** What is wrong with a routine as TEXT declares it: no assembler takes it. */
export function checkDeclaration(routine: Routine, report: Report): void {
  if (!isSymbolName(routine.name)) {
    report("symbol-name", `${JSON.stringify(routine.name)} is no symbol`, routine.site, "Write it as runtime·name.");
  }
  for (const { code, message, hint } of routine.faults ?? []) {
    report(code, message, routine.site, hint);
  }
  const { frame, argumentBytes } = routine;
  if (frame !== none && !(Number.isInteger(frame) && Math.abs(frame) <= 0x7fff_fff8 && frameSize(frame) % 8 === 0)) {
    report(
      "frame-size",
      `a frame of ${String(frame)} bytes`,
      routine.site,
      "A frame is none, or a multiple of 8 bytes, so that SP stays aligned.",
    );
  }
  if (argumentBytes !== undefined && !(Number.isInteger(argumentBytes) && argumentBytes >= 0)) {
    report(
      "argument-bytes",
      `arguments of ${String(argumentBytes)} bytes`,
      routine.site,
      "argumentBytes counts the bytes of arguments and results together: 0, 8, 12, ...",
    );
  }
  for (const flag of routine.flags.filter((name) => !Object.hasOwn(textFlagBits, name))) {
    report(
      "text-flag",
      `there is no text flag ${flag}`,
      routine.site,
      `There are ${Object.keys(textFlagBits).join(", ")}.`,
    );
  }
}

/** What is wrong with what a routine promises: its arguments, its contract. */
export function checkPromises(routine: Routine, nodes: readonly Node[], report: Report): void {
  for (const argument of routine.arguments) {
    if (![1, 2, 4, 8].includes(argument.type.size)) {
      report("argument-type", `the argument ${argument.name} does not fit a register`, routine.site);
    }
  }
  if (routine.contract !== undefined) {
    checkContract(routine, routine.contract, report);
  }
  const systemCalls = nodes.filter((node) => node.kind === "instruction" && node.mnemonic === "SYSCALL");
  const first = systemCalls[0];
  if (
    first?.kind === "instruction" &&
    (routine.contract === undefined || systemCallsOf(routine.contract).length === 0)
  ) {
    report(
      "no-error-policy",
      "makes a system call and does not say what happens when it fails",
      first.site,
      "Give it a contract: calls(sys.name, {...}, onError(...)).",
    );
  }
}
