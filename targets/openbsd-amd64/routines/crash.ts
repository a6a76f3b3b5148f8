import { BP, MOVL, MOVQ, RET, at, crashesAt, none, routine } from "portwright/dsl";

/** An address that no program maps: storing there ends it, and a crash dump shows who asked for that. */
const badAddress = 0xf1;

/** Crashes on purpose, for system calls that must not fail. */
export const notok = routine(
  "runtime·notok",
  {
    doc: "notok crashes the program: the store goes to an address that is never mapped.",
    frame: none,
    contract: () => crashesAt(badAddress),
  },
  () => [MOVL(badAddress, BP), MOVQ(BP, at(BP)), RET()],
);
