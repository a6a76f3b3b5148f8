import { build as runEsbuild, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { chmodSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { packageFolder } from "../own-package.js";
import { bundledModules } from "./bundled-modules.js";
import { launchers, outside, packageParts, parts } from "./parts.js";

const dist = join(packageFolder, "dist");
/** Two folders deep in the package, like the modules that it is made of. */
export const programFolder = join(dist, "bin");

const common = {
  absWorkingDir: packageFolder,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  // Only ASCII: a part is read as Latin 1, which V8 takes as it is.
  charset: "ascii",
  legalComments: "none",
  define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  // Everything that is loaded is a part, or is required.
  supported: { "dynamic-import": false },
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Which part holds each module. */
type Assignment = ReadonlyMap<string, string>;

/** Bundles the compiled program into dist/bin, as few scripts that start quickly. */
export async function bundleProgram(): Promise<void> {
  const { inputs } = await moduleGraph();
  const assignment = assign(inputs);
  rmSync(programFolder, { recursive: true, force: true });
  mkdirSync(programFolder, { recursive: true });
  for (const name of new Set(assignment.values())) {
    await bundlePart(name, inputs, assignment);
  }
  for (const [launcher, launched] of Object.entries(launchers)) {
    await runEsbuild({
      ...common,
      entryPoints: [join(dist, "gen", "build", "launch.js")],
      outfile: join(programFolder, launcher),
      define: { ...common.define, launchedParts: JSON.stringify(launched) },
    });
  }
  chmodSync(join(programFolder, "portwright.cjs"), 0o755);
}

/** Every module of the program with what it imports, by paths relative to the package. */
async function moduleGraph(): Promise<Metafile> {
  const { metafile } = await runEsbuild({
    ...common,
    entryPoints: ["gen/main.js", "gen/verify-thread-main.js", "gen/encoder-thread-main.js"].map((file) =>
      join(dist, file),
    ),
    external: [...outside],
    write: false,
    outdir: programFolder,
    metafile: true,
  });
  return metafile;
}

function assign(inputs: Metafile["inputs"]): Assignment {
  const assignment = new Map<string, string>();
  const add = (module: string, part: string): void => {
    if (assignment.has(module)) {
      return;
    }
    const owner = packagePart(module) ?? part;
    assignment.set(module, owner);
    for (const { path, kind } of imports(inputs, module)) {
      if (kind !== "dynamic-import") {
        add(path, owner);
      }
    }
  };
  for (const { name, roots } of parts) {
    for (const root of roots) {
      const module = `dist/${root}`;
      if (inputs[module] === undefined) {
        throw new Error(`${root}, a root of the part ${name}, is no module of the program`);
      }
      add(module, name);
    }
  }
  // Modules that are loaded on demand and that nobody has listed: a Map goes on to what is added meanwhile.
  for (const [module] of assignment) {
    for (const { path, kind } of imports(inputs, module)) {
      if (kind === "dynamic-import") {
        add(
          path,
          path
            .replace(/^dist\//, "")
            .replace(/\.js$/, "")
            .replaceAll("/", "-"),
        );
      }
    }
  }
  return assignment;
}

function imports(
  inputs: Metafile["inputs"],
  module: string,
): readonly { readonly path: string; readonly kind: string }[] {
  return (inputs[module]?.imports ?? []).filter(({ external }) => external !== true);
}

/** The part of a module of a package that has one of its own. */
function packagePart(module: string): string | undefined {
  const name = packageParts.find((candidate) => module.includes(`node_modules/${candidate}/`));
  return name === undefined ? undefined : `package-${name.replace("/", "__")}`;
}

async function bundlePart(name: string, inputs: Metafile["inputs"], assignment: Assignment): Promise<void> {
  const own = [...assignment].flatMap(([module, part]) => (part === name ? [module] : []));
  const asked = new Set(
    [...assignment].flatMap(([module, part]) =>
      imports(inputs, module).flatMap(({ path, kind }) => (part !== name || kind === "dynamic-import" ? [path] : [])),
    ),
  );
  const runsAtOnce = Object.values(launchers).some((launched) => launched.length === 1 && launched[0] === name);
  const stray = [...asked].find((module) => assignment.get(module) === name);
  if (runsAtOnce && stray !== undefined) {
    throw new Error(
      `another part than ${name} wants ${stray}: make it a root of an earlier one, or ${name} would run there`,
    );
  }
  for (const root of parts.find((part) => part.name === name)?.roots ?? []) {
    asked.add(`dist/${root}`);
  }
  const exported = own.filter((module) => asked.has(module));
  const isPackage = name.startsWith("package-");
  await runEsbuild({
    ...common,
    stdin: {
      contents: isPackage
        ? `module.exports = require(${JSON.stringify(`./${String(own[0])}`)});`
        : (await Promise.all(exported.map(exportText))).join(""),
      resolveDir: packageFolder,
    },
    outfile: join(programFolder, `${name}.cjs`),
    external: [...outside, "./*.cjs"],
    banner: { js: `(function (exports, require, module, __filename, __dirname) {${isPackage ? "" : ' "use strict";'}` },
    footer: { js: "})" },
    plugins: [otherParts(name, assignment), bundledModules],
  });
}

/** What a part says of a module that others ask it for: a plain object, which is made faster than a namespace is. */
async function exportText(module: string, index: number): Promise<string> {
  const from = JSON.stringify(`./${module}`);
  const names = Object.keys(await exportsOf(module));
  if (names.length === 0) {
    return `import ${from};\n`;
  }
  const imported = names.map((name, number) => `${name} as m${index}_${number}`);
  const members = names.map((name, number) => `${name}: m${index}_${number}`);
  return `import { ${imported.join(", ")} } from ${from};
const m${index} = { ${members.join(", ")} };
export { m${index} as ${JSON.stringify(module)} };
`;
}

/** Modules of other parts, and those that are loaded on demand, come from their part when it is there. */
function otherParts(own: string, assignment: Assignment): Plugin {
  return {
    name: "other-parts",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData, namespace }) => {
        if (pluginData === "found" || namespace === "other-part") {
          return undefined;
        }
        const found = await build.resolve(path, { kind, importer, resolveDir, namespace, pluginData: "found" });
        const module = relative(packageFolder, found.path).split(sep).join("/");
        const part = assignment.get(module);
        return found.external || part === undefined || (part === own && kind !== "dynamic-import")
          ? found
          : { path: module, namespace: "other-part", pluginData: part };
      });
      build.onLoad({ filter: /.*/, namespace: "other-part" }, async ({ path, pluginData }) => {
        const part = String(pluginData);
        const from = `require(${JSON.stringify(`./${part}.cjs`)})`;
        const names = Object.keys(await exportsOf(path));
        return {
          contents: [
            `const from = ${part.startsWith("package-") ? from : `${from}[${JSON.stringify(path)}]`};`,
            ...names.map((name) =>
              name === "default"
                ? `export default from${part.startsWith("package-") ? "" : ".default"};`
                : // Left out where nobody uses it: a package may make what it exports when it is asked.
                  `export const ${name} = /* @__PURE__ */ (() => from.${name})();`,
            ),
          ].join("\n"),
          resolveDir: packageFolder,
        };
      });
    },
  };
}

/** What is exported does not change once a module has run: the parts keep values, not bindings. */
async function exportsOf(module: string): Promise<object> {
  const path = resolve(packageFolder, module);
  const text = readFileSync(path, "utf8");
  if (module.startsWith("dist/") && !/^export /m.test(text)) {
    // It does something rather than export anything, and not now.
    return {};
  }
  if (/^export let /m.test(text)) {
    throw new Error(`${basename(path)} exports a variable: what another part sees of it would not change`);
  }
  const exports: unknown = await import(pathToFileURL(path).href);
  return typeof exports === "object" && exports !== null ? exports : {};
}
