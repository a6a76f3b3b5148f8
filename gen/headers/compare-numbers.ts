import type { Headers } from "./ask.js";
import type { NumberClaim } from "./claims.js";
import type { Compared, Discrepancy } from "./discrepancy.js";
import type { Answer } from "./questions.js";

/** Compares constants, signals and system calls with the headers. */
export function compareNumbers(claims: readonly NumberClaim[], headers: Headers): Compared {
  const answers = headers.ask(claims.map((claim) => ({ kind: "number", expression: systemName(claim) })));
  const compared = claims.map((claim, index) => ({ claim, answer: answers[index] }));
  const refused = compared.flatMap(({ claim, answer }) => (answer?.kind === "refused" ? [{ claim, answer }] : []));
  const known = headers.ask(refused.map(({ claim }) => ({ kind: "known", name: systemName(claim) })));
  const discrepancies = [
    ...compared.flatMap(({ claim, answer }) => (answer?.kind === "number" ? compareNumber(claim, answer.value) : [])),
    ...refused.flatMap(({ claim, answer }, index) => refusal(claim, answer.message, known[index])),
  ];
  const uncompared = discrepancies.filter(({ code }) => code === "header-uncompared").length;
  return { compared: claims.length - uncompared, discrepancies };
}

/** What the headers call it. */
function systemName({ kind, name }: NumberClaim): string {
  return kind === "system-call" ? `SYS_${name}` : name;
}

/** Whether 64 bits are signed is a matter of how they are read. */
function compareNumber(claim: NumberClaim, found: bigint): readonly Discrepancy[] {
  const { kind, name, value, site } = claim;
  if (BigInt.asUintN(64, value) === BigInt.asUintN(64, found)) {
    return [];
  }
  const described = numberText(value);
  const inHeaders = numberText(found);
  const message =
    kind === "system-call"
      ? `${name} is system call ${described}; in the system's headers ${systemName(claim)} is ${inHeaders}`
      : `${name} is ${described}; in the system's headers it is ${inHeaders}`;
  return [
    {
      code: kind === "constant" ? "header-value" : `header-${kind}`,
      name,
      described: String(value),
      inHeaders: String(found),
      message,
      site,
    },
  ];
}

/** Calls go by other names in some headers, or by none at all, so only numbers that are there can be wrong. */
function refusal(claim: NumberClaim, message: string, known: Answer | undefined): readonly Discrepancy[] {
  const { kind, name, value, site } = claim;
  const described = String(value);
  const isThere = known?.kind === "number";
  if (kind === "system-call" && !isThere) {
    return [{ code: "header-uncompared", name: systemName(claim), described, message: "", site }];
  }
  return isThere
    ? [
        {
          code: "header-no-number",
          name,
          described,
          message: `${name} is ${numberText(value)}; in the system's headers ${systemName(claim)} is no whole number: ${message}`,
          site,
        },
      ]
    : [{ code: "header-missing", name, described, message: `the system's headers have no ${name}`, site }];
}

/** `4096 (0x1000)`: headers write either. */
function numberText(value: bigint): string {
  return value < 10n ? String(value) : `${String(value)} (0x${value.toString(16)})`;
}
