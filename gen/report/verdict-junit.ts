import { inOrder, shownPath, type Finding } from "../load/position.js";
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
  return document(verdict.ports.map((port) => suite(port, properties, workingFolder)));
}

/** Mistakes of a description as JUnit's XML: there was nothing to be run. */
export function brokenXml(findings: readonly Finding[], workingFolder: string): string {
  const errors = inOrder(findings).map((finding) => {
    const { code, message, hint, routine, description } = finding;
    const text = [`${place(finding, workingFolder)}: ${message}`, ...(hint === undefined ? [] : [hint])].join("\n");
    const name = routine ?? shownPath(description, workingFolder);
    return testcase("description", name, [element("error", { type: code, message }, escaped(text))]);
  });
  return document([
    {
      tests: errors.length,
      failures: 0,
      errors: errors.length,
      xml: element("testsuite", { name: "description", ...counts(errors.length, 0, errors.length) }, lines(errors)),
    },
  ]);
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly xml: string;
}

function document(suites: readonly Suite[]): string {
  const sum = (of: "tests" | "failures" | "errors"): number => suites.reduce((all, one) => all + one[of], 0);
  const attributes = { name: "portwright verify", ...counts(sum("tests"), sum("failures"), sum("errors")) };
  const root = element("testsuites", attributes, lines(suites.map(({ xml }) => xml)));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

function suite(
  { name, routines }: PortVerdict,
  properties: readonly (readonly [string, string])[],
  workingFolder: string,
): Suite {
  const failures = routines.filter(({ findings }) => findings.length > 0).length;
  const cases = routines.map((routine) => testcase(name, routine.symbol, failure(routine, workingFolder)));
  const listed = properties.map(([key, value]) => element("property", { name: key, value }));
  const content = lines([element("properties", {}, lines(listed)), ...cases]);
  return {
    tests: routines.length,
    failures,
    errors: 0,
    xml: element("testsuite", { name, ...counts(routines.length, failures, 0) }, content),
  };
}

/** One element for all findings: several of them are read by some and ignored by others. */
function failure({ findings, states }: JudgedRoutine, workingFolder: string): readonly string[] {
  if (findings.length === 0) {
    return [];
  }
  const type = [...new Set(findings.map(({ code }) => code))].join(" ");
  const message = findings.map((finding) => finding.message).join("; ");
  const text = findings.map((finding) => explanation(finding, states, workingFolder)).join("\n\n");
  return [element("failure", { type, message }, escaped(text))];
}

function explanation(finding: PlacedFinding, states: number, workingFolder: string): string {
  const explained = details(finding, states, workingFolder).flatMap(({ label, lines: said }) => [
    `${label}:`,
    ...said.map((line) => `  ${line}`),
  ]);
  return [`${place(finding, workingFolder)}: ${headline(finding)}`, ...explained].join("\n");
}

function place({ position, description }: PlacedFinding | Finding, workingFolder: string): string {
  const file = shownPath(position?.file ?? description, workingFolder);
  return position === undefined ? file : `${file}:${String(position.line)}:${String(position.column)}`;
}

function testcase(classname: string, name: string, content: readonly string[]): string {
  return element("testcase", { classname, name }, lines(content));
}

function counts(tests: number, failures: number, errors: number): Readonly<Record<string, string>> {
  return { tests: String(tests), failures: String(failures), errors: String(errors) };
}

function element(name: string, attributes: Readonly<Record<string, string>>, content = ""): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`)
    .join("");
  return content === "" ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

function lines(elements: readonly string[]): string {
  return elements.length === 0 ? "" : `\n${elements.join("\n")}\n`;
}

/** Characters that XML 1.0 cannot hold, not even escaped, become the replacement character. */
const unprintable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function escaped(text: string): string {
  return text
    .replaceAll(unprintable, "\u{fffd}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
