import type { Bridge } from "../../dsl/bridges/bridge.js";
import { bridgeFromC } from "../../dsl/bridges/bridge-from-c.js";
import { bridgeToC } from "../../dsl/bridges/bridge-to-c.js";
import { voidType } from "../../dsl/ctypes/ctype.js";
import type { Prototype } from "../../dsl/ctypes/prototype.js";
import { prototype } from "../../dsl/ctypes/prototype.js";
import { external } from "../../dsl/operands/code.js";
import { assemblyUnit } from "../../dsl/port/assembly-unit.js";
import { emitFile } from "../../emit/emit-file.js";
import type { Origin } from "../../emit/origin.js";
import type { RandomSignature } from "./random-signatures.js";

export function prototypeOf({ name, args, result }: RandomSignature): Prototype {
  return prototype(
    name,
    result?.type ?? voidType,
    Object.fromEntries(args.map((argument) => [argument.name, argument.type])),
  );
}

/** The bridge over which C code calls a Plan 9 routine of this signature. */
export function fromC(signature: RandomSignature): Bridge {
  return bridgeFromC(external(signature.name), { prototype: prototypeOf(signature) });
}

/** The bridge over which Plan 9 code calls a C function of this signature. */
export function toC(signature: RandomSignature): Bridge {
  return bridgeToC(external(signature.name), prototypeOf(signature));
}

const origin: Origin = { portName: "test", errata: "corrected" };

/** Bridges as GNU assembly and their C header, as a port's files have them. */
export function bridgeFiles(bridges: readonly Bridge[]): { readonly assembly: string; readonly header: string } {
  const unit = assemblyUnit({ includes: [], routines: bridges.map(({ routine }) => routine) });
  return {
    assembly: emitFile({ kind: "gnu-assembly", path: "bridges.s", unit }, origin),
    header: emitFile({ kind: "bridge-header", path: "port.h", bridges }, origin),
  };
}
