import type { Bridge } from "../bridges/bridge.js";
import type { Diagnostic } from "../diagnostic.js";

/** What is wrong with the declarations of bridges besides each prototype, which is judged with its routine. */
export function checkBridges(bridges: readonly Bridge[]): readonly Diagnostic[] {
  const names = new Set<string>();
  return bridges.flatMap(({ prototype: { name }, routine: { site } }) => {
    const isNew = !names.has(name);
    names.add(name);
    return isNew
      ? []
      : [{ code: "definition-twice", message: `${name} is declared twice in one header of bridges`, site }];
  });
}
