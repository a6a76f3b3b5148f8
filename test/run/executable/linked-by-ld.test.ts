import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceOf } from "../../../run/executable/byte-source.js";
import { ExecutableError } from "../../../run/executable/executable-error.js";
import { loadExecutable } from "../../../run/executable/load-executable.js";
import { openExecutable, readExecutable } from "../../../run/executable/read-executable.js";
import { AddressSpace } from "../../../run/memory/address-space.js";
import { createBuiltinEngine } from "../../../verify/engine/builtin/builtin-engine.js";
import type { Engine } from "../../../verify/engine/engine.js";
import { registerNumber } from "../../../verify/engine/engine.js";
import { needs } from "../../peers.js";

/** A program that looks at its own start, as C sees it, and exits with the number of what is wrong. */
const program = `
struct ps_strings { char **argvstr; int nargvstr; char **envstr; int nenvstr; };
static const char *const words[] = { "prog", "", "third word" };
static const char *const variables[] = { "HOME=/", "A=1" };
static char zeros[10000];
static int initialised = 1234;
static int differ(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a != *b;
}
static void exit(long status) {
  __asm__ volatile("syscall" : : "a"(1), "D"(status) : "rcx", "r11", "memory");
  for (;;) ;
}
void check(long *sp) {
  long argc = sp[0];
  char **argv = (char **)(sp + 1), **envp = argv + argc + 1;
  struct ps_strings *ps = (struct ps_strings *)0x7f7fffffc000 - 1;
  if (argc != 3 || argv[argc]) exit(1);
  for (int i = 0; i < 3; i++) if (differ(argv[i], words[i])) exit(2);
  for (int i = 0; i < 2; i++) if (differ(envp[i], variables[i])) exit(3);
  if (envp[2]) exit(4);
  for (int i = 3; i < 19; i++) if (envp[i]) exit(5);
  if (ps->argvstr != argv || ps->nargvstr != 3) exit(6);
  if (ps->envstr != envp || ps->nenvstr != 2) exit(7);
  if ((long)sp % 8) exit(8);
  for (int i = 0; i < 10000; i++) if (zeros[i]) exit(9);
  if (initialised != 1234) exit(10);
  zeros[9999] = 1; initialised = 2;
  volatile char deep[2000000]; deep[0] = 1;
  exit(100);
}
__asm__(".globl _start\\n_start: test %rdx, %rdx; jnz 1f; mov %rsp, %rdi; and $-16, %rsp; call check\\n"
        "1: mov $11, %edi; mov $1, %eax; syscall\\n");
`;

const plain = ["-O1", "-ffreestanding", "-fno-stack-protector", "-fcf-protection=none", "-mgeneral-regs-only"];

