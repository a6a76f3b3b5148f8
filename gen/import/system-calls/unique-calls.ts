import type { Report } from "../preprocessor/fault.js";
import type { ImportedCall } from "./table.js";

/**
 * Calls in the order of their numbers, each with a number and a name of its own. Two calls of one number are a fault;
 * two of one name are not (modules' slots, say): the later ones get their number into the name.
 */
export function uniqueCalls(calls: readonly ImportedCall[], report: Report): readonly ImportedCall[] {
  const ordered = [...byNumber(calls, report).values()].toSorted((one, other) => one.number - other.number);
  const names = new Map<string, ImportedCall>();
  const wanted = new Set(ordered.map(({ name }) => name));
  return ordered.map((call) => {
    const first = names.get(call.name);
    if (first === undefined) {
      names.set(call.name, call);
      return call;
    }
    let name = `${call.name}_${String(call.number)}`;
    while (wanted.has(name)) {
      name += "_";
    }
    wanted.add(name);
    const note = `Named ${call.name} in the table, as ${String(first.number)} is.`;
    return { ...call, name, notes: [...call.notes, note] };
  });
}

function byNumber(calls: readonly ImportedCall[], report: Report): ReadonlyMap<number, ImportedCall> {
  const found = new Map<number, ImportedCall>();
  for (const call of calls) {
    const other = found.get(call.number);
    if (other === undefined) {
      found.set(call.number, call);
    } else if (other.name !== call.name || other.prototype?.shown !== call.prototype?.shown) {
      const conditions = [...new Set([...other.conditions, ...call.conditions])];
      report({
        place: call.place,
        message: `${String(call.number)} is ${call.name} here, and ${other.name} in line ${String(other.place.line)}`,
        hint:
          conditions.length === 0
            ? "a number has one call: remove one of the rows"
            : `-D NAME or -U NAME chooses between branches; they depend on ${conditions.join(", ")}`,
      });
    } else {
      found.set(call.number, { ...other, conditions: eitherOf(other.conditions, call.conditions) });
    }
  }
  return found;
}

/** What holds where one of two branches is taken: nothing at all where they are those of `#if` and `#else`. */
function eitherOf(one: readonly string[], other: readonly string[]): readonly string[] {
  const common = one.filter((condition) => other.includes(condition));
  const rest = (all: readonly string[]): string => {
    const left = all.filter((condition) => !common.includes(condition));
    return left.map((words) => (left.length > 1 && words.includes("||") ? `(${words})` : words)).join(" && ");
  };
  const [ofOne, ofOther] = [rest(one), rest(other)];
  const isSettled = ofOne === "" || ofOther === "" || ofOther === `!(${ofOne})` || ofOne === `!(${ofOther})`;
  return isSettled ? common : [...common, `((${ofOne}) || (${ofOther}))`];
}
