import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { format } from "prettier";
import { packageFolder } from "../../../../gen/own-package.js";
import { checkLines } from "../../../instructions/type-check.js";
import { emitted, headers2011, moduleText } from "./imported.js";

const files = [
  "targets/openbsd-amd64/generated/openbsd/amd64/sys.s",
  "targets/openbsd-amd64/generated/openbsd/amd64/rt0.s",
  "examples/hello/generated/hello.s",
  "examples/starter/generated/sys.s",
];

/** Without its first two lines, which say how it was made, and without what stands behind instructions. */
function bare(text: string): string {
  return text
    .replace(/^\/\/ Code generated .*\n\/\/ To make it again: .*\n/, "")
    .replaceAll(/(?<=\S)[ \t]+\/\/ .*$/gm, "");
}

describe("import plan9: portwright's own assembly", () => {
  for (const file of files) {
    const source = readFileSync(join(packageFolder, file), "utf8");

    it(`${file} comes back as it was`, async () => {
      const text = await emitted(moduleText(source, headers2011), "6a");
      expect(bare(text)).to.equal(bare(source));
    });

    it(`${file}: the module is laid out as prettier does it`, async () => {
      const module = moduleText(source, headers2011);
      expect(await format(module, { parser: "typescript", printWidth: 120 })).to.equal(module);
    });
  }

  it("keeps the fields and the words of the runtime", () => {
    const module = moduleText(readFileSync(join(packageFolder, files[0] ?? ""), "utf8"), headers2011);
    expect(module).to.contain("  m_procid: { offset: 64, type: uint64 },\n");
    expect(module).to.contain("    MOVQ(AX, m_procid(R8)),\n    LEAQ(m_tls(R8), DI),\n");
    expect(module).to.contain("    get_tls(CX),\n    MOVQ(R8, m(CX)),\n    MOVQ(R9, g(CX)),\n");
    expect(module).to.contain('  labels: ["forked", "child", "end_thread"],\n');
  });

  it("gives strict TypeScript", () => {
    const module = moduleText(readFileSync(join(packageFolder, files[0] ?? ""), "utf8"), headers2011);
    expect(checkLines([], module.split("\n")).flatMap(({ messages }) => messages)).to.deep.equal([]);
  }).timeout(60_000);
});
