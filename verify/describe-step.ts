import type { Step } from "../dsl/contracts/contract.js";
import { hex } from "./fault.js";

/** What a contract says comes next, as messages put it: `that it calls write(2)`. */
export function describeStep(step: Step | undefined): string {
  switch (step?.kind) {
    case undefined:
      return "that it returns";
    case "system-call":
      return `that it calls ${step.call.name}(2)`;
    case "routine-call":
      return `that it calls ${typeof step.target === "string" ? step.target : "a routine it was given"}`;
    case "returns":
      return "that it returns";
    case "jumps":
      return `that it jumps to ${step.to}`;
    case "crashes":
      return `that it stores to ${hex(BigInt(step.address))}`;
    case "repeats":
      return "that it makes its last system call again";
    case "stores":
    case "sets-word":
    case "switches-stack":
    case "child":
      return "something else";
  }
}
