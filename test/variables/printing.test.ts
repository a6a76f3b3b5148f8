import elfy from "elfy";
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { objectSymbol } from "../../dsl/lowering/object-symbol.js";
import { emitFile } from "../../emit/emit-file.js";
import { gnuObjectOf, objectOf, toolFolder, type ToolFolder } from "../object/object-files.js";
import { shownRelocations, shownSymbols } from "../object/readelf.js";
import { needs } from "../peers.js";
import { sampleUnit, samples } from "./sample-unit.js";

const origin = { portName: "test", errata: "corrected" } as const;

/** Variables as `go tool asm -S` lists them. */
interface GoVariable {
  readonly kind: string;
  readonly size: number;
  /** What DATA lines gave: zeros at the end may be missing. */
  readonly bytes: string;
  readonly addresses: readonly (readonly [offset: number, symbol: string, addend: number])[];
}

describe("data", () => {
  let folder: ToolFolder;
  before(() => {
    folder = toolFolder();
  });
  after(() => {
    folder.remove();
  });

  describe("in Plan 9 assembly", () => {
    const text = emitFile({ kind: "plan9-assembly", path: "a.s", unit: sampleUnit }, origin);

    it("is what go tool asm makes the same bytes and addresses of", function () {
      needs(this, "go", "golang-go");
      const listed = goListing(text);
      for (const { item, section, bytes, addresses } of samples) {
        const found = listed.get(objectSymbol(item.name));
        expect(found?.kind, item.name).to.equal(
          section === ".rodata" ? "SRODATA" : section === ".bss" ? "SBSS" : "SDATA",
        );
        expect(found?.size, item.name).to.equal(bytes.length / 2);
        expect(found?.bytes.padEnd(bytes.length, "0"), item.name).to.equal(bytes);
        expect(found?.addresses, item.name).to.deep.equal(addresses);
      }
    });

    it("has string constants of at most eight bytes, numbers that 6a of 2011 reads, and flags that it knew", () => {
      const lines = text.split("\n").filter((line) => line.startsWith("DATA"));
      expect(lines.length).to.be.greaterThan(20);
      for (const line of lines) {
        const [, size = "", value = ""] = /^DATA main·\w+\+\d+\(SB\)\/([1248]), \$(.+)$/.exec(line) ?? [];
        const characters = /^"((?:[ -~])*)"$/.exec(value)?.[1]?.match(/\\[0-7]{3}|\\.|[^\\]/g);
        const isNumber = /^-?(0x[0-9a-f]+|\d+)$/.test(value) && BigInt(value.replace("-", "")) < 1n << 63n;
        const isAddress = size === "8" && /^(main|runtime)·\w+([+-]\d+)?\(SB\)$/.test(value);
        expect(isAddress || isNumber || characters?.length === Number(size), line).to.equal(true);
      }
      expect(text.split("\n").filter((line) => line.startsWith("GLOBL main·"))).to.deep.equal([
        "GLOBL main·greeting(SB), 8, $13",
        "GLOBL main·odd(SB), 8, $26",
        "GLOBL main·numbers(SB), 8, $64",
        "GLOBL main·counter(SB), $16",
        "GLOBL main·room(SB), $100",
        "GLOBL main·blank(SB), 8, $3",
        "GLOBL main·table(SB), 8, $32",
        "GLOBL main·links(SB), $11",
      ]);
    });
  });

  describe("in GNU assembly and in objects", () => {
    before(function () {
      needs(this, "as", "binutils");
    });

    for (const maker of ["portwright", "GNU as"] as const) {
      it(`has its bytes, symbols and addresses (${maker})`, async () => {
        const object =
          maker === "GNU as"
            ? gnuObjectOf(folder, sampleUnit, "corrected")
            : folder.write("ours.o", await objectOf(sampleUnit, "corrected"));
        const { sections } = elfy.parse(readFileSync(object)).body;
        const symbols = shownSymbols(object);
        const relocations = shownRelocations(object);
        let expected = 0;
        for (const { item, section, bytes, addresses } of samples) {
          const symbol = symbols.find(({ name }) => name === objectSymbol(item.name));
          expect(symbol, item.name).to.include({
            type: "OBJECT",
            size: String(bytes.length / 2),
            section,
            binding: "GLOBAL",
          });
          const value = Number.parseInt(symbol?.value ?? "", 16);
          expect(value % item.alignment, item.name).to.equal(0);
          if (section !== ".bss") {
            const content = sections.find(({ name }) => name === section)?.data.toString("hex");
            expect(content?.slice(2 * value, 2 * value + bytes.length), item.name).to.equal(bytes);
          }
          for (const [offset, target, addend] of addresses) {
            expected += 1;
            const place = (value + offset).toString(16).padStart(16, "0");
            const sum = `${target} ${addend < 0 ? "-" : "+"} ${Math.abs(addend).toString(16)}`;
            expect(relocations).to.include(`.rela${section} ${place} R_X86_64_64 ${sum}`);
          }
        }
        expect(relocations.filter((line) => line.includes("R_X86_64_64")).length).to.equal(expected);
      });
    }

    it("is the same through GNU as as through portwright", async () => {
      const ours = folder.write("ours.o", await objectOf(sampleUnit, "corrected"));
      const gnu = gnuObjectOf(folder, sampleUnit, "corrected");
      expect(shownSymbols(ours)).to.deep.equal(shownSymbols(gnu));
      expect(shownRelocations(ours)).to.deep.equal(shownRelocations(gnu));
      const [a, b] = [ours, gnu].map((object) => elfy.parse(readFileSync(object)).body.sections);
      for (const section of [".rodata", ".data"]) {
        const [one, other] = [a, b].map((list) => list?.find(({ name }) => name === section)?.data.toString("hex"));
        expect(one, section).to.equal(other);
      }
    });
  });

  /** What Go's assembler makes of Plan 9 text. */
  function goListing(source: string): ReadonlyMap<string, GoVariable> {
    const path = folder.write("a.s", source);
    const run = spawnSync("go", ["tool", "asm", "-S", "-o", folder.path("a.o"), path], {
      encoding: "utf8",
      env: { ...process.env, GOOS: "openbsd", GOARCH: "amd64" },
    });
    expect(run.status, run.stderr).to.equal(0);
    const variables = new Map<
      string,
      { kind: string; size: number; bytes: string; addresses: [number, string, number][] }
    >();
    let current: { bytes: string; addresses: [number, string, number][] } | undefined;
    for (const line of run.stdout.split("\n")) {
      const [, name = "", kind = "", size = ""] = /^(\S+) (S\w+) size=(\d+)/.exec(line) ?? [];
      const [, hex] = /^\t0x[0-9a-f]{4} ((?:[0-9a-f]{2} )+)/.exec(line) ?? [];
      const [, offset = "", symbol = "", addend = ""] = /^\trel (\d+)\+8 t=1 (\S+?)\+(-?\d+)$/.exec(line) ?? [];
      if (name !== "") {
        current = { bytes: "", addresses: [] };
        variables.set(name, Object.assign(current, { kind, size: Number(size) }));
      } else if (hex !== undefined && current !== undefined) {
        current.bytes += hex.replaceAll(" ", "");
      } else if (symbol !== "") {
        current?.addresses.push([Number(offset), symbol, Number(addend)]);
      }
    }
    return variables;
  }
});
