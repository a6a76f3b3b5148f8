/** Conditions in pairs of opposites, as Plan 9 spells them. */
const opposites: readonly (readonly [string, string])[] = [
  ["OS", "OC"],
  ["CS", "CC"],
  ["EQ", "NE"],
  ["LS", "HI"],
  ["MI", "PL"],
  ["PS", "PC"],
  ["LT", "GE"],
  ["LE", "GT"],
];

const inverses: ReadonlyMap<string, string> = new Map(
  opposites.flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]),
);

/** The mnemonic with the opposite condition, where a mnemonic has a condition at its end. */
export function inverseOf(mnemonic: string): readonly string[] {
  const [, operation = "", condition = ""] = /^(J|SET|CMOV[WLQ])([A-Z]{2})$/.exec(mnemonic) ?? [];
  const inverse = inverses.get(condition);
  return inverse === undefined ? [] : [operation + inverse];
}
