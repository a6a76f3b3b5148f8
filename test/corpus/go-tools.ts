import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Go as it is installed. */
export interface GoTools {
  readonly root: string;
  /** The folder of `asm` and `compile`. */
  readonly tools: string;
  /** Such as `go1.19.8`. */
  readonly version: string;
  readonly source: string;
}

/** The counts and the format of objects are those of this one. */
const wantedVersion = "go1.19";

/** Go 1.19 with its source, or what is missing and how to get it. */
export function findGo(): GoTools | string {
  const remedy = "apt-get install golang-go golang-1.19-src";
  const asked = spawnSync("go", ["env", "GOROOT", "GOTOOLDIR", "GOVERSION"], {
    encoding: "utf8",
    env: { ...process.env, GO111MODULE: "off", GOTOOLCHAIN: "local" },
  });
  const [root = "", tools = "", version = ""] = asked.status === 0 ? asked.stdout.split("\n") : [];
  if (version !== wantedVersion && !version.startsWith(`${wantedVersion}.`)) {
    return `the corpus is Go 1.19's, and ${version === "" ? "go is missing" : `go is ${version}`}: ${remedy}`;
  }
  const source = join(root, "src");
  if (!existsSync(join(source, "runtime", "asm_amd64.s"))) {
    return `Go's source is missing at ${source}: ${remedy}`;
  }
  return { root, tools, version, source };
}

/** What a tool of Go has to know of the system it builds for; nothing of the user's settings gets in. */
export function goEnvironment(system: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GOOS: system,
    GOARCH: "amd64",
    GOAMD64: "v1",
    CGO_ENABLED: "0",
    GO111MODULE: "off",
    GOFLAGS: "",
    GOEXPERIMENT: "",
    GOTOOLCHAIN: "local",
    ...more,
  };
}
