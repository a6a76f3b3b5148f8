import { expect } from "chai";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Random } from "../../verify/random.js";
import { campaignCount, campaignSeed, campaignTag } from "../campaign.js";
import { workspace, type Workspace } from "../gen/workspace.js";
import { skipForWant } from "../peers.js";
import { assembleWithGo } from "./assemble-with-go.js";
import { assemblerFlags, assemblerWords } from "./assembler-flags.js";
import { compareObjects } from "./compare-objects.js";
import { corpusFiles, type CorpusFile } from "./corpus-files.js";
import { findGo, type GoTools } from "./go-tools.js";
import { fileOf, mutated, routinesIn, type RoutineText } from "./mutate-routine.js";
import { PackageHeaders } from "./package-headers.js";
import { translate } from "./translate.js";

type Fate = "identical" | "refused" | "refused by Go" | "wrong";

describe("mutated routines of the corpus", function () {
  this.timeout(600_000);
  let go: GoTools;
  let work: Workspace;

  before(function () {
    const found = findGo();
    if (typeof found === "string") {
      skipForWant(this, found);
    } else {
      go = found;
    }
    work = workspace();
  });

  after(() => {
    work.remove();
  });

  it(`are the same for Go's assembler once imported and printed, or are refused ${campaignTag}`, async () => {
    const headers = new PackageHeaders(go);
    // Headers of other systems take seconds each to make.
    const files = corpusFiles(go.source).filter(
      ({ system, tags, text }) => (system === "linux" && tags.length === 0) || !text.includes("go_asm.h"),
    );
    const routines = files.flatMap(routinesIn);
    const seed = campaignSeed(5);
    const fates = new Map<Fate, number>();
    const wrong: string[] = [];
    for (let round = 0; round < campaignCount(60); round++) {
      const random = new Random(seed, "mutated corpus", round);
      const routine = mutated(random.pick(routines), random);
      const { fate, said } = await fateOf(routine, headers.folderFor(routine.file));
      fates.set(fate, (fates.get(fate) ?? 0) + 1);
      if (fate === "wrong") {
        wrong.push(
          `seed ${seed}, round ${round}: ${routine.file.name}:\n${routine.lines.join("\n")}\n${said.join("\n")}`,
        );
      }
    }
    expect(wrong.join("\n\n")).to.equal("");
    // Otherwise nothing would have been tried.
    expect(fates.get("identical") ?? 0).to.be.at.least(campaignCount(60) / 8);
  });

  /** What becomes of the routine, and what is wrong. */
  async function fateOf(
    routine: RoutineText,
    headerFolder: string,
  ): Promise<{ readonly fate: Fate; readonly said: readonly string[] }> {
    const name = "mutated_amd64.s";
    const text = fileOf(routine);
    const file: CorpusFile = { ...routine.file, name, path: work.path(join("in", name)), text };
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, text);
    rmSync(work.path("out"), { recursive: true, force: true });
    const flags = assemblerFlags(file, headerFolder, go);
    const besideOriginal = { ...flags, includes: [dirname(routine.file.path), ...flags.includes] };
    const words = assemblerWords(besideOriginal);
    const { system, path } = file;
    const original = await assembleWithGo(go, { path, system, words }, work.path("original.o"));
    if (original.kind === "refused") {
      return { fate: "refused by Go", said: [] };
    }
    const translation = await translate(file, besideOriginal, work.path("out"));
    if (translation.kind !== "text") {
      return { fate: translation.kind === "refused" ? "refused" : "wrong", said: translation.reasons };
    }
    const again = await assembleWithGo(go, { path: translation.path, system, words }, work.path("again.o"));
    if (again.kind === "refused") {
      return { fate: "wrong", said: [again.message] };
    }
    const said = compareObjects(original.object, again.object).flatMap((one) =>
      one.differences.map((difference) => `${one.name}: ${difference}`),
    );
    return { fate: said.length === 0 ? "identical" : "wrong", said };
  }
});
