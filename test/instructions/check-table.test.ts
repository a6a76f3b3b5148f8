import { expect } from "chai";
import type { FormLine } from "../../dsl/instructions/form.js";
import type { InstructionGroup, MnemonicLine } from "../../dsl/instructions/table/group.js";
import { instructionTable } from "../../dsl/instructions/table/table.js";
import { checkTable, faultText } from "../../gen/instruction-set/check-table.js";
import { InstructionTableError, instructionSetFiles } from "../../gen/instruction-set/instruction-set-files.js";

const shift: MnemonicLine = { mnemonic: "SHLQ", parameters: ["count", "destination"], doc: "Shifts left." };
const byNumber: FormLine = { mnemonic: "SHLQ", att: "shlq", operands: ["u8", "rm64"], code: "Shl_rm64_imm8" };

/** A table of one group. */
function group(forms: readonly FormLine[], mnemonics: readonly MnemonicLine[] = [shift]): InstructionGroup {
  return { name: "shifts", title: "Shifts", mnemonics, forms };
}

/** A table of one form of a vector instruction. */
function vectors(form: FormLine): InstructionGroup {
  const parameters = ["source", "destination", "predicate"].slice(0, form.operands.length);
  return group([form], [{ mnemonic: form.mnemonic, parameters, doc: "Works on vectors." }]);
}

function faults(table: InstructionGroup): readonly string[] {
  return checkTable([table]).map(faultText);
}

const place = "dsl/instructions/table/shifts.ts: ";

