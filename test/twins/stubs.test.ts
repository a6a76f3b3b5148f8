import { expect } from "chai";
import {
  assemblyUnit,
  byte,
  crash,
  external,
  ignored,
  int32,
  int64,
  negatedErrno,
  onError,
  pointer,
  port,
  syscallStub,
  systemCall,
  systemCalls,
  uint32,
  uint64,
  zeroExtended,
} from "../../dsl/index.js";
import { checkPort } from "../../dsl/port/check-port.js";
import type { BodyItem } from "../../dsl/routines/node.js";
import type { Routine } from "../../dsl/routines/routine.js";
import { madeLike } from "../../dsl/routines/routine-twin.js";
import { withNumberedSites } from "../../dsl/source-site.js";

const buffer = pointer(byte);
const parameters = { fd: int32, buf: buffer, nbyte: uint64 };

/** A table of its own, whose calls nobody has made a stub of. */
function table() {
  return systemCalls({ read: systemCall(3, int64, parameters, { errors: [9] }) });
}

const untouched = ["site"];

/** All that a routine is, without where it was described. */
function partsOf(routine: Routine): unknown {
  const { name, doc, argumentBytes, argumentTypes, returns, frame, flags, labels, body, contract } = routine;
  const parts = { name, doc, argumentBytes, argumentTypes, returns, frame, flags, labels, body, contract };
  return JSON.parse(
    JSON.stringify({ ...parts, arguments: routine.arguments }, (key, value: unknown) =>
      untouched.includes(key) ? undefined : value,
    ),
  );
}

describe("stubs of one call", () => {
  it("are what each would be by itself", () => {
    const sys = table();
    const stub = (calls: typeof sys, name: string): Routine =>
      syscallStub(name, calls.read, parameters, onError(crash(external("runtime·notok"))), { doc: `${name} reads.` });
    for (const policy of [onError(negatedErrno), onError(ignored)]) {
      const first = syscallStub("runtime·a", sys.read, parameters, policy);
      const second = syscallStub("runtime·b", sys.read, parameters, policy, { doc: "It reads." });
      expect(madeLike(second)).to.equal(first);
      expect(partsOf(second)).to.deep.equal(
        partsOf(syscallStub("runtime·b", table().read, parameters, policy, { doc: "It reads." })),
      );
    }
    expect(partsOf(stub(sys, "runtime·c"))).to.deep.equal(partsOf(stub(table(), "runtime·c")));
  });

  it("may have their types in objects of their own", () => {
    const sys = table();
    const first = syscallStub("runtime·a", sys.read, { ...parameters }, onError(ignored));
    expect(madeLike(syscallStub("runtime·b", sys.read, { ...parameters }, onError(ignored)))).to.equal(first);
  });

  const first = (sys: ReturnType<typeof table>): Routine =>
    syscallStub("runtime·a", sys.read, parameters, onError(ignored), { frame: 0, flags: ["NOSPLIT"] });
  const flags = ["NOSPLIT"] as const;
  const others: Readonly<Record<string, (sys: ReturnType<typeof table>) => Routine>> = {
    policy: (sys) => syscallStub("runtime·b", sys.read, parameters, onError(negatedErrno), { frame: 0, flags }),
    frame: (sys) => syscallStub("runtime·b", sys.read, parameters, onError(ignored), { flags }),
    flags: (sys) => syscallStub("runtime·b", sys.read, parameters, onError(ignored), { frame: 0, flags: ["DUPOK"] }),
    types: (sys) =>
      syscallStub("runtime·b", sys.read, { ...parameters, nbyte: zeroExtended(uint32) }, onError(ignored), {
        frame: 0,
        flags,
      }),
    order: (sys) =>
      syscallStub("runtime·b", sys.read, { buf: buffer, fd: int32, nbyte: uint64 }, onError(ignored), {
        frame: 0,
        flags,
      }),
  };
  for (const [what, other] of Object.entries(others)) {
    it(`are not taken for each other where their ${what} differ`, () => {
      const sys = table();
      expect(madeLike(first(sys))).to.equal(undefined);
      const own = other(sys);
      expect(madeLike(own)).to.equal(undefined);
      expect(partsOf(own)).to.deep.equal(partsOf(other(table())));
    });
  }

  it("have labels of their own", () => {
    const sys = table();
    const [a, b] = ["runtime·a", "runtime·b"].map((name) =>
      labelsIn(syscallStub(name, sys.read, parameters, onError(negatedErrno)).body),
    );
    expect(a).to.have.length(1);
    expect(b).to.have.length(1);
    expect(a?.[0]).to.not.equal(b?.[0]);
  });

  it("are each told of their mistakes, in their own place", () => {
    // No assembler takes an argument of this name.
    const misnamed = { AX: int32 };
    const sys = systemCalls({ close: systemCall(6, int32, misnamed, { errors: [9] }) });
    const { found, routines } = withNumberedSites(() => {
      const routines = ["runtime·a", "runtime·b"].map((name) =>
        syscallStub(name, sys.close, misnamed, onError(ignored)),
      );
      const unit = assemblyUnit({ includes: [], routines });
      const outputs = [{ kind: "gnu-assembly", path: "a.s", unit } as const];
      const found = checkPort(port({ name: "p", title: "p", errata: [], outputs }), "corrected");
      return { found, routines };
    });
    expect(found.map(({ routine, site }) => ({ routine, site }))).to.deep.equal(
      routines.map(({ name, site }) => ({ routine: name, site })),
    );
    expect(new Set(routines.map(({ site }) => site)).size).to.equal(2);
  });
});

function labelsIn(items: readonly BodyItem[]): readonly BodyItem[] {
  return items.flatMap((item) => ("length" in item ? labelsIn(item) : item.kind === "label" ? [item] : []));
}
