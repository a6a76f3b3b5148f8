import type { Data } from "../data/data.js";
import type { Diagnostic } from "../diagnostic.js";
import type { Output } from "../port/output.js";
import type { Port } from "../port/port.js";
import type { Routine } from "../routines/routine.js";
import type { CFile } from "./c-file.js";
import type { CFunctionDefinition } from "./c-function.js";
import { errataOfText } from "./c-text.js";
import { routinesIn } from "./check-c-file.js";

/** What is wrong with C sources as parts of their port: the routines that they call, their symbols, their errata. */
export function checkCSources(port: Port): readonly Diagnostic[] {
  const files = port.outputs.filter(isCSource).map(({ file }) => file);
  if (files.length === 0) {
    return [];
  }
  const units = new Set(port.outputs.flatMap((output) => (output.kind === "plan9-assembly" ? [output.unit] : [])));
  const routines = [...units].flatMap((unit) => unit.routines);
  const data = [...units].flatMap((unit) => unit.data);
  return [
    ...files.flatMap((file) => checkRoutines(file, routines)),
    ...checkSymbols(files, [...routines, ...data]),
    ...files.flatMap((file) => checkErrata(file, port)),
  ];
}

function isCSource(output: Output): output is Extract<Output, { readonly kind: "c-source" }> {
  return output.kind === "c-source";
}

function checkRoutines(file: CFile, routines: readonly Routine[]): readonly Diagnostic[] {
  const names = new Set(routines.map(({ name }) => name));
  return routinesIn(file)
    .filter(({ symbol }) => !names.has(symbol))
    .map(({ symbol, routine }) => ({
      code: "routine-not-in-port",
      message: `${symbol} is described, but no unit of the port contains it`,
      hint: "Add it to a unit, or declare it as headerFunction(...).",
      site: routine?.site,
      routine: symbol,
    }));
}

/** Every item that a file has in one of its forms. */
function functionsIn(file: CFile): readonly CFunctionDefinition[] {
  return file.items
    .flatMap((item) => (item.kind === "variant" ? [...item.original, ...item.corrected] : [item]))
    .filter((item) => item.kind === "c-function");
}

/** A symbol belongs to one file, unless it is static. Two forms of one function are one. */
function checkSymbols(files: readonly CFile[], described: readonly (Routine | Data)[]): readonly Diagnostic[] {
  const owners = new Map<string, object>(described.map((one) => [one.name, one]));
  return files.flatMap((file) =>
    functionsIn(file)
      .filter(({ isStatic }) => !isStatic)
      .flatMap(({ symbol, site }): readonly Diagnostic[] => {
        const owner = owners.get(symbol);
        owners.set(symbol, owner ?? file);
        return owner === undefined || owner === file
          ? []
          : [{ code: "routine-twice", message: `${symbol} is described twice in this port`, site, routine: symbol }];
      }),
  );
}

function checkErrata(file: CFile, port: Port): readonly Diagnostic[] {
  const listed = new Set(port.errata.map(({ id }) => id));
  const inItems = file.items.flatMap((item) =>
    item.kind === "variant" ? [{ id: item.erratum.id, symbol: "a C source", site: file.site }] : [],
  );
  const inBodies = functionsIn(file).flatMap(({ symbol, site, body }) =>
    errataOfText(body).map((id) => ({ id, symbol, site })),
  );
  return [...inItems, ...inBodies]
    .filter(({ id }) => !listed.has(id))
    .map(({ id, symbol, site }) => ({
      code: "erratum-not-listed",
      message: `${symbol}: the erratum ${id} is not in the port's list of errata`,
      site,
    }));
}
