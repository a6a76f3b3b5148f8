import { contentTool } from "./object-files.js";

/** A symbol as readelf shows it, with the name of the section that it lies in. */
export interface ShownSymbol {
  readonly name: string;
  readonly value: string;
  readonly size: string;
  readonly type: string;
  readonly binding: string;
  readonly visibility: string;
  readonly section: string;
}

/** The global symbols of an object, by name. */
export function shownSymbols(object: string): readonly ShownSymbol[] {
  const sections = new Map(
    [...contentTool("readelf", "-SW", object).matchAll(/^ +\[ *(\d+)\] (\S+)/gm)].map(([, index = "", name = ""]) => [
      index,
      name,
    ]),
  );
  const line = /^ +\d+: ([0-9a-f]+) +(\S+) (\S+) +(\S+) +(\S+) +(\S+) (\S+)$/gm;
  return [...contentTool("readelf", "-sW", object).matchAll(line)]
    .map(([, value = "", size = "", type = "", binding = "", visibility = "", place = "", name = ""]) => ({
      name,
      value,
      size,
      type,
      binding,
      visibility,
      section: sections.get(place) ?? place,
    }))
    .filter(({ binding }) => binding !== "LOCAL")
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * The relocations of an object as readelf shows them: section, offset, type, symbol and addend, by their places. Their
 * order in the file has no meaning, and GNU as has some later than others that lie behind them.
 */
export function shownRelocations(object: string): readonly string[] {
  let section = "";
  return contentTool("readelf", "-rW", object)
    .split("\n")
    .flatMap((line) => {
      section = /^Relocation section '(.+)' at/.exec(line)?.[1] ?? section;
      const [, offset, type, target] = /^([0-9a-f]{16}) +[0-9a-f]{16} (\S+) +[0-9a-f]{16} (.+)$/.exec(line) ?? [];
      return offset === undefined ? [] : [`${section} ${offset} ${String(type)} ${String(target)}`];
    })
    .toSorted();
}

/**
 * The unwind information of an object as readelf interprets it: for each routine the rules from each address on. Rules
 * of the common entry are left out: where assemblers put what holds from the first byte on is theirs to choose.
 */
export function shownFrames(object: string): Readonly<Record<string, readonly string[]>> {
  const entries = contentTool("readelf", "--debug-dump=frames-interp", object).split(/\n(?=[0-9a-f]{8} )/);
  const common = new Map<string, readonly string[]>();
  const frames: Record<string, readonly string[]> = {};
  for (const entry of entries) {
    const [head = "", columns = "", ...rows] = entry.trimEnd().split("\n");
    const [, id = ""] = /^([0-9a-f]{8}) .* CIE /.exec(head) ?? [];
    const names = columns.trim().split(/ +/).slice(1);
    const rules = rows.map((row) => {
      const [location = "", ...cells] = row.trim().split(/ +/);
      return [location, ...cells.map((cell, index) => `${String(names[index])}=${cell}`)].join(" ");
    });
    if (id !== "") {
      common.set(id, rules);
      continue;
    }
    const [, of = "", from = "", to = ""] = / FDE cie=([0-9a-f]+) pc=([0-9a-f]+)\.\.([0-9a-f]+)$/.exec(head) ?? [];
    if (from !== "") {
      const inherited = (common.get(of) ?? []).map((rule) => rule.replace(/^[0-9a-f]+/, from));
      frames[`${from}..${to}`] = rules.length === 0 ? inherited : rules;
    }
  }
  return frames;
}
