import { makefileConditional } from "portwright/dsl";

/** Cgo does not know this system yet. */
export const cgoConditional = makefileConditional({
  doc: ["Cgo is off on OpenBSD. To be included before anything looks at CGO_ENABLED."],
  variable: "GOOS",
  equals: "openbsd",
  set: { CGO_ENABLED: "0" },
});
