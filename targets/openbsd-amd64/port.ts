import { port } from "portwright/dsl";
import { rt0, systemCallUnit } from "./assembly.js";
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
    { kind: "makefile-conditional", path: "cgo/Makefile.openbsd", conditional: cgoConditional },
    { kind: "gnu-assembly", path: "gnu/rt0.s", unit: rt0 },
    { kind: "gnu-assembly", path: "gnu/sys.s", unit: systemCallUnit },
    { kind: "standard-c-header", path: "gnu/defs.h", definitions: kernelDefinitions },
    { kind: "errata-table", path: "ERRATA.md", table: { errata } },
  ],
});