describe("the check of the instruction table", () => {
  it("finds nothing in the table", () => {
    expect(checkTable(instructionTable).map(faultText)).to.deep.equal([]);
  });

  const bad: readonly (readonly [what: string, table: InstructionGroup, fault: string])[] = [
    [
      "an encoding that iced-x86 does not know",
      group([{ ...byNumber, code: "Shl_rm64_imm9" }]),
      "SHLQ u8, rm64 = Shl_rm64_imm9: iced-x86 has no code named Shl_rm64_imm9",
    ],
    [
      "an operand of another width",
      group([{ ...byNumber, operands: ["u8", "rm32"] }]),
      "SHLQ u8, rm32 = Shl_rm64_imm8: rm32 is not what Shl_rm64_imm8 has there, r64_or_mem",
    ],
    [
      "operands in the wrong order",
      group([{ ...byNumber, operands: ["rm64", "u8"] }]),
      "SHLQ rm64, u8 = Shl_rm64_imm8: rm64 is not what Shl_rm64_imm8 has there, imm8",
    ],
    [
      "an operand too many",
      group([{ ...byNumber, operands: ["u8", "rm64", "r64"] }], [{ ...shift, parameters: ["a", "b", "c"] }]),
      "SHLQ u8, rm64, r64 = Shl_rm64_imm8: Shl_rm64_imm8 has 2 operands, the line has 3",
    ],
    [
      "an operand too few",
      group([{ ...byNumber, operands: ["rm64"] }], [{ ...shift, parameters: ["destination"] }]),
      "SHLQ rm64 = Shl_rm64_imm8: Shl_rm64_imm8 has 2 operands, the line has 1",
    ],
    [
      "a source that is the destination again where the encoding has no such source",
      group([{ ...byNumber, sourceIsDestination: true }]),
      "SHLQ u8, rm64 = Shl_rm64_imm8: Shl_rm64_imm8 has no source that rm64 could be",
    ],
    [
      "another instruction's name in AT&T syntax",
      group([{ ...byNumber, att: "shll" }]),
      "SHLQ u8, rm64 = Shl_rm64_imm8: AT&T calls Shl_rm64_imm8 shlq, not shll",
    ],
    ["a line that is there twice", group([byNumber, byNumber]), "SHLQ u8, rm64 = Shl_rm64_imm8: is there twice"],
    [
      "a line behind one that takes everything",
      group([byNumber, { ...byNumber, operands: ["one", "rm64"], code: "Shl_rm64_1" }]),
      "SHLQ one, rm64 = Shl_rm64_1: is never reached: SHLQ u8, rm64 = Shl_rm64_imm8 before it takes everything it takes",
    ],
    [
      "an encoding of 32-bit mode",
      group(
        [{ mnemonic: "AAA", att: "aaa", operands: [], code: "Aaa" }],
        [{ mnemonic: "AAA", parameters: [], doc: "Adjusts." }],
      ),
      "AAA = Aaa: Aaa does not exist in 64-bit mode",
    ],
    [
      "memory of another size than the encoding's",
      group(
        [{ mnemonic: "CMPXCHG16B", att: "cmpxchg16b", operands: ["m64"], code: "Cmpxchg16b_m128" }],
        [{ mnemonic: "CMPXCHG16B", parameters: ["destination"], doc: "Compares." }],
      ),
      "CMPXCHG16B m64 = Cmpxchg16b_m128: m64 is not the memory of Cmpxchg16b_m128, which has 128 bits",
    ],
    [
      "a form without documentation",
      group([byNumber], []),
      "SHLQ u8, rm64 = Shl_rm64_imm8: its mnemonic has no documentation in the group's list",
    ],
    ["documentation without a form", group([]), "SHLQ: has documentation but no form"],
    [
      "names for other operands than there are",
      group([byNumber], [{ ...shift, parameters: ["count"] }]),
      "SHLQ: names 1 operands, its longest form has 2",
    ],
    [
      "a name between operands that no form has",
      group([byNumber], [{ ...shift, between: "source" }]),
      "SHLQ: names 3 operands, its longest form has 2",
    ],
    [
      "vector registers of another width",
      vectors({ mnemonic: "MOVOU", att: "movdqu", operands: ["ym256", "x"], code: "Movdqu_xmm_xmmm128" }),
      "MOVOU ym256, x = Movdqu_xmm_xmmm128: ym256 is not what Movdqu_xmm_xmmm128 has there, xmm_or_mem",
    ],
    [
      "memory of another size than a vector instruction's",
      vectors({ mnemonic: "MOVSD", att: "movsd", operands: ["xm32", "x"], code: "Movsd_xmm_xmmm64" }),
      "MOVSD xm32, x = Movsd_xmm_xmmm64: xm32 is not the memory of Movsd_xmm_xmmm64, which has 64 bits",
    ],
    [
      "a predicate behind the operands of which AT&T has it in front",
      vectors({ mnemonic: "CMPSD", att: "cmpsd", operands: ["xm64", "x", "u7"], code: "Cmpsd_xmm_xmmm64_imm8" }),
      "CMPSD xm64, x, u7 = Cmpsd_xmm_xmmm64_imm8: xm64 is not what Cmpsd_xmm_xmmm64_imm8 has there, imm8",
    ],
    [
      "a mnemonic that is taken",
      group([byNumber], [{ ...shift, aliases: ["SHLQ"] }]),
      "SHLQ: SHLQ is already taken by SHLQ",
    ],
    [
      "a name that is no mnemonic",
      group([{ ...byNumber, mnemonic: "shlq" }], [{ ...shift, mnemonic: "shlq" }]),
      "shlq: shlq is no Plan 9 mnemonic: capitals and digits only",
    ],
    [
      "documentation that is no sentence",
      group([byNumber], [{ ...shift, doc: "shift left" }]),
      "SHLQ: its documentation is no sentence",
    ],
    [
      "a spelling of its own for a form with operands",
      group([{ ...byNumber, plan9: "BYTE $0" }]),
      "SHLQ u8, rm64 = Shl_rm64_imm8: a spelling of its own is only for a form without operands",
    ],
    [
      "a prefix with an encoding",
      group(
        [{ mnemonic: "LOCK", att: "lock", operands: [], code: "Nopd", prefix: true }],
        [{ mnemonic: "LOCK", parameters: [], doc: "Locks." }],
      ),
      "LOCK = Nopd: a prefix has no encoding of its own: its code is INVALID",
    ],
  ];

  for (const [what, table, fault] of bad) {
    it(`refuses ${what}`, () => {
      expect(faults(table)).to.include(`${place}${fault}`);
      expect(() => instructionSetFiles([table])).to.throw(InstructionTableError, fault);
    });
  }

  it("names every fault at once", () => {
    const other = { ...byNumber, mnemonic: "SHRQ", att: "shrq", code: "Nonsense" };
    const table = group([{ ...byNumber, att: "shll" }, other], [shift, { ...shift, mnemonic: "SHRQ" }]);
    expect(faults(table)).to.have.length(2);
  });
});
