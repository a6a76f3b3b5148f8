import type { Plan9File, SourceInclude, SymbolName } from "../syntax.js";
import type { Reports } from "./branches.js";
import { writeData } from "./data-items.js";
import { Declarations } from "./declarations.js";
import { identifiersOf, symbolText } from "./identifiers.js";
import { moduleText, type WrittenItem } from "./module-text.js";
import { outlineOf, type SourceItem } from "./outline.js";
import { readRoutine, writeRoutine, type ModuleContext, type ReadRoutine } from "./routines.js";

interface MadeText {
  readonly text: string;
  readonly counts: { readonly routines: number; readonly variables: number; readonly instructions: number };
}

/** Writes the module of a file. What descriptions cannot say is reported, and then the text is worth nothing. */
export function writeModule(file: Plan9File, mark: string, reports: Reports): MadeText {
  const outline = outlineOf(file, reports.fault);
  const declarations = new Declarations();
  const hasThreadMacros = file.includes.some(({ path }) => lastPart(path) === "go_tls.h");
  const fields = new Map(
    file.constants.flatMap(({ name, value, from, include }) =>
      from === "include" && include !== undefined ? [[`${name} ${String(value)}`, include] as const] : [],
    ),
  );
  const defined = new Set<string>();
  const module: ModuleContext = {
    declarations,
    definedSymbol: (symbol, kind) => {
      const key = itemKey(kind, symbol);
      return defined.has(key) ? key : undefined;
    },
    isHeaderConstant: (name, value) => fields.has(`${name} ${String(value)}`),
    hasThreadMacros,
  };
  // The file is gone through twice: how wide an argument is, and what is used more often than once, shows at the end.
  const read = new Map<SourceItem, ReadRoutine>();
  for (const item of outline.items) {
    if (item.kind === "routine") {
      read.set(item, readRoutine(item, module, reports));
    } else {
      for (const { value } of item.parts) {
        if (
          value.kind === "address" &&
          value.of.kind === "symbol" &&
          !defined.has(itemKey("routine", value.of.symbol))
        ) {
          declarations.code(value.of.symbol);
        }
      }
    }
    defined.add(itemKey(item.kind, item.symbol));
  }
  declarations.settle();
  defined.clear();
  const items: WrittenItem[] = [];
  let instructions = 0;
  for (const item of outline.items) {
    const { kind, symbol, above } = item;
    const key = itemKey(kind, symbol);
    const base = { key, symbol: symbolText(symbol), wanted: identifiersOf(symbol), above };
    if (kind === "routine") {
      const found = read.get(item);
      if (found !== undefined) {
        const routine = writeRoutine(found, module, reports);
        instructions += routine.instructions;
        items.push({ ...base, kind, routine });
      }
    } else {
      const value = writeData(item, { ...module, labelOf: () => undefined, layout: new Map() }, reports);
      if (value !== undefined) {
        items.push({ ...base, kind, value });
      }
    }
    defined.add(key);
  }
  const counts = {
    routines: items.filter(({ kind }) => kind === "routine").length,
    variables: items.filter(({ kind }) => kind === "data").length,
    instructions,
  };
  if (reports.count() > 0) {
    return { text: "", counts };
  }
  const includes = includesOf(file, declarations, fields, items);
  const { doc, below } = outline;
  return { text: moduleText({ doc, includes, items, below, declarations }, mark), counts };
}

function itemKey(kind: SourceItem["kind"], symbol: SymbolName): string {
  return `${kind}:${symbolText(symbol)}`;
}

/** The headers that the emitted assembly needs: those whose macros descriptions keep. */
function includesOf(
  { includes }: Plan9File,
  declarations: Declarations,
  fields: ReadonlyMap<string, string>,
  items: readonly WrittenItem[],
): readonly string[] {
  const needed = new Set(
    declarations.fields.flatMap(({ macro, offset }) => fields.get(`${macro} ${String(offset)}`) ?? []),
  );
  const macros = new Set(items.flatMap(macrosOf));
  if (macros.has("get_tls") || declarations.hasWords) {
    headersFor("go_tls.h", includes).forEach((path) => needed.add(path));
  }
  if (["NO_LOCAL_POINTERS", "GO_ARGS", "GO_RESULTS_INITIALIZED"].some((name) => macros.has(name))) {
    headersFor("funcdata.h", includes).forEach((path) => needed.add(path));
  }
  // A header of somebody's own may be written in terms of others.
  if ([...needed].some((path) => !goHeaders.has(lastPart(path)))) {
    includes.filter(isMeant).forEach(({ path }) => needed.add(path));
  }
  return [...new Set(includes.map(({ path }) => path))].filter((path) => needed.has(path));
}

/** Headers of Go that stand by themselves. */
const goHeaders: ReadonlySet<string> = new Set(["go_asm.h", "go_tls.h", "funcdata.h"]);

/** Something of it is part of the file; the printer includes textflag.h by itself. */
function isMeant({ path, used }: SourceInclude): boolean {
  return used && lastPart(path) !== "textflag.h";
}

/** The header that has a macro in today's Go, or else every one that the file uses. */
function headersFor(name: string, includes: readonly SourceInclude[]): readonly string[] {
  const today = includes.filter(({ path }) => lastPart(path) === name);
  const possible = includes.filter(isMeant);
  return (today.length > 0 ? today : possible).map(({ path }) => path);
}

function macrosOf(item: WrittenItem): readonly string[] {
  return item.kind === "data"
    ? []
    : item.routine.lines.flatMap(({ expression }) =>
        expression.kind === "call" && expression.callee.kind === "name" && expression.callee.name.scope === "dsl"
          ? [expression.callee.name.name]
          : [],
      );
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
