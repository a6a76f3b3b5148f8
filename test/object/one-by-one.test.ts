import type { KeystoneEngine } from "@alexaltea/keystone-js";
import { expect } from "chai";
import { join } from "node:path";
import { keystoneSpelling } from "../../assemble/encode-instruction.js";
import { assembleUnits } from "../../assemble/assemble-units.js";
import { EncoderThread } from "../../assemble/encoder-thread.js";
import { origin, outsideTarget, symbolAddress, variableDisplacement } from "../../assemble/placeholder.js";
import { inGnuOrder } from "../../assemble/prefix-order.js";
import {
  assemblyUnit,
  byte,
  crash,
  external,
  ignored,
  int32,
  negatedErrno,
  onError,
  pointer,
  syscallStub,
  systemCall,
  systemCalls,
  uint64,
} from "../../dsl/index.js";
import { attInstruction } from "../../dsl/lowering/att.js";
import { literalBytes } from "../../dsl/lowering/literal.js";
import { lowerUnit } from "../../dsl/lowering/lower-unit.js";
import type { MachineInstruction } from "../../dsl/lowering/machine.js";
import { objectSymbol } from "../../dsl/lowering/object-symbol.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import { twinsOf } from "../../dsl/lowering/twins.js";
import type { Errata } from "../../dsl/port/erratum.js";
import { assemblyUnits } from "../../dsl/port/port-units.js";
import type { Routine } from "../../dsl/routines/routine.js";
import { packageFolder } from "../../gen/own-package.js";
import { objectOf } from "./object-of.js";
import openbsd from "../../targets/openbsd-amd64/port.js";

/**
 * What portwright makes of a unit, where twins share their code, an instruction is encoded once however often it
 * stands there, and all are encoded ahead, against Keystone itself, called for each instruction of each routine.
 */
describe("machine code, instruction by instruction", function () {
  this.timeout(60_000);
  let keystone: KeystoneEngine;
  before(async () => {
    const { default: load } = await import("@alexaltea/keystone-js");
    const module = await load({ print: () => undefined, printErr: () => undefined });
    keystone = new module.Keystone(module.ARCH_X86, module.MODE_64);
    keystone.option(module.OPT_SYNTAX, module.OPT_SYNTAX_ATT);
  });

  const units: readonly (readonly [string, AssemblyUnit])[] = [
    ["stubs that a loop makes", stubs()],
    ...assemblyUnits(openbsd).map((unit, index) => [`openbsd-amd64, unit ${String(index + 1)}`, unit] as const),
  ];
  const thread = new EncoderThread(join(packageFolder, "dist", "bin", "encoder-thread.cjs"));

  for (const [what, unit] of units) {
    for (const errata of ["original", "corrected"] as const) {
      /** By itself, so that it is nobody's twin. */
      const expected = (routine: Routine): string => {
        const [lowered] = lowerUnit(assemblyUnit({ includes: [], routines: [routine] }), errata).routines;
        return assembled(lowered?.instructions ?? [], keystone);
      };

      it(`is in the object what Keystone makes of each: ${what} (${errata})`, async () => {
        const code = await codeInObject(unit, errata);
        expect([...code.keys()]).to.deep.equal(unit.routines.map(({ name }) => objectSymbol(name)));
        for (const routine of unit.routines) {
          expect(code.get(objectSymbol(routine.name)), routine.name).to.equal(expected(routine));
        }
      });

      it(`is the same from Keystone in a thread of its own: ${what} (${errata})`, async () => {
        const models = twinsOf(unit).unit;
        const [made] = await assembleUnits([models], errata, thread);
        expect(made?.routines.map(({ bytes }) => Buffer.from(bytes).toString("hex"))).to.deep.equal(
          models.routines.map(expected),
        );
      });
    }
  }
});

/** 400 stubs of 40 calls, with three policies; of those ten in a row of a call and a policy are alike. */
function stubs(): AssemblyUnit {
  const parameters = { fd: int32, buf: pointer(byte), nbyte: uint64 };
  const policies = [onError(negatedErrno), onError(ignored), onError(crash(external("runtime·notok")))];
  return assemblyUnit({
    includes: [],
    routines: Array.from({ length: 40 }, (_, index) =>
      systemCalls({ call: systemCall(3 * index + 1, int32, parameters, { errors: [9] }) }),
    ).flatMap(({ call }, number) =>
      Array.from({ length: 10 }, (_, index) =>
        syscallStub(
          `runtime·stub${String(number)}_${String(index)}`,
          call,
          parameters,
          policies[index % 3 === 0 ? 0 : number % 3] ?? onError(ignored),
        ),
      ),
    ),
  });
}

/** The bytes of the routines in the object of a unit, by symbol, in hexadecimal. */
async function codeInObject(unit: AssemblyUnit, errata: Errata): Promise<ReadonlyMap<string, string>> {
  const { sections, symbols } = await objectOf(unit, errata);
  const text = sections.find(({ name }) => name === ".text");
  return new Map(
    symbols
      .filter(({ type }) => type === "function")
      .toSorted((a, b) => Number(a.value - b.value))
      .map(({ name, value, size }) => [
        name,
        Buffer.from(text?.bytes.slice(Number(value), Number(value + size)) ?? []).toString("hex"),
      ]),
  );
}

/** The bytes of a routine, of which Keystone assembles each instruction, branches short wherever that reaches. */
function assembled(instructions: readonly MachineInstruction[], keystone: KeystoneEngine): string {
  const encode = (instruction: MachineInstruction, distance?: number): Buffer => {
    const target = distance === undefined ? undefined : origin + distance;
    const literal = literalBytes(instruction.operands);
    const { mc } =
      literal === undefined
        ? keystone.asm(attInstruction(instruction, keystoneSpelling(target)), origin)
        : { mc: literal };
    return withoutPlaceholders(Buffer.from(inGnuOrder(mc)));
  };
  const targets = instructions.map(({ operands }) => operands.find(({ kind }) => kind === "branch"));
  let lengths = instructions.map((one, index) => encode(one, targets[index] === undefined ? undefined : 0).length);
  for (;;) {
    const starts = lengths.reduce<number[]>((sums, length) => [...sums, (sums.at(-1) ?? 0) + length], [0]);
    const encoded = instructions.map((one, index) => {
      const target = targets[index];
      return encode(one, target?.kind === "branch" ? (starts[target.target] ?? 0) - (starts[index] ?? 0) : undefined);
    });
    if (encoded.every(({ length }, index) => length === lengths[index])) {
      return Buffer.concat(encoded).toString("hex");
    }
    lengths = encoded.map(({ length }) => length);
  }
}

/** The four bytes that stand for what the linker fills in, which an object has as zeros. */
function withoutPlaceholders(bytes: Buffer): Buffer {
  // A call has the target itself, less its own end.
  for (const number of [outsideTarget - origin - bytes.length, variableDisplacement, symbolAddress]) {
    const field = Buffer.alloc(4);
    field.writeInt32LE(number);
    const at = bytes.indexOf(field);
    if (at >= 0) {
      bytes.fill(0, at, at + 4);
    }
  }
  return bytes;
}
