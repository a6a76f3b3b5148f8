import { attRegister } from "../../dsl/lowering/att-register.js";
import type { CallFrameStep } from "../../dsl/lowering/call-frame.js";

/** A step of the call-frame information as GNU as reads it. */
export function callFrameDirective(step: CallFrameStep): string {
  switch (step.kind) {
    case "cfa-offset":
      return `.cfi_def_cfa_offset\t${step.offset}`;
    case "register-saved":
      return `.cfi_offset\t${attRegister(step.register, 64)}, -${step.offset}`;
    case "register-restored":
      return `.cfi_restore\t${attRegister(step.register, 64)}`;
    case "return-address-undefined":
      return ".cfi_undefined\trip";
    case "remember-state":
      return ".cfi_remember_state";
    case "restore-state":
      return ".cfi_restore_state";
  }
}
