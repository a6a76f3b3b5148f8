import { expect } from "chai";
import {
  AX,
  CALL,
  DI,
  JCC,
  MOVL,
  RET,
  SI,
  SYSCALL,
  assemblyUnit,
  calls,
  comment,
  declareErratum,
  erratum,
  external,
  ignored,
  int32,
  int64,
  localLabel,
  negatedErrno,
  none,
  onError,
  port,
  routine,
  syscallStub,
  systemCall,
  systemCalls,
  uint32,
} from "../../dsl/index.js";
import { twinsOf } from "../../dsl/lowering/twins.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import { checkPort } from "../../dsl/port/check-port.js";
import type { Routine } from "../../dsl/routines/routine.js";
import { emitGnu } from "../../emit/gnu/gnu-unit.js";
import type { Origin } from "../../emit/origin.js";
import { emitPlan9 } from "../../emit/plan9/plan9-unit.js";
import type { ElfObject } from "../../elf/object.js";
import { objectOf } from "../object/object-of.js";

const origin: Origin = { portName: "twins", errata: "corrected" };

const sys = systemCalls({
  close: systemCall(6, int32, { fd: int32 }, { errors: [9] }),
  fsync: systemCall(95, int32, { fd: int32 }, { errors: [9] }),
});

const interrupted = systemCalls({ close: systemCall(6, int32, { fd: int32 }, { errors: [9, 4] }) });

const defect = declareErratum("defect", "is wrong", "It is.");

/** What may be otherwise in one of two routines. */
interface Change {
  readonly close?: typeof sys.close;
  readonly number?: number;
  readonly frame?: 0 | 8 | typeof none;
  readonly flags?: readonly ("NOSPLIT" | "DUPOK")[];
  readonly returns?: typeof int32 | typeof int64;
  readonly remark?: string;
  readonly called?: string;
  readonly label?: string;
  readonly original?: number;
  readonly items?: number;
  readonly policy?: typeof ignored | typeof negatedErrno;
  readonly argumentBytes?: number;
}

/** A routine that has one of everything. */
function described(name: string, change: Change = {}): Routine {
  const { close = sys.close } = change;
  const done = localLabel(change.label ?? "ok");
  return routine(
    name,
    {
      args: { fd: int32 },
      frame: change.frame ?? none,
      flags: change.flags ?? ["NOSPLIT"],
      returns: change.returns ?? int32,
      contract: ({ fd }) => calls(close, { fd }, onError(change.policy ?? ignored)),
      ...(change.argumentBytes === undefined ? {} : { argumentBytes: change.argumentBytes }),
    },
    ({ fd }) => [
      [MOVL(change.number ?? 7, SI), MOVL(fd, DI)],
      comment(change.remark ?? "a remark"),
      MOVL(close, AX),
      SYSCALL(),
      erratum(defect, { original: [MOVL(change.original ?? 1, SI)], corrected: [] }),
      JCC(done),
      CALL(external(change.called ?? "runtime·notok")),
      done,
      ...Array.from({ length: change.items ?? 0 }, () => MOVL(1, AX)),
      RET(),
    ],
  );
}

/** With one thing otherwise, each. */
const others: Readonly<Record<string, (name: string) => Routine>> = {
  "a system call": (name) => described(name, { close: interrupted.close }),
  "a number": (name) => described(name, { number: 8 }),
  "a frame": (name) => described(name, { frame: 0 }),
  "the size of a frame": (name) => described(name, { frame: 8 }),
  "text flags": (name) => described(name, { flags: ["NOSPLIT", "DUPOK"] }),
  "the type of the result": (name) => described(name, { returns: int64 }),
  "a comment": (name) => described(name, { remark: "another" }),
  "who is called": (name) => described(name, { called: "runtime·other" }),
  "the name of a label": (name) => described(name, { label: "fine" }),
  "the other form of an erratum": (name) => described(name, { original: 2 }),
  "one instruction more": (name) => described(name, { items: 1 }),
  "an error policy": (name) => described(name, { policy: negatedErrno }),
  "the bytes of arguments": (name) => described(name, { argumentBytes: 8 }),
  "how far the symbol is known": (name) => described(`${name}<>`),
  "the name of an argument": (name) =>
    routine(name, { args: { descriptor: int32 }, frame: none, flags: ["NOSPLIT"] }, () => [RET()]),
  "the type of an argument": (name) =>
    routine(name, { args: { fd: uint32 }, frame: none, flags: ["NOSPLIT"] }, () => [RET()]),
};

function unitOf(...routines: readonly Routine[]): AssemblyUnit {
  return assemblyUnit({ includes: [], routines });
}

/** Is the second of them looked at for itself? */
function areTwins(a: Routine, b: Routine): boolean {
  return twinsOf(unitOf(a, b)).models[1] === 0;
}

