import { port } from "portwright/dsl";
import { rt0, systemCallUnit } from "./assembly.js";
import { bridgeUnit, bridges, start, startUnit } from "./bridges.js";
import { memSource } from "./c/mem.js";
import { signalSource } from "./c/signal.js";
import { threadSource } from "./c/thread.js";
import { cgoConditional } from "./cgo.js";
import { defsInput } from "./defs-input.js";
import { equivalentMutants } from "./equivalent-mutants.js";
import { errata } from "./errata.js";
import { osHeader } from "./os-header.js";
import { signals } from "./signals.js";
import { kernelDefinitions } from "./types.js";

/** The Go runtime's port to OpenBSD/amd64, as of August 2011. */
export default port({
  name: "openbsd-amd64",
  title: "the Go runtime of August 2011 on OpenBSD/amd64",
  errata,
  equivalentMutants,
  outputs: [
    { kind: "plan9-assembly", path: "openbsd/amd64/rt0.s", unit: rt0 },
    { kind: "plan9-assembly", path: "openbsd/amd64/sys.s", unit: systemCallUnit },
    { kind: "godefs-header", path: "openbsd/amd64/defs.h", definitions: kernelDefinitions },
    { kind: "godefs-input", path: "openbsd/defs.c", input: defsInput },
    { kind: "runtime-header", path: "openbsd/os.h", header: osHeader },
    { kind: "signal-table", path: "openbsd/signals.h", table: signals },
    { kind: "c-source", path: "openbsd/mem.c", file: memSource },
    { kind: "c-source", path: "openbsd/amd64/signal.c", file: signalSource },
    { kind: "c-source", path: "openbsd/thread.c", file: threadSource },
    { kind: "makefile-conditional", path: "cgo/Makefile.openbsd", conditional: cgoConditional },
    { kind: "gnu-assembly", path: "gnu/rt0.s", unit: rt0 },
    { kind: "elf-object", path: "gnu/rt0.o", unit: rt0 },
    { kind: "gnu-assembly", path: "gnu/sys.s", unit: systemCallUnit },
    { kind: "elf-object", path: "gnu/sys.o", unit: systemCallUnit },
    { kind: "gnu-assembly", path: "gnu/bridges.s", unit: bridgeUnit },
    { kind: "elf-object", path: "gnu/bridges.o", unit: bridgeUnit },
    { kind: "gnu-assembly", path: "gnu/start.s", unit: startUnit },
    { kind: "elf-object", path: "gnu/start.o", unit: startUnit },
    { kind: "bridge-header", path: "gnu/port.h", bridges: [...bridges, start] },
    { kind: "standard-c-header", path: "gnu/defs.h", definitions: kernelDefinitions },
    { kind: "errata-table", path: "ERRATA.md", table: { errata } },
  ],
});
