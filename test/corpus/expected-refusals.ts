/** Files of the corpus that portwright refuses, by name: a part of the reason that it gives. */
export const expectedRefusals: ReadonlyMap<string, string> = new Map([
  // Go's assembler makes a constant in memory of `$0.5`, by a name of its own; descriptions have no such operand.
  ["math/exp_amd64.s", "floating-point constants"],
  ["math/floor_amd64.s", "floating-point constants"],
  ["math/hypot_amd64.s", "floating-point constants"],
  ["math/log_amd64.s", "floating-point constants"],
]);
