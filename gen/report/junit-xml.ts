/** A suite of test cases, with what a reader of the whole wants to sum up. */
export interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly xml: string;
}

/** The whole report. */
export function junitDocument(suites: readonly Suite[]): string {
  const sum = (of: "tests" | "failures" | "errors"): number => suites.reduce((all, one) => all + one[of], 0);
  const attributes = { name: "portwright verify", ...counts(sum("tests"), sum("failures"), sum("errors")) };
  const root = element("testsuites", attributes, joined(suites.map(({ xml }) => xml)));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

/** A suite of these cases, of which so many have failed or could not be run. */
export function testsuite(
  name: string,
  properties: readonly (readonly [name: string, value: string])[],
  cases: readonly string[],
  { failures, errors }: { readonly failures: number; readonly errors: number },
): Suite {
  const listed = properties.map(([key, value]) => element("property", { name: key, value }));
  const content = joined([...(listed.length === 0 ? [] : [element("properties", {}, joined(listed))]), ...cases]);
  const tests = cases.length;
  return {
    tests,
    failures,
    errors,
    xml: element("testsuite", { name, ...counts(tests, failures, errors) }, content),
  };
}

/** A test case with what has gone wrong in it. */
export function testcase(classname: string, name: string, content: readonly string[]): string {
  return element("testcase", { classname, name }, joined(content));
}

/** Something that has gone wrong, with what there is to say about it. */
export function problem(kind: "failure" | "error", type: string, message: string, text: string): string {
  return element(kind, { type, message }, escaped(text));
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

function joined(elements: readonly string[]): string {
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
