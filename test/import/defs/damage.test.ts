import { expect } from "chai";
import { campaignCount, campaignSeed, campaignTag } from "../../campaign.js";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readObject } from "../../../elf/read-object.js";
import { importDefinitions } from "../../../gen/import/definitions/import-definitions.js";
import { writeModule } from "../../../gen/import/definitions/write-module.js";
import { generator, mutated } from "../../elf/mutations.js";
import { workspace, type Workspace } from "../../gen/workspace.js";
import { needs } from "../../peers.js";
import { definitionsOf } from "./imported-module.js";

const seed = campaignSeed(20110801);
const files = campaignCount(1040);
/** No file may take longer, whatever it says of itself. */
const slowest = 2_000;
/** The module is written and run of one in so many: that takes longer than all the rest. */
const written = 50;

const source = `
enum level { LOW = -3, HIGH = 40 };
typedef struct node { struct node *next; enum level level; union { int i; char c[4][2]; }; } node_t;
typedef int (*handler)(node_t *, const char *, ...);
struct flags { unsigned a : 3, b : 5; long c : 40; handler on[2]; node_t nodes[2]; } __attribute__((packed));
struct open { double d; unsigned short n; char text[]; };
#define ONE 1
#define TWICE(x) (x + ONE)
#define SIZE (sizeof(node_t) << TWICE(2) | (unsigned char)0x1ff)
#define LEVEL (HIGH ? 'a' : -1l)
const long big = 0x123456789a;
static const volatile short small = -7;
struct flags *f; struct open *o; const volatile short *s = &small;
`;

describe("import defs: damaged objects", function () {
  this.timeout(180_000);
  let work: Workspace;
  let samples: readonly Uint8Array[] = [];
  before(function () {
    work = workspace({ "sample.c": source });
    needs(this, "gcc", "gcc");
    needs(this, "clang", "clang");
    samples = [
      ["gcc", "-gdwarf-4"],
      ["gcc", "-gdwarf-5"],
      ["gcc", "-gdwarf-5", "-fdebug-types-section"],
      ["clang", "-gdwarf-4"],
      ["clang", "-gdwarf-5"],
      ["gcc", "-gdwarf-5", "-g3", "-undef"],
      ["clang", "-gdwarf-5", "-fdebug-macro", "-undef"],
      ["clang", "-gdwarf-4", "-fdebug-macro", "-undef"],
    ].map(([compiler = "", ...options]) => {
      const run = spawnSync(compiler, ["-c", ...options, "sample.c", "-o", "sample.o"], { cwd: work.folder });
      expect(run.status).to.equal(0);
      return new Uint8Array(readFileSync(work.path("sample.o")));
    });
  });
  after(() => {
    work.remove();
  });

  it(`${String(files)} of them, from seed ${String(seed)}: a module, or a message with a place ${campaignTag}`, async () => {
    const random = generator(seed);
    const outcomes = { module: 0, "in the file": 0, "in the debugging information": 0, nothing: 0 };
    for (let count = 0; count < files; count += 1) {
      const sample = samples[count % samples.length];
      if (sample !== undefined) {
        const bytes = random(2) === 0 ? mutated(sample, random) : mutatedInside(sample, random);
        const begun = performance.now();
        const outcome = await outcomeOf(bytes, count % written === 0);
        outcomes[outcome] += 1;
        expect(performance.now() - begun, `file ${String(count)}`).to.be.below(slowest);
      }
    }
    // Had the mutations no effect, or only one, they would try nothing.
    expect(outcomes.module).to.be.above(files / 20);
    expect(outcomes["in the file"]).to.be.above(files / 20);
    expect(outcomes["in the debugging information"]).to.be.above(files / 20);
  });

  it("cut off at every byte of the debugging information", async () => {
    for (const sample of samples) {
      for (let size = 0; size < sample.length; size += 7) {
        expect(await outcomeOf(sample.slice(0, size), false)).to.equal("in the file");
      }
    }
  });

  async function outcomeOf(bytes: Uint8Array, isWritten: boolean) {
    const imported = importDefinitions(bytes, "damaged.o", {});
    if (imported.kind === "module") {
      if (isWritten) {
        await definitionsOf(writeModule(imported.contents, ""), work.path("damaged.ts"));
      }
      return "module";
    }
    const [{ code, message } = { code: "", message: "" }, ...others] = imported.faults;
    for (const fault of imported.faults) {
      expect(fault.message).to.match(/^[^\n]{5,400}$/);
    }
    if (code === "import-name") {
      // Two things of the object have one name now.
      expect(message).to.match(
        /^the constant [\w$\u0080-\uffff]+ has different values in different units$|^[^:]+ is defined differently at \.debug_/,
      );
      return "module";
    }
    expect(others).to.deep.equal([]);
    if (code === "object-file") {
      return "in the file";
    }
    if (/^\.debug_\w+\+0x[0-9a-f]+: /.test(message)) {
      return "in the debugging information";
    }
    expect(message).to.match(/^it has no debugging|^it defines no types|^its debugging/);
    return "nothing";
  }
});

/** Some bytes of the debugging information changed. */
function mutatedInside(file: Uint8Array, random: (below: number) => number): Uint8Array {
  const bytes = file.slice();
  const sections = readObject(bytes, "sample").sections.filter(({ name }) =>
    [
      ".debug_info",
      ".debug_abbrev",
      ".debug_types",
      ".debug_str_offsets",
      ".debug_addr",
      ".debug_macro",
      ".debug_macinfo",
    ].includes(name),
  );
  for (let count = 1 + random(5); count > 0; count -= 1) {
    const section = sections[random(sections.length)]?.bytes;
    if (section !== undefined) {
      // The reader's sections are views of the file.
      section[random(section.length)] =
        [0, 1, 0x7f, 0x80, 0xff, random(256), random(256), random(0x40)][random(8)] ?? 0;
    }
  }
  return bytes;
}
