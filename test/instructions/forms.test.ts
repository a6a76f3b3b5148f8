import { dirname } from "node:path";
import { expect } from "chai";
import { Keystone } from "../../assemble/keystone.js";
import { keystoneLoaders } from "../../assemble/keystone-module.js";
import { forms } from "../../dsl/instructions/generated/forms.js";
import { program } from "../gen/run-portwright.js";
import { needs } from "../peers.js";
import { assembleProgramWithGnu, assembleProgramWithGo, assembleWithGnu, assembleWithGo } from "./assemblers.js";
import { branchProgram } from "./branch-program.js";
import { gnuText, plan9Text } from "./case-text.js";
import { decodeBranches, decodeCase } from "./decode-case.js";
import type { FormCase } from "./form-case.js";
import { formCases, isBranch } from "./form-case.js";
import { judge } from "./judge.js";

/** Enough to see what is wrong. */
function expectNothing(complaints: readonly string[]): void {
  expect(complaints.slice(0, 40), `${String(complaints.length)} differences`).to.deep.equal([]);
}

describe("every form of the instruction table", function () {
  this.timeout(120_000);
  const all = [...forms.values()].flat();
  let cases: readonly FormCase[] = [];
  let gnu: readonly Uint8Array[] = [];

  before(function () {
    needs(this, "as", "binutils");
    cases = formCases();
    gnu = assembleWithGnu(cases.map((one) => gnuText(one, "named"))).map((bytes, position) => {
      const { length = 0 } = decodeCase(bytes) ?? {};
      if (length === 0 || bytes.subarray(length).some((byte) => byte !== 0xcc)) {
        throw new Error(
          `GNU as makes no one instruction of ${cases
            .slice(position, position + 1)
            .map((one) => gnuText(one, "named"))
            .join()}`,
        );
      }
      return bytes.subarray(0, length);
    });
  });

  it("is tried", function () {
    const tried = new Set([...cases.flatMap(({ form, prefix }) => [form, prefix]), ...all.filter(isBranch)]);
    expect(
      all.filter((form) => !tried.has(form)).map((form) => `${form.mnemonic} ${form.operands.join()}`),
    ).to.deep.equal([]);
    if (this.test !== undefined) {
      this.test.title += `: ${String(all.length)} forms of ${String(forms.size)} mnemonics in ${String(cases.length)} cases`;
    }
  });

  it("is what GNU as writes", () => {
    expectNothing(judge("GNU as", cases, gnu));
  });

  it("is what Keystone writes, byte for byte", async () => {
    const keystone = programKeystone();
    const results: (Uint8Array | string)[] = [];
    for (const one of cases) {
      const bytes = await keystone.encode(gnuText(one, "zero"), 0x1000).catch((error: unknown) => String(error));
      results.push(typeof bytes === "string" ? bytes : withoutRelocation(one, bytes));
    }
    expectNothing(judge("Keystone", cases, results, gnu));
  });

  it("is what Go's assembler writes, but for the listed exceptions", function () {
    needs(this, "go", "golang-go");
    expectNothing(judge("Go's assembler", cases, assembleWithGo(cases.map(plan9Text)), gnu));
  });

  it("is what GNU as writes of a jump, near and far", () => {
    const { lines, branches } = branchProgram(all.filter(isBranch), "gnu");
    expect(decodeBranches(assembleProgramWithGnu(lines))).to.deep.equal(
      branches.map(({ form, target }) => `${form.code} ${String(target)}`),
    );
  });

  it("is what Go's assembler writes of a jump, near and far", function () {
    needs(this, "go", "golang-go");
    const { lines, branches } = branchProgram(all.filter(isBranch), "plan9");
    expect(decodeBranches(assembleProgramWithGo(lines))).to.deep.equal(
      branches.map(({ form, target }) => `${form.code} ${String(target)}`),
    );
  });

  it("is what Keystone writes of a jump, near and far", async () => {
    const keystone = programKeystone();
    // A short jump has two bytes, and reaches from 128 before its end to 127 behind it.
    const near = [2 + 0x7f, 2 - 0x80, 2];
    const far = [2 + 0x80, 2 - 0x81, 0x7fff_0000, -0x1000_0000];
    for (const form of all.filter(isBranch)) {
      for (const distance of form.code.includes("_rel8_") ? near : far) {
        const origin = 0x2000_0000;
        const bytes = await keystone.encode(`${form.att} 0x${(origin + distance).toString(16)}`, origin);
        expect(decodeBranches(bytes), `${form.mnemonic} ${String(distance)}`).to.deep.equal([
          `${form.code} ${String(distance)}`,
        ]);
      }
    }
  });
});

/** Keystone as the program has it: without the functions that no instruction needs, and with nothing to fall back on. */
function programKeystone(): Keystone {
  const [lean, ...others] = keystoneLoaders(dirname(program));
  expect(others).to.have.length(1);
  return new Keystone([lean]);
}

/** Keystone knows no symbols and was given a number: the field that a relocation fills is zero to the others. */
function withoutRelocation({ operands }: FormCase, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (operands.some(({ kind }) => kind === "symbol" || kind === "address")) copy.fill(0, copy.length - 4);
  return copy;
}