describe("twins", () => {
  it("are routines that differ in their names", () => {
    expect(areTwins(described("runtime·a"), described("runtime·b"))).to.equal(true);
    const plain = (name: string): Routine => routine(name, { args: { fd: int32 }, frame: none }, () => [RET()]);
    expect(areTwins(plain("runtime·a"), plain("runtime·b"))).to.equal(true);
  });

  for (const [what, other] of Object.entries(others)) {
    it(`are no routines that differ in ${what}`, () => {
      const like =
        what === "the name of an argument" || what === "the type of an argument"
          ? routine("runtime·a", { args: { fd: int32 }, frame: none, flags: ["NOSPLIT"] }, () => [RET()])
          : described("runtime·a");
      expect(areTwins(like, other("runtime·b"))).to.equal(false);
      expect(areTwins(other("runtime·b"), like)).to.equal(false);
    });
  }

  it("are not routines that share a label, whose names are no symbols, or that name each other's arguments", () => {
    const shared = localLabel("here");
    const sharing = (name: string): Routine =>
      routine(name, { frame: none, flags: ["NOSPLIT"] }, () => [JCC(shared), shared, RET()]);
    expect(areTwins(sharing("runtime·a"), sharing("runtime·b"))).to.equal(false);
    expect(areTwins(described("runtime·a"), described("runtime b"))).to.equal(false);
    const first = described("runtime·a");
    const thief: Routine = { ...described("runtime·b"), body: first.body };
    expect(areTwins(first, thief)).to.equal(false);
  });

  /** Stubs by a loop, among routines that are no twins of anybody, and some documentation. */
  const routines = Array.from({ length: 60 }, (_, index): Routine => {
    const name = `runtime·r${index}`;
    const kinds = Object.values(others);
    const other = kinds[index % kinds.length];
    return index % 3 === 0
      ? syscallStub(name, index % 2 === 0 ? sys.close : sys.fsync, { fd: int32 }, onError(negatedErrno), {
          ...(index % 4 === 0 ? { doc: `${name} is\ndocumented.` } : {}),
        })
      : index % 3 === 1 || other === undefined
        ? described(name)
        : other(name);
  });

  it("give the same text as each by itself", () => {
    for (const emit of [
      (unit: AssemblyUnit) => emitPlan9(unit, origin, "6a"),
      (unit: AssemblyUnit) => emitPlan9(unit, origin, "go"),
      (unit: AssemblyUnit) => emitGnu(unit, origin),
    ]) {
      const blocks = (unit: AssemblyUnit): readonly string[] => emit(unit).trimEnd().split("\n\n");
      const common = new Set(blocks(unitOf()));
      const own = (unit: AssemblyUnit): readonly string[] =>
        // What flags have in common is included by every file that has flags.
        blocks(unit).filter((block) => !common.has(block) && !block.startsWith("#include"));
      expect(own(unitOf(...routines))).to.deep.equal(routines.flatMap((one) => own(unitOf(one))));
    }
    expect(twinsOf(unitOf(...routines)).unit.routines.length).to.be.within(15, 20);
  });

  it("give the same code and relocations as each by itself", async () => {
    const together = await objectOf(unitOf(...routines), "corrected");
    const alone = await Promise.all(routines.map((one) => objectOf(unitOf(one), "corrected")));
    expect(codeOf(together)).to.deep.equal(new Map(alone.flatMap((object) => [...codeOf(object)])));
  });

  it("are each told of their mistakes", () => {
    const wrong = (name: string): Routine =>
      routine(name, { frame: none, flags: ["NOSPLIT"] }, () => [MOVL(1, AX), SYSCALL(), RET()]);
    const unit = unitOf(wrong("runtime·a"), described("runtime·c"), wrong("runtime·b"));
    const checked = port({
      name: "twins",
      title: "twins",
      errata: [defect],
      outputs: [{ kind: "gnu-assembly", path: "twins.s", unit }],
    });
    expect(checkPort(checked, "corrected").map(({ code, routine: of }) => `${code} ${of}`)).to.deep.equal([
      "no-error-policy runtime·a",
      "no-error-policy runtime·b",
    ]);
  });

  it("that share a label with a third are told of it", () => {
    const label = localLabel("here");
    const jumping = (name: string, to = localLabel("here")): Routine =>
      routine(name, { frame: none, flags: ["NOSPLIT"] }, () => [JCC(to), to, RET()]);
    const unit = unitOf(jumping("runtime·c"), jumping("runtime·a", label), jumping("runtime·b", label));
    const checked = port({
      name: "twins",
      title: "twins",
      errata: [],
      outputs: [{ kind: "gnu-assembly", path: "twins.s", unit }],
    });
    expect(checkPort(checked, "corrected").map(({ code }) => code)).to.deep.equal(["label-in-two-routines"]);
  });
});

/** The bytes of each function, and where in it which symbol is wanted. */
function codeOf({ sections, symbols }: ElfObject): ReadonlyMap<string, unknown> {
  const functions = symbols.filter(({ type }) => type === "function");
  return new Map(
    functions.map(({ name, value, size, place }) => {
      const section = place.kind === "section" ? sections[place.index] : undefined;
      const [begin, end] = [Number(value), Number(value + size)];
      const relocations = (section?.relocations ?? [])
        .filter(({ offset }) => offset >= begin && offset < end)
        .map(({ offset, type, symbol, addend }) => ({
          offset: offset - begin,
          type,
          symbol: symbols[symbol]?.name,
          addend,
        }));
      return [name, { bytes: Buffer.from(section?.bytes.slice(begin, end) ?? []).toString("hex"), relocations }];
    }),
  );
}
