import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageFolder } from "../../gen/own-package.js";
import { workspace } from "../gen/workspace.js";

/** A copy of the project in which commands may do what they like, with room beside it. */
export interface FreshCopy {
  /** Runs a block of commands as a reader would paste it, in the copy or in a folder beside it. */
  run(
    commands: string,
    folder?: string,
  ): { readonly status: number | null; readonly stdout: string; readonly all: string };
  read(path: string): string;
  write(path: string, text: string): void;
  remove(): void;
}

/** What a clone holds after `npm ci`, but for the packages, which are shared. */
const parts = [
  "package.json",
  "tsconfig.json",
  "dist",
  "dsl",
  "elf",
  "targets",
  "emit",
  "assemble",
  "link",
  "verify",
  "run",
  "gen",
  "examples",
  "test",
  ".mocharc.json",
  ".ci",
];

/**
 * In place of npm and mocha where they would need the network or take too long: CI runs those for real, and what
 * .ci/run does not run fails here. Nothing else of npm may be used on a page.
 */
const inPlace = `
npm() {
  case "$*" in
    ci | test | "run corpus" | "run lint" | "run format:check") grep -qxE "step (tested )?npm $*" "$PORTWRIGHT_COPY/.ci/run" ||
      { echo "npm $*: .ci/run does not run it" >&2; return 1; } ;;
    "init -y") command npm init -y ;;
    "run build") command npm run build ;;
    "install --save-dev ../portwright typescript") mkdir -p node_modules/.bin
      ln -s "$PORTWRIGHT_COPY" node_modules/portwright
      ln -s ../portwright/dist/bin/portwright.cjs node_modules/.bin/portwright
      ln -s "$PORTWRIGHT_COPY/node_modules/typescript" node_modules/typescript
      ln -s ../typescript/bin/tsc node_modules/.bin/tsc ;;
    *) echo "npm $*: no test knows what this does" >&2; return 1 ;;
  esac
}
npx() {
  case "$1" in
    mocha) [[ $# -eq 2 && -f "$2" && "$2" == dist/test/*.test.js ]] || { echo "npx $*: no such tests" >&2; return 1; } ;;
    *) command npx "$@" ;;
  esac
}
`;

export function freshCopy(): FreshCopy {
  const beside = workspace();
  const copy = beside.path("portwright");
  for (const part of parts) {
    const source = join(packageFolder, part);
    if (existsSync(source)) {
      mkdirSync(dirname(join(copy, part)), { recursive: true });
      cpSync(source, join(copy, part), { recursive: true });
    }
  }
  chmodSync(join(copy, "dist/bin/portwright.cjs"), 0o755);
  symlinkSync(join(packageFolder, "node_modules"), join(copy, "node_modules"));
  return {
    run: (commands, folder = "portwright") => {
      const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", `${inPlace}\n${commands}`], {
        cwd: beside.path(folder),
        env: {
          PATH: process.env["PATH"],
          HOME: beside.folder,
          PORTWRIGHT_COPY: copy,
          npm_config_cache: beside.path(".npm"),
          npm_config_offline: "true",
          npm_config_update_notifier: "false",
        },
        encoding: "utf8",
      });
      return { status, stdout, all: stdout + stderr };
    },
    read: (path) => readFileSync(join(copy, path), "utf8"),
    write: (path, text) => {
      writeFileSync(join(copy, path), text);
    },
    remove: () => {
      beside.remove();
    },
  };
}
