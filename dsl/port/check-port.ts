import { checkCSources } from "../c-source/check-c-sources.js";
import { checkData, checkPlan9Data } from "../data/check-data.js";
import { checkDataUses } from "../data/check-data-uses.js";
import type { Data } from "../data/data.js";
import type { Diagnostic } from "../diagnostic.js";
import { checkDialect } from "../lowering/check-plan9-dialect.js";
import { checkSharedLabels } from "../lowering/check-labels.js";
import { lowerUnit } from "../lowering/lower-unit.js";
import { twinsOf } from "../lowering/twins.js";
import { flattenBody, isBodyList } from "../lowering/flatten.js";
import { objectSymbol } from "../lowering/object-symbol.js";
import { unitSymbols } from "../lowering/unit-symbols.js";
import { isOperand } from "../operands/describe-operand.js";
import type { BodyItem } from "../routines/node.js";
import type { SourceSite } from "../source-site.js";
import type { Routine } from "../routines/routine.js";
import type { AssemblyUnit } from "./assembly-unit.js";
import { checkOutput } from "./check-output.js";
import { checkOutputShapes } from "./check-output-shape.js";
import type { Errata } from "./erratum.js";
import type { Output } from "./output.js";
import { assemblyUnits } from "./port-units.js";
import type { Port } from "./port.js";

/** Everything that is wrong with a port's description, in one form of its errata. Nothing is printed while there is. */
export function checkPort(port: Port, errata: Errata): readonly Diagnostic[] {
  const misshapen = checkOutputShapes(port.outputs);
  if (misshapen.length > 0) {
    return misshapen.map((found) => ({ ...found, site: port.site }));
  }
  const units = assemblyUnits(port);
  const inCode = (of: (unit: AssemblyUnit) => AssemblyUnit): readonly Diagnostic[] =>
    checkCode(port, units, errata, of);
  return [
    ...checkName(port),
    ...checkSymbols(units),
    ...units.flatMap(({ data }) => data.flatMap(checkData)),
    // Twins have the mistakes of their model. Where it has one, everybody is looked at, so that each is told.
    ...(inCode((unit) => twinsOf(unit).unit).length === 0 &&
    !units.some((unit) => checkSharedLabels(unit, errata).length > 0)
      ? []
      : inCode((unit) => unit)),
    ...checkCSources(port),
    ...checkOutputs(port.outputs),
  ];
}

/** What is wrong with the routines of a port, in what `of` leaves of its units. */
function checkCode(
  port: Port,
  units: readonly AssemblyUnit[],
  errata: Errata,
  of: (unit: AssemblyUnit) => AssemblyUnit,
): readonly Diagnostic[] {
  const looked = units.map(of);
  return [
    ...checkReferences(units, looked, errata),
    ...checkDataUses(looked, errata),
    ...checkPlan9Files(port.outputs, of, errata),
    ...checkErrata(port, looked),
    ...looked.flatMap((unit) => lowerUnit(unit, errata).diagnostics),
  ];
}

function checkName(port: Port): readonly Diagnostic[] {
  return /^[a-z0-9][a-z0-9._-]*$/.test(port.name)
    ? []
    : [
        {
          code: "port-name",
          message: `${JSON.stringify(port.name)} is no name for a port`,
          hint: "Small letters, digits, dots and dashes, as in openbsd-amd64.",
          site: port.site,
        },
      ];
}

function checkSymbols(units: readonly AssemblyUnit[]): readonly Diagnostic[] {
  const [only] = units;
  if (only !== undefined && units.length === 1 && only.data.length === 0 && unitSymbols(only).areUnique) {
    return [];
  }
  const seen = new Set<string>();
  const see = (symbol: string, { kind, name, site }: Routine | Data): readonly Diagnostic[] => {
    if (!seen.has(symbol)) {
      seen.add(symbol);
      return [];
    }
    return [
      {
        code: `${kind}-twice`,
        message: `${name} is described twice in this port`,
        site,
        ...(kind === "routine" ? { routine: name } : {}),
      },
    ];
  };
  return units.flatMap((unit) => {
    const { symbols } = unitSymbols(unit);
    return [
      ...unit.routines.flatMap((routine, index) => see(symbols[index] ?? routine.name, routine)),
      ...unit.data.flatMap((item) => see(objectSymbol(item.name), item)),
    ];
  });
}

/** A routine that is called by its description must be part of the port; what another file defines is `external`. */
function checkReferences(
  units: readonly AssemblyUnit[],
  looked: readonly AssemblyUnit[],
  errata: Errata,
): readonly Diagnostic[] {
  const named = looked
    .flatMap(({ routines }) => routines)
    .flatMap((by) => namedRoutines(by, errata).map(({ name, site }) => ({ by, name, site })));
  const described = new Set(
    named.length === 0 ? [] : units.flatMap(({ routines }) => routines.map(({ name }) => name)),
  );
  return named
    .filter(({ name }) => !described.has(name))
    .map(({ by, name, site }) => ({
      code: "routine-not-in-port",
      message: `${by.name}: ${name} is described, but no unit of the port contains it`,
      hint: "Add it to a unit, or refer to it as external(...).",
      site,
      routine: by.name,
    }));
}

/** The routines whose descriptions a body names, and where. */
function namedRoutines(
  routine: Routine,
  errata: Errata,
): readonly { readonly name: string; readonly site: SourceSite }[] {
  return flattenBody(routine.body, errata)
    .filter((node) => node.kind === "instruction")
    .flatMap(({ operands, site }) =>
      operands.flatMap((operand) =>
        isOperand(operand) && typeof operand === "object" && operand.kind === "routine"
          ? [{ name: operand.name, site }]
          : [],
      ),
    );
}

/** What the dialect of each Plan 9 file cannot say. */
function checkPlan9Files(
  outputs: readonly Output[],
  of: (unit: AssemblyUnit) => AssemblyUnit,
  errata: Errata,
): readonly Diagnostic[] {
  return outputs.flatMap((output) =>
    output.kind !== "plan9-assembly"
      ? []
      : [
          ...checkDialect(of(output.unit), errata, {
            dialect: output.dialect ?? "6a",
            file: output.path,
            isDefault: output.dialect === undefined,
          }),
          ...output.unit.data.flatMap(checkPlan9Data),
        ],
  );
}

/** The port lists its errata for its readers: one that the routines have and the list has not would go unseen. */
function checkErrata(port: Port, units: readonly AssemblyUnit[]): readonly Diagnostic[] {
  const listed = new Set(port.errata.map(({ id }) => id));
  return units
    .flatMap((unit) => unit.routines)
    .flatMap((routine) =>
      errataOf(routine.body)
        .filter((id) => !listed.has(id))
        .map((id) => ({
          code: "erratum-not-listed",
          message: `${routine.name}: the erratum ${id} is not in the port's list of errata`,
          site: routine.site,
          routine: routine.name,
        })),
    );
}

function errataOf(body: readonly BodyItem[]): readonly string[] {
  return body.flatMap((item) =>
    isBodyList(item)
      ? errataOf(item)
      : item.kind === "variant"
        ? [item.erratum.id, ...errataOf(item.original), ...errataOf(item.corrected)]
        : [],
  );
}

/** The same definitions may be printed for two compilers: their mistakes are told once. */
function checkOutputs(outputs: readonly Output[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return outputs.flatMap(checkOutput).filter(({ code, message }) => {
    const key = `${code} ${message}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
