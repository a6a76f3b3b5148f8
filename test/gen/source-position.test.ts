import { expect } from "chai";
import { captureSite, type SourceSite } from "../../dsl/source-site.js";
import { bundleDescription } from "../../gen/load/bundle.js";
import { evaluate } from "../../gen/load/evaluate.js";
import { sourcePositions } from "../../gen/load/source-position.js";
import { workspace } from "./workspace.js";

/** Stands for any constructor of the DSL: keeps where it was called. */
function here(): SourceSite {
  return captureSite(here);
}

/** Runs a description that exports `sites` and gives their places as `file:line:column`. */
async function placesOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const work = workspace(files);
  try {
    const entry = work.path("port.ts");
    const bundled = await bundleDescription(entry);
    if (bundled.kind === "broken") {
      throw new Error(JSON.stringify(bundled.findings));
    }
    const positions = sourcePositions(bundled.bundle);
    const result = evaluate(bundled.bundle, entry, { here }, positions);
    if (result.kind === "broken") {
      throw new Error(JSON.stringify(result.findings));
    }
    return sitesOf(result.exports).map((site) => {
      const place = positions.ofSite(site);
      return place === undefined
        ? "nowhere"
        : `${place.file.replace(`${work.folder}/`, "")}:${String(place.line)}:${String(place.column)}`;
    });
  } finally {
    work.remove();
  }
}

function sitesOf(exports: unknown): readonly SourceSite[] {
  if (typeof exports === "object" && exports !== null && "sites" in exports && Array.isArray(exports.sites)) {
    const sites: readonly unknown[] = exports.sites;
    return sites.filter((site): site is SourceSite => typeof site === "object" && site !== null);
  }
  throw new Error("the description exports no sites");
}

const head = `import { here } from "portwright/dsl";\n`;

describe("positions in a description", () => {
  it("are those of the call, several on a line and one inside another", async () => {
    const text = `export const sites = [here(1), here(2),\n  here( here(3) ) ];\nconst nested = here(\n  0,\n);\nsites.push(nested);\n`;
    expect(await placesOf({ "port.ts": head + text })).to.deep.equal([
      "port.ts:2:23",
      "port.ts:2:32",
      "port.ts:3:3",
      "port.ts:4:16",
    ]);
  });

  it("of an inner call are its own", async () => {
    const text = `const inner: unknown[] = [];\nconst keep = (s: unknown) => (inner.push(s), s);\nhere(keep(   here()));\nexport const sites = inner;\n`;
    expect(await placesOf({ "port.ts": head + text })).to.deep.equal(["port.ts:4:14"]);
  });

  it("are those in the module of a macro, under whatever name it imports", async () => {
    expect(
      await placesOf({
        "port.ts": `import { twice } from "./macros/twice.js";\nexport const sites = [...twice(), ...twice()];\n`,
        "macros/twice.ts": `import { here as mark } from "portwright/dsl";\nimport * as dsl from "portwright/dsl";\n\ninterface Unused {\n  readonly field: string;\n}\n\nexport function twice(unused?: Unused): unknown[] {\n  return [mark(unused), dsl.here()];\n}\n`,
      }),
    ).to.deep.equal(["macros/twice.ts:9:11", "macros/twice.ts:9:29", "macros/twice.ts:9:11", "macros/twice.ts:9:29"]);
  });

  it("are the same for every turn of a loop", async () => {
    const text = `export const sites: unknown[] = [];\nfor (const n of [1, 2]) {\n  sites.push(here(n));\n}\nsites.push(...[3, 4].map((n) => here(n)));\n`;
    expect(await placesOf({ "port.ts": head + text })).to.deep.equal([
      "port.ts:4:14",
      "port.ts:4:14",
      "port.ts:6:33",
      "port.ts:6:33",
    ]);
  });

  it("are right behind types, comments, other scripts and inside a body", async () => {
    const text = `/* ünïcode · */ const body = (a: number, b?: string): unknown[] => [\n  here(a as unknown as string), // remark\n  /* · */ here(b!),\n];\nexport const sites = body(1);\n`;
    expect(await placesOf({ "port.ts": head + text })).to.deep.equal(["port.ts:3:3", "port.ts:4:11"]);
  });

  it("survive a reader of the stack before us, and are the same when asked again", () => {
    const formatter = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
    const site = here();
    const fresh = here();
    expect(site).to.have.property("stack").that.contains("source-position.test.js");
    const bundle = { code: "", runsAs: "/none.cjs", sourceMapText: () => JSON.stringify(emptyMap) };
    const positions = sourcePositions(bundle);
    const first = positions.ofSite(site);
    expect(first).to.include.keys("file", "line", "column");
    expect(first?.file).to.match(/^\/.*source-position\.test\.js$/);
    expect(positions.ofSite(fresh)?.line).to.equal((first?.line ?? 0) + 1);
    expect(positions.ofSite(fresh)).to.deep.equal(positions.ofSite(fresh));
    expect(Object.getOwnPropertyDescriptor(Error, "prepareStackTrace")).to.deep.equal(formatter);
  });

  it("are unknown where nothing was captured", () => {
    expect(
      sourcePositions({ code: "", runsAs: "/none.cjs", sourceMapText: () => JSON.stringify(emptyMap) }).ofSite({}),
    ).to.equal(undefined);
  });
});

const emptyMap = { file: "", version: 3, sources: [], sourcesContent: [], names: [], mappings: "", sourceRoot: "" };
