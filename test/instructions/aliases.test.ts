import { expect } from "chai";
import { forms } from "../../dsl/instructions/generated/forms.js";
import { mnemonicAliases } from "../../gen/import/plan9/mnemonic-aliases.js";
import { needs } from "../peers.js";
import { assembleWithGo } from "./assemblers.js";
import { plan9Text } from "./case-text.js";
import { formCases, isBranch } from "./form-case.js";

describe("the other names of instructions", function () {
  this.timeout(60_000);

  it("are the same to Go's assembler", function () {
    needs(this, "go", "golang-go");
    const cases = formCases().filter(({ prefix }) => prefix === undefined);
    const texts = [...mnemonicAliases].flatMap(([alias, mnemonic]) => {
      const chosen = cases
        .filter(({ form }) => form.mnemonic === mnemonic)
        // SAL has no double shift.
        .filter(({ operands }) => !alias.startsWith("SAL") || operands.length < 3)
        .map(plan9Text);
      const isJump = forms.get(mnemonic)?.some(isBranch) === true;
      const canonical = isJump ? [`${mnemonic} here`] : chosen.filter((_, position) => position % 10 === 0);
      expect(canonical, `${alias}, ${mnemonic}`).not.to.deep.equal([]);
      return canonical.map((text) => ({ text, other: text.replace(mnemonic, alias) }));
    });
    const program = texts.flatMap(({ text, other }) => [text, other]);
    const code = assembleWithGo(["here: BYTE $0x90", ...program]).slice(1);
    // A jump backwards is two bytes longer each time: its opcode counts.
    const significant = (text: string, bytes: Uint8Array | undefined) =>
      Buffer.from(bytes ?? [])
        .toString("hex")
        .slice(0, text.endsWith(" here") ? 4 : undefined);
    texts.forEach(({ text, other }, position) => {
      expect(significant(text, code[2 * position + 1]), other).to.equal(significant(text, code[2 * position]));
    });
  });
});
