import type { FormLine } from "../../dsl/instructions/form.js";
import type { InstructionGroup } from "../../dsl/instructions/table/group.js";
import { formFacts } from "./iced-facts.js";

/** The text of generated/forms.ts: every form with its facts, one line each, by mnemonic. */
export function formsFile(header: string, groups: readonly InstructionGroup[]): string {
  const mnemonics = groups.flatMap((group) =>
    group.mnemonics.map(({ mnemonic }) => {
      const lines = group.forms.filter((form) => form.mnemonic === mnemonic).map((form) => `    ${formText(form)},\n`);
      return `  ${mnemonic}: () => [\n${lines.join("")}  ],\n`;
    }),
  );
  return `${header}import type { Form } from "../form.js";
import { FormTable } from "../form-table.js";

/** Every form of every mnemonic, in the order in which they are tried, with what iced-x86 knows about it. */
export const forms: ReadonlyMap<string, readonly Form[]> = FormTable.of({
${mnemonics.join("")}});
`;
}

function formText(line: FormLine): string {
  const { access, flagsRead, flagsWritten, flagsUndefined, implicitReads, implicitWrites, lockable, repeatable } =
    formFacts(line);
  const entries = Object.entries({
    ...line,
    access,
    flagsRead,
    flagsWritten,
    flagsUndefined,
    implicitReads,
    implicitWrites,
    lockable,
    repeatable,
  });
  return `{ ${entries.map(([name, value]) => `${name}: ${literal(value)}`).join(", ")} }`;
}

function literal(value: string | boolean | readonly string[]): string {
  return typeof value === "object"
    ? `[${value.map((item) => JSON.stringify(item)).join(", ")}]`
    : JSON.stringify(value);
}
