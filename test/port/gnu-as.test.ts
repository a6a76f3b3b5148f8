import { expect } from "chai";
import { assemblePort } from "../../assemble/assemble-port.js";
import { elfAddend } from "../../assemble/assembled-routine.js";
import { objectSymbol } from "../../dsl/lowering/object-symbol.js";
import type { Errata } from "../../dsl/port/erratum.js";
import { emitFile } from "../../emit/emit-file.js";
import port from "../../targets/openbsd-amd64/port.js";
import { gnuAssemble, relocationType } from "../assemble/gnu-object.js";
import { needs } from "../peers.js";

describe("openbsd-amd64: GNU assembly", () => {
  before(function () {
    needs(this, "as", "binutils");
  });

  for (const errata of ["original", "corrected"] as const) {
    it(`gives the same bytes and relocations through GNU as as through Keystone (${errata})`, async () => {
      const expected = Object.fromEntries(
        (await assemblePort(port, errata)).map((routine) => [
          routine.symbol,
          {
            bytes: Buffer.from(routine.bytes).toString("hex"),
            relocations: routine.relocations.map((relocation) => ({
              offset: relocation.offset,
              symbol: relocation.symbol,
              kind: relocation.kind,
              addend: elfAddend(relocation),
            })),
          },
        ]),
      );
      expect(assembledByGnu(errata)).to.deep.equal(expected);
    });
  }
});

/** Every function of the port's GNU files as GNU as makes it. */
function assembledByGnu(errata: Errata): object {
  const files = port.outputs.filter((output) => output.kind === "gnu-assembly");
  return Object.fromEntries(
    files.flatMap((output) => {
      const object = gnuAssemble(emitFile(output, { portName: port.name, errata }));
      return output.unit.routines.map((routine) => {
        const symbol = object.symbols.find(({ name }) => name === objectSymbol(routine.name));
        if (symbol === undefined) {
          throw new Error(`${routine.name} is not in the object`);
        }
        const end = symbol.offset + symbol.size;
        return [
          symbol.name,
          {
            bytes: object.text.subarray(symbol.offset, end).toString("hex"),
            relocations: object.relocations
              .filter(({ offset }) => offset >= symbol.offset && offset < end)
              .map((relocation) => ({
                offset: relocation.offset - symbol.offset,
                symbol: relocation.symbol,
                kind: kindOf(relocation.type),
                addend: relocation.addend,
              })),
          },
        ];
      });
    }),
  );
}

function kindOf(type: number): "pc32" | "abs32" {
  switch (type) {
    case relocationType.pc32:
    case relocationType.plt32:
      return "pc32";
    case relocationType.absolute32:
      return "abs32";
    default:
      throw new Error(`relocation type ${String(type)} is none that the port needs`);
  }
}
