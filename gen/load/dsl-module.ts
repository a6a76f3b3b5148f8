import * as dsl from "../../dsl/index.js";

/** What a description gets when it imports `portwright/dsl`. */
export function dslModule(): object {
  return dsl;
}
