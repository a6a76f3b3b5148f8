import { valueParts } from "../contracts/value-parts.js";
import type { Diagnostic } from "../diagnostic.js";
import { flattenBody } from "../lowering/flatten.js";
import type { AddressOf } from "../operands/code.js";
import { isOperand } from "../operands/describe-operand.js";
import type { Global } from "../operands/memory.js";
import type { MemoryClass } from "../operands/operand-class.js";
import type { Errata } from "../port/erratum.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { SourceSite } from "../source-site.js";
import type { Routine } from "../routines/routine.js";
import { hasSize } from "./check-data.js";

/** A place of the description that names a variable. */
interface Use {
  /** The routine or variable that names it. */
  readonly by: string;
  readonly operand: AddressOf | Global;
  readonly site: SourceSite;
  readonly routine?: string;
}

/**
 * A variable that is named by its description must be part of the port, and what is read or written must lie in it. What
 * another file defines is named by its symbol.
 */
export function checkDataUses(units: readonly AssemblyUnit[], errata: Errata): readonly Diagnostic[] {
  const names = new Set(units.flatMap((unit) => unit.data.map(({ name }) => name)));
  const uses = units.flatMap((unit) => [
    ...unit.routines.flatMap((routine) => [...usesInBody(routine, errata), ...usesInContract(routine)]),
    ...unit.data.flatMap(({ name, parts, site }) =>
      parts.flatMap((part) => (part.kind === "address" ? [{ by: name, operand: part, site }] : [])),
    ),
  ]);
  return uses.flatMap((use) => checkUse(use, names));
}

function checkUse({ by, operand, site, routine }: Use, names: ReadonlySet<string>): readonly Diagnostic[] {
  const { data, addend } = operand;
  if (data === undefined) {
    return [];
  }
  const place = { site, ...(routine === undefined ? {} : { routine }) };
  if (!names.has(data.name)) {
    return [
      {
        code: "data-not-in-port",
        message: `${by}: ${data.name} is described, but no unit of the port contains it`,
        hint: "Add it to the data of a unit, or refer to it as external(...), as memory by its symbol.",
        ...place,
      },
    ];
  }
  if (!hasSize(data.size)) {
    // What it holds is told of by itself.
    return [];
  }
  // One behind the last byte is an address that loops compare with.
  const bytes = operand.kind === "address" ? 0 : bytesOf(operand.class);
  return addend >= 0 && addend + bytes <= data.size
    ? []
    : [
        {
          code: "outside-data",
          message: `${by}: ${bytes === 0 ? "" : `${String(bytes)} bytes at `}${data.name}${addend < 0 ? "" : "+"}${String(addend)} lies outside its ${String(data.size)} bytes`,
          ...place,
        },
      ];
}

/** What an access takes at least. */
function bytesOf(memoryClass: MemoryClass): number {
  return memoryClass === "m" || memoryClass === "block" ? 1 : Number(memoryClass.slice(1)) / 8;
}

function usesInBody(routine: Routine, errata: Errata): readonly Use[] {
  return flattenBody(routine.body, errata)
    .filter((node) => node.kind === "instruction")
    .flatMap(({ operands, site }) =>
      operands.flatMap((operand) =>
        isOperand(operand) && typeof operand === "object" && (operand.kind === "address" || operand.kind === "global")
          ? [{ by: routine.name, operand, site, routine: routine.name }]
          : [],
      ),
    );
}

function usesInContract({ name, contract, site }: Routine): readonly Use[] {
  return addressesIn(contract?.steps ?? []).map((operand) => ({ by: name, operand, site, routine: name }));
}

/** The addresses of symbols in a value, a step, a list of them. */
export function addressesIn(part: object): readonly AddressOf[] {
  return isAddress(part) ? [part] : valueParts(part).flatMap(addressesIn);
}

function isAddress(part: object): part is AddressOf {
  return "kind" in part && part.kind === "address";
}
