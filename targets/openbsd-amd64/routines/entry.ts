import { DI, DX, JMP, MOVQ, SP, addressOf, entryRegister, jumpsTo, none, processEntry, routine } from "portwright/dsl";
import { rt0Amd64 } from "../runtime.js";

/** Where the kernel starts the process. */
export const entry = routine(
  "_rt0_amd64_openbsd",
  {
    doc: "Entered by the kernel, with argc and the argument vector at SP. The portable start-up wants their address in DI.",
    frame: none,
    contract: () => processEntry(jumpsTo(rt0Amd64, { DI: entryRegister(SP) })),
  },
  () => [MOVQ(addressOf(rt0Amd64), DX), MOVQ(SP, DI), JMP(DX)],
);
