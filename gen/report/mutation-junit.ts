import { shownPlace } from "../load/position.js";
import { junitDocument, problem, testcase, testsuite, type Suite } from "./junit-xml.js";
import { problemsOf, strayProblems, type MutatedPort, type Mutation, type MutationProblem } from "./mutation.js";

/** What became of the mutants, as JUnit's XML: a suite for each port, a test case for each routine. No times. */
export function mutationXml({ errata, seed, states, engine, ports }: Mutation, workingFolder: string): string {
  const properties = [
    ["errata", errata],
    ["seed", String(seed)],
    ["states", String(states)],
    ["engines", engine],
  ] as const;
  return junitDocument(ports.map((port) => suite(port, properties, workingFolder)));
}

function suite(port: MutatedPort, properties: readonly (readonly [string, string])[], workingFolder: string): Suite {
  const tested = [
    ...port.routines.map((routine) => ({ name: routine.symbol, problems: problemsOf(routine) })),
    ...(port.stray.length === 0 ? [] : [{ name: "equivalentMutants", problems: strayProblems(port) }]),
  ];
  const cases = tested.map(({ name, problems }) => testcase(port.name, name, failure(problems, workingFolder)));
  const failures = tested.filter(({ problems }) => problems.length > 0).length;
  return testsuite(port.name, properties, cases, { failures, errors: 0 });
}

/** One element for everything that is wrong with a routine. */
function failure(problems: readonly MutationProblem[], workingFolder: string): readonly string[] {
  if (problems.length === 0) {
    return [];
  }
  const type = [...new Set(problems.map(({ code }) => code))].join(" ");
  const text = problems.map(({ message, description, position, details }) =>
    [
      `${shownPlace(position, description, workingFolder)}: ${message}`,
      ...details.map(([label, said]) => `  ${label}: ${said}`),
    ].join("\n"),
  );
  return [problem("failure", type, problems.map(({ message }) => message).join("; "), text.join("\n\n"))];
}
