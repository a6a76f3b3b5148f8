import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import type { CorpusFile } from "./corpus-files.js";
import { goEnvironment, type GoTools } from "./go-tools.js";

/** What building a package takes some seconds for is kept where `npm ci` throws it away. */
const cache = join(packageFolder, "node_modules", ".cache", "portwright-corpus");

const headerName = "go_asm.h";

/** Of what the build of 2011 made for assembly to include, what the port's files use. */
const headerOf2011 = {
  path: "amd64/asm.h",
  text: `#define get_tls(r)
#define g(r) 0(GS)
#define m(r) 8(GS)
#define m_procid(r) 64(r)
#define m_gsignal(r) 72(r)
#define m_tls(r) 80(r)
`,
};

/** Folders with the headers that a build makes: go_asm.h of a file's package and system; an empty one where it includes none. */
export class PackageHeaders {
  readonly #go: GoTools;
  readonly #empty: string;

  constructor(go: GoTools) {
    this.#go = go;
    this.#empty = join(cache, go.version, "none");
    mkdirSync(this.#empty, { recursive: true });
  }

  folderFor(file: CorpusFile): string {
    if (file.corpus === "port") {
      return this.#of2011();
    }
    if (!file.text.includes(`"${headerName}"`)) {
      return this.#empty;
    }
    const folder = join(cache, this.#go.version, [file.system, ...file.tags].join("-"), file.package);
    if (!existsSync(join(folder, headerName))) {
      this.#make(file, folder);
    }
    return folder;
  }

  #of2011(): string {
    const folder = join(cache, "2011");
    const place = join(folder, headerOf2011.path);
    if (!existsSync(place) || readFileSync(place, "utf8") !== headerOf2011.text) {
      putInPlace(headerOf2011.text, place);
    }
    return folder;
  }

  /**
   * `go build` lets the compiler write go_asm.h: the constants of the package, and sizes and offsets of its structs as
   * they are on that system. It is kept in the folder of the build, which `-work` leaves behind. `-a`: also where Go
   * came with the package compiled.
   */
  #make(file: CorpusFile, folder: string): void {
    const work = mkdtempSync(join(tmpdir(), "portwright-go-build-"));
    try {
      const tags = file.tags.length === 0 ? [] : ["-tags", file.tags.join(",")];
      const run = spawnSync("go", ["build", "-a", "-work", ...tags, file.package], {
        encoding: "utf8",
        cwd: this.#go.source,
        env: goEnvironment(file.system, { GOTMPDIR: work, GOCACHE: join(work, "cache") }),
      });
      const builds = readdirSync(work).filter((name) => name.startsWith("go-build"));
      // The package that was asked for is the first action of the build.
      const header = join(work, builds[0] ?? "", "b001", headerName);
      if (run.status !== 0 || !existsSync(header)) {
        throw new Error(`go build ${file.package} for ${file.system} gives no ${headerName}:\n${run.stderr}`);
      }
      putInPlace(readFileSync(header), join(folder, headerName));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
}

/** Writes a file in one step: tests run beside each other, and share the cache. */
function putInPlace(content: string | Uint8Array, place: string): void {
  mkdirSync(dirname(place), { recursive: true });
  const fresh = `${place}.${process.pid}`;
  writeFileSync(fresh, content);
  renameSync(fresh, place);
}
