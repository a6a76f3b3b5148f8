import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect } from "chai";
import { assembleRoutine } from "../../assemble/assemble-routine.js";
import { checkMachine } from "../../dsl/lowering/check-machine.js";
import { lowerUnit } from "../../dsl/lowering/lower-unit.js";
import type { AssemblyUnit } from "../../dsl/port/assembly-unit.js";
import { readObject } from "../../elf/read-object.js";
import { emitGnu } from "../../emit/gnu/gnu-unit.js";
import { loadUnit } from "../../gen/load/load-unit.js";
import { assemblerFlags } from "../corpus/assembler-flags.js";
import { corpusFiles } from "../corpus/corpus-files.js";
import type { GoTools } from "../corpus/go-tools.js";
import { findGo } from "../corpus/go-tools.js";
import { PackageHeaders } from "../corpus/package-headers.js";
import { translate, workFolder } from "../corpus/translate.js";
import { needs, skipForWant } from "../peers.js";

describe("the machine code of Go's runtime, imported", () => {
  let folder = "";
  let go: GoTools;
  before(function () {
    needs(this, "as", "binutils");
    const found = findGo();
    if (typeof found === "string") {
      skipForWant(this, found);
    } else {
      go = found;
      folder = mkdtempSync(join(tmpdir(), "portwright-runtime-"));
    }
  });
  after(() => {
    if (folder !== "") {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("is what GNU as makes of the GNU text, by Keystone, in every routine", async function () {
    this.timeout(300_000);
    const headers = new PackageHeaders(go);
    let compared = 0;
    for (const file of corpusFiles(go.source).filter(({ corpus }) => corpus === "runtime")) {
      const work = workFolder(file, folder);
      const translation = await translate(file, assemblerFlags(file, headers.folderFor(file), go), work);
      expect(translation.kind, file.name).to.equal("text");
      const loaded = await loadUnit(join(work, `${basename(file.name, ".s")}.ts`), undefined, folder);
      if (loaded.kind !== "unit") {
        throw new Error(`${file.name} did not load`);
      }
      expect(checkMachine(loaded.unit, "corrected").errors, file.name).to.deep.equal([]);
      compared += await compare(loaded.unit, work);
    }
    expect(compared).to.equal(504);
  });
});

/** Compares routine by routine; gives their number. */
async function compare(unit: AssemblyUnit, folder: string): Promise<number> {
  const { text, symbols } = throughGnuAs(emitGnu(unit, { portName: "test", errata: "corrected" }), folder);
  const { routines } = lowerUnit(unit, "corrected");
  for (const routine of routines) {
    const { symbol, bytes, relocations } = await assembleRoutine(routine);
    const place = symbols.find(({ name, type }) => name === symbol && type === "function");
    const [start, size] = [Number(place?.value ?? 0n), Number(place?.size ?? 0n)];
    const theirs = Buffer.from(text.subarray(start, start + size));
    // Where both routines are in the file, GNU as has filled the distance in.
    for (const { offset } of relocations) {
      theirs.fill(0, offset, offset + 4);
    }
    expect(Buffer.from(bytes).toString("hex"), symbol).to.equal(theirs.toString("hex"));
  }
  return routines.length;
}

/** Without `-mshared` it makes short jumps of those between routines. */
function throughGnuAs(
  source: string,
  folder: string,
): { text: Buffer; symbols: ReturnType<typeof readObject>["symbols"] } {
  const [path, object] = [join(folder, "gnu.s"), join(folder, "gnu.o")];
  // A jump to a static routine it shortens all the same.
  const shared = source.replaceAll(/^\t\.type\t(.*), @function$/gm, "\t.globl\t$1\n$&");
  writeFileSync(path, shared);
  execFileSync("as", ["--64", "-mshared", "-o", object, path], { stdio: "pipe" });
  const { sections, symbols } = readObject(readFileSync(object), object);
  return { text: Buffer.from(sections.find(({ name }) => name === ".text")?.bytes ?? []), symbols };
}
