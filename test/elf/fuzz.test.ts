import { readFileSync } from "node:fs";
import { expect } from "chai";
import { campaignCount, campaignSeed, campaignTag } from "../campaign.js";
import { ElfError } from "../../elf/elf-error.js";
import type { ElfObject } from "../../elf/object.js";
import { readArchive } from "../../elf/read-archive.js";
import { readObject } from "../../elf/read-object.js";
import { linkProgram } from "../../link/link-program.js";
import type { LinkInput } from "../../link/resolve-symbols.js";
import { workshop, type Workshop } from "../link/build.js";
import { inlines, more, start } from "../link/sources.js";
import { needs } from "../peers.js";
import { generator, mutated } from "./mutations.js";

const seed = campaignSeed(20110801);
const files = campaignCount(1200);
/** What the samples refer to and do not define. */
const weakly = ".weak _start, other, texts, __cxa_pure_virtual, __gxx_personality_v0\n";
/** No file may take longer, whatever it says of itself. */
const slowest = 2_000;

describe("damaged objects and archives", function () {
  this.timeout(120_000);
  let work: Workshop;
  /** Objects with an entry point: one that is content without the sample, and one that wants what is in the archive. */
  let weak: ElfObject | undefined;
  let wanting: ElfObject | undefined;
  let samples: readonly { readonly bytes: Uint8Array; readonly isArchive: boolean }[] = [];
  before(function () {
    work = workshop();
    needs(this, "gcc", "gcc");
    needs(this, "g++", "g++");
    needs(this, "ar", "binutils");
    work.compile("start", start, "as");
    const code = ".globl entry, cmain\nentry: jmp other\ncmain: ret\n";
    work.compile("weak", `${code}${weakly}`, "as");
    work.compile("wanting", `${code}jmp _start\n`, "as");
    [weak, wanting] = ["weak.o", "wanting.o"].map((name) => readObject(readFileSync(work.path(name)), name));
    work.compile("more", more, "gcc", "-O1", "-fPIC", "-ffunction-sections");
    work.compile("debug", more, "gcc", "-g", "-O0");
    work.compile("groups", inlines("first", ""), "g++", "-O0", "-nostdlib");
    work.run("ar", "rcs", "library.a", "more.o", "start.o");
    samples = ["start.o", "more.o", "debug.o", "groups.o", "library.a"].map((name) => ({
      bytes: new Uint8Array(readFileSync(work.path(name))),
      isArchive: name.endsWith(".a"),
    }));
  });
  after(() => {
    work.remove();
  });

  it(`${String(files)} of them, from seed ${String(seed)}: an ElfError, findings or a program, and nothing else ${campaignTag}`, () => {
    const random = generator(seed);
    const outcomes = { refused: 0, broken: 0, linked: 0 };
    for (let count = 0; count < files; count += 1) {
      const sample = samples[count % samples.length];
      if (sample !== undefined) {
        const bytes = mutated(sample.bytes, random);
        const begun = performance.now();
        outcomes[outcomeOf(bytes, sample.isArchive)] += 1;
        expect(performance.now() - begun, `file ${String(count)}`).to.be.below(slowest);
      }
    }
    // Had the mutations no effect, or only one, they would try nothing.
    expect(outcomes.refused).to.be.above(files / 10);
    expect(outcomes.broken).to.be.above(files / 50);
    expect(outcomes.linked).to.be.above(files / 50);
  });

  it("cut off at every byte of its headers", () => {
    for (const { bytes, isArchive } of samples) {
      for (let size = 0; size < Math.min(bytes.length, 1024); size += 1) {
        expect(outcomeOf(bytes.slice(0, size), isArchive)).to.be.oneOf(isArchive ? ["refused", "broken"] : ["refused"]);
      }
      for (let missing = 1; missing < 512; missing += 1) {
        expect(outcomeOf(bytes.slice(0, -missing), isArchive)).to.be.oneOf(["refused", "broken"]);
      }
    }
  });

  function outcomeOf(bytes: Uint8Array, isArchive: boolean): "refused" | "broken" | "linked" {
    let input: LinkInput;
    try {
      input = isArchive
        ? { kind: "archive", archive: readArchive(bytes, "damaged") }
        : { kind: "object", object: readObject(bytes, "damaged") };
    } catch (error) {
      expect(error, error instanceof Error ? error.stack : "").to.be.instanceOf(ElfError);
      expect((error as Error).message).to.match(/^[^\n]{5,300}$/);
      return "refused";
    }
    const helper = isArchive ? wanting : weak;
    const objects = helper === undefined ? [] : [{ kind: "object" as const, object: helper }];
    const result = linkProgram([...objects, input], { entry: "entry", mark: "portwright" });
    if (result.kind === "broken") {
      for (const { message } of result.findings) {
        expect(message).to.match(/^[^\n]+$/);
      }
    }
    return result.kind;
  }
});
