import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { withNumberedSites } from "../../dsl/source-site.js";
import { dslModule } from "../load/dsl-module.js";
import { bundleOptions, runsAs } from "../load/esbuild-options.js";
import { descriptionScript, runDescription } from "../load/evaluate.js";
import { localPorts } from "../load/find-port.js";
import { keptFiles, madeOf } from "../load/kept-bundle.js";
import { packageFolder } from "../own-package.js";

/** Bundles the descriptions of the ports that come with portwright, as a command would that is given one. */
export async function keepBundles(): Promise<void> {
  for (const { module } of localPorts(packageFolder)) {
    const files = keptFiles(module);
    if (files === undefined) {
      throw new Error(`${module} lies outside of ${packageFolder}`);
    }
    const folder = dirname(module);
    mkdirSync(dirname(files.code), { recursive: true });
    const { metafile, outputFiles, warnings } = await build({ ...bundleOptions(module), metafile: true });
    if (warnings.length > 0) {
      throw new Error(`esbuild warns of ${module}: ${warnings.map(({ text }) => text).join("; ")}`);
    }
    for (const { path, contents } of outputFiles) {
      writeFileSync(path.endsWith(".map") ? files.map : files.code, contents);
    }
    writeFileSync(files.made, madeOf(folder, Object.keys(metafile.inputs)));
    writeFileSync(files.bytecode, bytecodeOf(module, readFileSync(files.code, "utf8")));
  }
}

/** The bytecode of a description, with that of the functions that it calls when it is evaluated. */
function bytecodeOf(module: string, code: string): Buffer {
  const script = descriptionScript({ code, runsAs: runsAs(module) });
  withNumberedSites(() => runDescription(script, module, dslModule()));
  return script.createCachedData();
}
