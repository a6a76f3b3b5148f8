/** Properties of steps and values in which no value can be: the kernel's side of a call, C types. */
const valueless: ReadonlySet<string> = new Set(["call", "policy", "type"]);

/** The parts of a step or a value, or of a list of them, that may be values or have some in them. */
export function valueParts(part: object): readonly object[] {
  const parts: object[] = [];
  for (const property of Object.keys(part)) {
    const inner: unknown = valueless.has(property) ? undefined : Reflect.get(part, property);
    if (typeof inner === "object" && inner !== null) {
      parts.push(inner);
    }
  }
  return parts;
}
