import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A temporary folder that a test works in. */
export interface Workspace {
  readonly folder: string;
  path(name: string): string;
  write(name: string, text: string): void;
  read(name: string): string;
  /** Every file below a folder by its path, links as `-> `; the whole workspace by default. */
  files(below?: string): Readonly<Record<string, string>>;
  remove(): void;
}

/** Makes a temporary folder with these files in it. */
export function workspace(files: Readonly<Record<string, string>> = {}): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "portwright-test-")));
  const made: Workspace = {
    folder,
    path: (name) => join(folder, name),
    write: (name, text) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    read: (name) => readFileSync(join(folder, name), "utf8"),
    files: (below = ".") => Object.fromEntries(contents(join(folder, below), "")),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (const [name, text] of Object.entries(files)) {
    made.write(name, text);
  }
  return made;
}

function contents(root: string, below: string): readonly (readonly [string, string])[] {
  return readdirSync(join(root, below))
    .toSorted()
    .flatMap((name) => {
      const path = below === "" ? name : `${below}/${name}`;
      const found = lstatSync(join(root, path));
      if (found.isDirectory()) {
        return contents(root, path);
      }
      return [[path, found.isFile() ? readFileSync(join(root, path), "utf8") : "-> "] as const];
    });
}

/** The description of a port that gives its table of errata under each of these paths. */
export function smallPort(
  name: string,
  paths: readonly string[] = ["ERRATA.md"],
  reason = "It says one thing and does another.",
): string {
  const outputs = paths.map(
    (path) => `    { kind: "errata-table", path: ${JSON.stringify(path)}, table: { errata } },`,
  );
  return [
    `import { declareErratum, port } from "portwright/dsl";`,
    ``,
    `const errata = [declareErratum("first-defect", "does the wrong thing", ${JSON.stringify(reason)})];`,
    ``,
    `export default port({`,
    `  name: ${JSON.stringify(name)},`,
    `  title: "A port for tests",`,
    `  errata,`,
    `  outputs: [`,
    ...outputs,
    `  ],`,
    `});`,
    ``,
  ].join("\n");
}
