import { inOrder, shownPath, shownPlace, type Finding } from "../load/position.js";
import { junitDocument, problem, testcase, testsuite, type Suite } from "./junit-xml.js";
import { details } from "./verdict-details.js";
import { headline, type JudgedRoutine, type PlacedFinding, type PortVerdict, type Verdict } from "./verdict.js";

/** The verdict as JUnit's XML: a suite for each port, a test case for each routine. It holds no times. */
export function verdictXml(verdict: Verdict, workingFolder: string): string {
  const { errata, seed, states, engines, missing } = verdict;
  const properties = [
    ["errata", errata],
    ["seed", String(seed)],
    ["states", String(states)],
    ["engines", engines.join(" ")],
    ...missing.map(({ name, reason }) => [`${name} did not run`, reason] as const),
  ] as const;
  return junitDocument(verdict.ports.map((port) => suite(port, properties, workingFolder)));
}

/** Mistakes of a description as JUnit's XML: there was nothing to be run. */
export function brokenXml(findings: readonly Finding[], workingFolder: string): string {
  const errors = inOrder(findings).map((finding) => {
    const { code, message, hint, routine, description, position } = finding;
    const text = [
      `${shownPlace(position, description, workingFolder)}: ${message}`,
      ...(hint === undefined ? [] : [hint]),
    ].join("\n");
    const name = routine ?? shownPath(description, workingFolder);
    return testcase("description", name, [problem("error", code, message, text)]);
  });
  return junitDocument([testsuite("description", [], errors, { failures: 0, errors: errors.length })]);
}

function suite(
  { name, routines }: PortVerdict,
  properties: readonly (readonly [string, string])[],
  workingFolder: string,
): Suite {
  const cases = routines.map((routine) => testcase(name, routine.symbol, failure(routine, workingFolder)));
  const failures = routines.filter(({ findings }) => findings.length > 0).length;
  return testsuite(name, properties, cases, { failures, errors: 0 });
}

/** One element for all findings: several of them are read by some and ignored by others. */
function failure({ findings, states }: JudgedRoutine, workingFolder: string): readonly string[] {
  if (findings.length === 0) {
    return [];
  }
  const type = [...new Set(findings.map(({ code }) => code))].join(" ");
  const message = findings.map((finding) => finding.message).join("; ");
  const text = findings.map((finding) => explanation(finding, states, workingFolder)).join("\n\n");
  return [problem("failure", type, message, text)];
}

function explanation(finding: PlacedFinding, states: number, workingFolder: string): string {
  const explained = details(finding, states, workingFolder).flatMap(({ label, lines }) => [
    `${label}:`,
    ...lines.map((line) => `  ${line}`),
  ]);
  const place = shownPlace(finding.position, finding.description, workingFolder);
  return [`${place}: ${headline(finding)}`, ...explained].join("\n");
}