describe("executables made by gcc and ld", function () {
  this.timeout(60_000);
  let folder: string;

  before(function () {
    needs(this, "gcc", "gcc");
    needs(this, "readelf", "binutils");
    folder = mkdtempSync(join(tmpdir(), "portwright-ld-"));
    writeFileSync(join(folder, "program.c"), program);
  });
  after(() => {
    if (typeof folder === "string") {
      rmSync(folder, { recursive: true });
    }
  });

  function link(...options: readonly string[]): string {
    const path = join(folder, "program");
    execFileSync("gcc", [...plain, "-nostdlib", ...options, "-o", path, join(folder, "program.c")], { stdio: "pipe" });
    return path;
  }

  const layouts: readonly (readonly string[])[] = [
    [],
    ["-Wl,-z,noseparate-code"],
    ["-Wl,-z,max-page-size=0x200000"],
    ["-Wl,-z,max-page-size=0x1000,-z,norelro"],
    ["-Wl,-n"],
    ["-Wl,-N"],
    ["-Wl,-z,execstack"],
    ["-Wl,-Ttext-segment=0x10000000000"],
  ];
  for (const layout of layouts) {
    it(`are read as readelf reads them, and start as they should: ${layout.join(" ") || "as usual"}`, () => {
      const path = link("-static", "-no-pie", ...layout);
      const executable = openExecutable(path);
      const listed = readelf(path);
      expect(executable.entry).to.equal(listed.entry);
      expect(
        executable.segments.map(({ address, size, bytes, protection }) => ({
          address,
          size,
          fileSize: BigInt(bytes.length),
          protection,
        })),
      ).to.deep.equal(
        listed.segments.map(({ address, size, fileSize, protection }) => ({ address, size, fileSize, protection })),
      );
      const file = readFileSync(path);
      for (const [index, { offset, fileSize }] of listed.segments.entries()) {
        const expected = file.subarray(Number(offset), Number(offset + fileSize));
        expect(Buffer.compare(executable.segments[index]?.bytes ?? Buffer.of(), expected)).to.equal(0);
      }
      const engine = createBuiltinEngine();
      const memory = new AddressSpace(engine);
      engine.setState(loadExecutable(executable, memory, ["prog", "", "third word"], ["HOME=/", "A=1"]));
      expect(exitStatus(engine)).to.equal(100);
    });
  }

  it("are refused when cut off at any byte of the headers", () => {
    const bytes = readFileSync(link("-static", "-no-pie"));
    const headers = 64 + 56 * bytes.readUInt16LE(56);
    for (let size = 0; size <= headers; size += 1) {
      expect(() => readExecutable(sourceOf(bytes.subarray(0, size)))).to.throw(ExecutableError, /^[ -~]{5,200}$/);
    }
  });

  it("are refused by name when they are linked dynamically", () => {
    expect(() => openExecutable(link("-pie", "-fPIE"))).to.throw(ExecutableError, /^dynamically linked: /);
    expect(() => openExecutable(link("-static-pie", "-fPIE"))).to.throw(ExecutableError, /^dynamically linked: /);
    expect(() => openExecutable(link("-shared", "-fPIC"))).to.throw(ExecutableError, /^dynamically linked: /);
    const hello = join(folder, "hello.c");
    writeFileSync(hello, "int main(void) { return 0; }");
    execFileSync("gcc", ["-no-pie", "-o", join(folder, "hello"), hello], { stdio: "pipe" });
    expect(() => openExecutable(join(folder, "hello"))).to.throw(
      ExecutableError,
      "dynamically linked: it asks for /lib64/ld-linux-x86-64.so.2; link it with -static",
    );
  });
});

interface Listed {
  readonly entry: bigint;
  readonly segments: readonly {
    readonly offset: bigint;
    readonly address: bigint;
    readonly size: bigint;
    readonly fileSize: bigint;
    readonly protection: number;
  }[];
}

function readelf(path: string): Listed {
  const text = execFileSync("readelf", ["-lW", path], { encoding: "utf8" });
  const lines = text.matchAll(/^ +LOAD +(0x\w+) (0x\w+) 0x\w+ (0x\w+) (0x\w+) ([R ])([W ])([E ]) /gm);
  return {
    entry: BigInt(/Entry point (0x\w+)/.exec(text)?.[1] ?? "0"),
    segments: [...lines].map(([, offset = "", address = "", fileSize = "", size = "", r, w, e]) => ({
      offset: BigInt(offset),
      address: BigInt(address),
      size: BigInt(size),
      fileSize: BigInt(fileSize),
      protection: Number(r === "R") | (Number(w === "W") << 1) | (Number(e === "E") << 2),
    })),
  };
}

/** Runs a program that makes no call but exit(2). */
function exitStatus(engine: Engine): number {
  let status: bigint | undefined;
  const stop = engine.run({
    limit: 1_000_000,
    systemCall: ({ registers }) => {
      status = registers[registerNumber.AX] === 1n ? registers[registerNumber.DI] : undefined;
      return "stop";
    },
  });
  expect(stop).to.deep.equal({ kind: "asked" });
  return Number(status);
}
