import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { linksOf } from "./markdown.js";
import { pages, read } from "./pages.js";

describe("the pages", () => {
  for (const page of pages()) {
    it(`${page.path}: its links lead somewhere`, () => {
      const targets = linksOf(page.text).filter((target) => !/^https?:/.test(target));
      const missing = targets.filter((target) => {
        const [path = "", anchor] = target.split("#");
        return anchor !== undefined || !existsSync(join(packageFolder, dirname(page.path), path));
      });
      expect(missing).to.deep.equal([]);
    });
  }

  it("map every folder of the project, and no other", () => {
    const mapped = noted("map")
      .split("\n")
      .flatMap((line) => /^(\S+)\/ /.exec(line)?.[1] ?? []);
    expect(topFolders().filter((folder) => !mapped.includes(folder))).to.deep.equal([]);
    expect(mapped.filter((folder) => !existsSync(join(packageFolder, folder)))).to.deep.equal([]);
  });

  it("draw the imports between folders that there are", () => {
    const drawn = noted("imports").match(/[a-z]+(?:\/[a-z]+)?/g) ?? [];
    expect(drawn.filter((word) => word !== "with" && !existsSync(join(packageFolder, word)))).to.deep.equal([]);
  });

  it("name every Debian package that a test needs, as .ci/run does", () => {
    const tests = readdirSync(join(packageFolder, "test"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && name !== "peers.ts")
      .map((name) => read(`test/${name}`));
    const needed = tests.flatMap((text) =>
      [...text.matchAll(/needs\(this, "[^"]+", "([^"]+)"\)/g)].flatMap(([, name]) => name ?? []),
    );
    const rows = read("README.md").split("\n");
    const installed = /^packages=\(([^)]*)\)$/m.exec(read(".ci/run"))?.[1]?.split(/\s+/) ?? [];
    const missing = [...new Set([...needed, "gcc", "clang"])].filter(
      (name) =>
        !installed.includes(name) || !rows.some((row) => row.startsWith(`| ${name} `) || row.startsWith(`| ${name},`)),
    );
    expect(missing).to.deep.equal([]);
  });

  it("name every command and every option", () => {
    const readme = read("README.md");
    // `import-syscalls.ts` defines `syscalls` of `portwright import`.
    const sources = readdirSync(join(packageFolder, "gen/commands")).map((name) => {
      const parent = /^(\w+)-/.exec(name)?.[1];
      const text = read(`gen/commands/${name}`);
      return parent === undefined ? text : text.replace('.command("', `.command("${parent} `);
    });
    const shared = ["gen/command-context.ts", "gen/report/format.ts"].map(read);
    const defined = [...sources, ...shared].flatMap((text) => [
      ...[...text.matchAll(/\.command\("([^"]+)"\)/g)].map(([, name = ""]) => `portwright ${name} `),
      ...[...text.matchAll(/(?:\.option|new Option)\(\s*"(--[a-z]+)/g)].map(([, name = ""]) => `\`${name}`),
    ]);
    expect(defined.length).to.be.at.least(8);
    expect(defined.filter((name) => !readme.includes(name))).to.deep.equal([]);
  });
});

/** The block with this note, of whatever page. */
function noted(note: string): string {
  const found = pages()
    .flatMap(({ blocks }) => blocks)
    .filter((block) => block.note === note);
  expect(found.length, note).to.equal(1);
  return found[0]?.text ?? "";
}

/** The folders that belong to the project; outside a clone, those that are there. */
function topFolders(): readonly string[] {
  const tracked = spawnSync("git", ["ls-files"], { cwd: packageFolder, encoding: "utf8" });
  if (tracked.status === 0 && tracked.stdout !== "") {
    const tops = tracked.stdout.split("\n").flatMap((path) => /^"?([^/]+)\//.exec(path)?.[1] ?? []);
    return [...new Set(tops)];
  }
  return readdirSync(packageFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && ![".git", "dist", "node_modules"].includes(entry.name))
    .map(({ name }) => name);
}
