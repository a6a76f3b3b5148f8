import type { DecodedCase } from "./decode-case.js";
import { decodeCase, expectedOperands } from "./decode-case.js";
import type { Exception, Tool } from "./exceptions.js";
import { exceptions, isEquivalent } from "./exceptions.js";
import type { FormCase } from "./form-case.js";
import { plan9Text } from "./case-text.js";

/**
 * Compares what a tool made of every case with the table, and with `reference`, the bytes of another tool. Gives one
 * line for each unexpected difference, and for each listed exception that never occurred.
 */
export function judge(
  tool: Tool,
  cases: readonly FormCase[],
  results: readonly (Uint8Array | string)[],
  reference?: readonly Uint8Array[],
): readonly string[] {
  const listed = exceptions.filter((exception) => exception.tool === tool);
  const occurred = new Set<Exception>();
  const complaints = cases.flatMap((one, position) => {
    const bytes = results[position] ?? "nothing";
    const text = plan9Text(one);
    if (typeof bytes === "string") return [`${tool} refuses ${text}: ${bytes}`];
    const decoded = decodeCase(bytes);
    if (decoded === undefined) return [`${tool} makes ${hex(bytes)} of ${text}, which is no instruction`];
    const expected = expectedOperands(one, decoded);
    const exception = listed.find((candidate) => candidate.text.test(text));
    const difference =
      differenceOf(one, decoded, expected) ??
      (decoded.length === bytes.length ? undefined : `${String(bytes.length)} bytes`) ??
      differenceOfBytes(bytes, reference?.[position]);
    if (exception === undefined) {
      return difference === undefined ? [] : [`${tool}: ${text} = ${lineOf(one)}: ${difference} (${hex(bytes)})`];
    }
    occurred.add(exception);
    if (difference === undefined) return [`${tool}: ${text} is listed as an exception and is none`];
    const good =
      exception.becomes.test(decoded.code) &&
      decoded.prefixes === (one.prefix?.mnemonic ?? "") &&
      isEquivalent(exception.relation, decoded, expected);
    return good ? [] : [`${tool}: ${text} is not the exception that is listed: ${difference} (${hex(bytes)})`];
  });
  const idle = listed.filter((exception) => !occurred.has(exception));
  return [...complaints, ...idle.map(({ text }) => `${tool}: the exception ${String(text)} never occurs`)];
}

function differenceOf(one: FormCase, decoded: DecodedCase, expected: readonly string[]): string | undefined {
  if (decoded.code !== one.form.code) return `decodes to ${decoded.code}`;
  if (decoded.prefixes !== (one.prefix?.mnemonic ?? "")) return `has the prefixes ${decoded.prefixes}`;
  if (decoded.operands.join() !== expected.join()) return `has the operands ${decoded.operands.join(", ")}`;
  return undefined;
}

function differenceOfBytes(bytes: Uint8Array, reference: Uint8Array | undefined): string | undefined {
  return reference === undefined || hex(bytes) === hex(reference) ? undefined : `other bytes than ${hex(reference)}`;
}

function lineOf({ form }: FormCase): string {
  return `${form.mnemonic} ${form.operands.join(", ")} = ${form.code}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
