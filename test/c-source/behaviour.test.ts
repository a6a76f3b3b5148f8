import { expect } from "chai";
import type { Errata } from "../../dsl/port/erratum.js";
import { signalFacts } from "../emit-c/facts.js";
import { compilers } from "../emit-c/compiler.js";
import { needs } from "../peers.js";
import type { BuildFolder } from "./port-build.js";
import { buildFolder, cFiles, programPath, sourceText } from "./port-build.js";

/** Programs of this machine, made of the port's C files and of stubs in place of the rest of the runtime. */
const options = [
  ...["-std=gnu99", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread"],
  // The stubs serve three programs, none of which uses all of them.
  ...["-Wno-unused-function", "-Wno-unused-variable", "-Wno-missing-field-initializers"],
];

function run(build: BuildFolder, compiler: string, program: string): readonly string[] {
  const sources = [programPath(`${program}.c`), ...cFiles];
  expect(build.compile(compiler, [...options, ...sources, "-o", program])).to.equal("");
  return build.run(program).split("\n").slice(0, -1);
}

/** The lines between one and the next of a number of headings. */
function section(lines: readonly string[], heading: string, headings: readonly string[]): readonly string[] {
  const start = lines.indexOf(heading);
  expect(start, heading).to.be.at.least(0);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => headings.includes(line));
  return end < 0 ? rest : rest.slice(0, end);
}

const memoryCases = [
  "SysAlloc, an address",
  "SysAlloc, ENOMEM in 64 bits",
  "SysAlloc, ENOMEM in 32 bits",
  "SysAlloc, the last errno",
  "SysAlloc, the page below the errnos",
  "SysMap, there",
  "SysMap, elsewhere",
  "SysMap, ENOMEM in 64 bits",
  "SysMap, ENOMEM in 32 bits",
  "SysMap, EINVAL",
  "SysReserve",
] as const;

const conflict = "throw: runtime: address space conflict";

/** What the caller of SysAlloc gets, and what the caller of SysMap sees, by port.md; the errata as they describe them. */
const memory: Readonly<Record<Errata, Readonly<Partial<Record<(typeof memoryCases)[number], readonly string[]>>>>> = {
  original: {
    "SysAlloc, an address": ["0x7f0000001000, 12288 counted"],
    "SysAlloc, ENOMEM in 64 bits": ["0xfffffffffffffff4, 12288 counted"],
    "SysAlloc, ENOMEM in 32 bits": ["0xfffffff4, 12288 counted"],
    "SysAlloc, the last errno": ["0xfffffffffffff001, 12288 counted"],
    "SysMap, there": ["came back", "8192 counted"],
    "SysMap, elsewhere": ["runtime: address space conflict: map(0x500000) = 0x600000", conflict, "8192 counted"],
    "SysMap, ENOMEM in 64 bits": ["throw: runtime: out of memory", "8192 counted"],
    "SysMap, ENOMEM in 32 bits": [
      "runtime: address space conflict: map(0x500000) = 0xfffffff4",
      conflict,
      "8192 counted",
    ],
    "SysMap, EINVAL": ["runtime: address space conflict: map(0x500000) = 0xffffffffffffffea", conflict, "8192 counted"],
  },
  corrected: {
    "SysAlloc, an address": ["0x7f0000001000, 12288 counted"],
    "SysAlloc, ENOMEM in 64 bits": ["0, 0 counted"],
    "SysAlloc, the last errno": ["0, 0 counted"],
    "SysAlloc, the page below the errnos": ["0xfffffffffffff000, 12288 counted"],
    "SysMap, there": ["came back", "8192 counted"],
    "SysMap, elsewhere": ["runtime: address space conflict: map(0x500000) = 0x600000", conflict, "8192 counted"],
    "SysMap, ENOMEM in 64 bits": ["throw: runtime: out of memory", "8192 counted"],
    "SysMap, EINVAL": [
      "runtime: cannot map 0x500000: errno 22",
      "throw: runtime: cannot map pages in arena address space",
      "8192 counted",
    ],
  },
};

/** `sigaction` lines that port.md asks initsig for: the signals whose Q flag is `queue`. */
function installed(queue: boolean): readonly string[] {
  return signalFacts()
    .filter(({ flags }) => flags.length > 0 && flags.includes("Q") === queue)
    .map(({ number, flags }) => {
      const handler = flags.includes("C") || flags.includes("Q") ? "sigtramp" : "sigignore";
      // SA_SIGINFO and SA_ONSTACK, and SA_RESTART.
      return `sigaction ${number} ${handler} mask ffffffff flags ${flags.includes("R") ? "0x43" : "0x41"}`;
    });
}

for (const compiler of compilers) {
  for (const errata of ["corrected", "original"] as const) {
    describe(`what the C files do (${errata}, ${compiler})`, () => {
      let build: BuildFolder;
      before(function () {
        needs(this, compiler, compiler);
        build = buildFolder(errata);
      });
      after(() => {
        // Not there where the compiler is missing.
        (build as BuildFolder | undefined)?.remove();
      });

      it("gets memory, and notices when there is none", () => {
        const lines = run(build, compiler, "memory");
        for (const [what, expected] of Object.entries(memory[errata])) {
          const said = section(lines, what, memoryCases).filter((line) => !line.startsWith("mmap "));
          expect(said, what).to.deep.equal(expected);
        }
        // Anonymous, private, no file; read, write and execute.
        expect(lines).to.include("mmap 0 0x3000 0x7 0x1002 -1 0");
        expect(lines).to.include("mmap 0x500000 0x2000 0x7 0x1002 -1 0");
        expect(section(lines, "SysReserve", memoryCases)).to.deep.equal([
          "0x500000",
          "munmap 0x500000 0x2000",
          "0x3000 left",
          "0x3000 left",
        ]);
      });

      it("reserves and maps where pointers have 32 bits", () => {
        // The same text with the other branches taken: there is no such machine here.
        const narrow = sourceText("mem.c", errata).replaceAll("sizeof(void*) == 8", "sizeof(void*) == 4");
        build.write("narrow.c", narrow);
        const sources = [programPath("memory.c"), "narrow.c", "signal.c", "thread.c"];
        expect(build.compile(compiler, [...options, ...sources, "-o", "narrow"])).to.equal("");
        const lines = build.run("narrow").split("\n");
        expect(section(lines, "SysReserve", memoryCases).slice(0, 2)).to.deep.equal([
          "mmap 0x500000 0x2000 0 0x1002 -1 0",
          errata === "original" ? "0xfffffffffffffff4" : "0",
        ]);
        expect(section(lines, "SysMap, there", memoryCases)).to.deep.equal([
          "mmap 0x500000 0x2000 0x7 0x1012 -1 0",
          "came back",
          "8192 counted",
        ]);
        expect(section(lines, "SysMap, elsewhere", memoryCases).slice(1)).to.deep.equal([
          "throw: runtime: cannot map pages in arena address space",
          "8192 counted",
        ]);
      });

      describe("with signals", () => {
        const headings = [
          ...["a fault", "a call of nil", "a tick", "queued", "not queued", "not queued, ignorable", "fatal"],
          ...["fatal again", "a fault of nobody", "siginit"],
        ];
        let lines: readonly string[];
        const of = (heading: string): readonly string[] => section(lines, heading, headings);
        before(() => {
          lines = run(build, compiler, "signals");
        });

        it("makes a panic of a fault: as if the instruction had called sigpanic", () => {
          expect(of("a fault")).to.deep.equal([
            "came back",
            "sig 11 code 2 address 0x1122334455667788 pc 0x401234",
            "rsp down by 8, on top 0x401234, rip sigpanic",
          ]);
        });

        it("leaves the stack alone after a call of a nil function", () => {
          expect(of("a call of nil")).to.deep.equal([
            "came back",
            "sig 10 code 1 address 0 pc 0",
            "rsp down by 0, on top 0x405678, rip sigpanic",
          ]);
        });

        it("gives ticks to the profiler", () => {
          expect(of("a tick")).to.deep.equal(["sigprof 0x401234 0x7000 nil g", "came back"]);
        });

        it("queues, or ends the program with status 2", () => {
          expect(of("queued")).to.deep.equal(["sigsend 2", "came back"]);
          expect(of("not queued")).to.deep.equal(["sigsend 2", "exit 2"]);
          expect(of("not queued, ignorable")).to.deep.equal(["sigsend 20", "came back"]);
        });

        it("reports what is fatal, once", () => {
          expect(of("fatal")).to.deep.equal(["SIGQUIT: quit", "PC=401234", "", "exit 2", "panicking 1"]);
          expect(of("fatal again")).to.deep.equal(["exit 2"]);
        });

        it("traces back and prints all registers where that is asked for", () => {
          const said = of("a fault of nobody");
          expect(said.slice(0, 5)).to.deep.equal([
            "SIGSEGV: segmentation violation",
            "PC=401234",
            "",
            "traceback 0x401234 0x7000 nil nil",
            "tracebackothers nil",
          ]);
          const printed = said.slice(5, -1).map((line) => line.split(/ +/u));
          const names = "rax rbx rcx rdx rdi rsi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip rflags cs fs gs".split(" ");
          expect(printed.map(([name]) => name)).to.deep.equal(names);
          expect(printed.filter(([, value]) => value !== "0")).to.deep.equal([
            ["rax", "abcdef0123456789"],
            ["rsp", "7000"],
            ["rip", "401234"],
            ["gs", "2b"],
          ]);
          expect(said.at(-1)).to.equal("exit 2");
        });

        it("installs the handlers that the table of signals asks for", () => {
          const first = lines.indexOf("siginit");
          const second = lines.indexOf("siginit", first + 1);
          const third = lines.indexOf("siginit", second + 1);
          const end = lines.indexOf("resetcpuprofiler 0");
          expect(lines.slice(first + 1, second)).to.deep.equal(installed(false));
          expect(lines.slice(second + 1, third)).to.deep.equal(installed(true));
          expect(lines.slice(third + 1, end)).to.deep.equal(installed(true));
        });

        it("sets the profiling timer", () => {
          const timers = lines.filter((line) => line.startsWith("setitimer"));
          const every = (time: string): string => `setitimer 2 every ${time} first ${time}`;
          expect(timers).to.deep.equal([
            every("0.000000"),
            // The kernel refuses a million microseconds.
            errata === "original" ? `${every("0.1000000")} EINVAL` : every("1.000000"),
            every("0.500000"),
            every("0.010000"),
            every("0.000001"),
          ]);
          const caught = lines.filter((line) => line.startsWith("sigaction 27 ")).slice(2);
          expect(caught).to.deep.equal([
            "sigaction 27 SIG_IGN mask ffffffff flags 0x43",
            ...Array.from({ length: 4 }, () => "sigaction 27 sigtramp mask ffffffff flags 0x43"),
          ]);
          expect(lines.filter((line) => line.startsWith("profilehz"))).to.deep.equal(
            [0, 1, 2, 100, 1000000].map((hz) => `profilehz ${hz}`),
          );
        });

        it("dies of a broken pipe, sets signal stacks, and names signals", () => {
          expect(lines.slice(lines.indexOf("profilehz 1000000") + 1)).to.deep.equal([
            "sigaction 13 SIG_DFL mask ffffffff flags 0x41",
            "raisesigpipe",
            "sigaltstack 0x8000 4096 0",
            "-1 ",
            "16 SIGURG: urgent condition on socket",
            "33 ",
          ]);
        });
      });

      it("locks, sleeps, starts threads and panics", () => {
        expect(run(build, compiler, "threads")).to.deep.equal([
          "key 1 locks 1",
          "yield",
          "key 1 locks 2",
          "key 0 locks 1",
          "throw: unlock of unlocked lock",
          "locks 0",
          "throw: lock count",
          "locks -1",
          "throw: lock count",
          "key 0 locks 0",
          "cleared 1",
          "yield",
          "slept 0",
          "woken 0",
          "slept 0",
          "throw: unlock of unlocked lock",
          "locks 0",
          // RFPROC, RFMEM, RFNOWAIT and RFTHREAD.
          `rfork_thread ${hex((1 << 4) | (1 << 5) | (1 << 6) | (1 << 13))} 0x9000 m g fn`,
          "tls[0] 7",
          "rfork_thread 0x2070 0x9000 m g fn",
          "runtime: failed to create new OS thread (have 4 already; errno=91)",
          "runtime: is kern.rthreads disabled?",
          "throw: runtime.newosproc",
          "rfork_thread 0x2070 0x9000 m g fn",
          "runtime: failed to create new OS thread (have 4 already; errno=35)",
          "throw: runtime.newosproc",
          "goenvs_unix",
          "malg 32768",
          // malg's guard lies StackGuard above the end of the stack.
          "sigaltstack 0x10000 32768 0",
          "gsignal 1",
          ...panics,
        ]);
      });
    });
  }
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

const nilDereference = "panic: invalid memory address or nil pointer dereference";

/** What sigpanic makes of signal, code and address, by port.md. */
const panics = [
  `11 0 0: ${nilDereference}`,
  `11 1 0xfff: ${nilDereference}`,
  `11 2 0x8: ${nilDereference}`,
  ...["11 3 0x8: unexpected fault address 0x8", "throw: fault"],
  ...["11 1 0x1000: unexpected fault address 0x1000", "throw: fault"],
  ...["11 1 0xfedcba9876543210: unexpected fault address 0xfedcba9876543210", "throw: fault"],
  `10 2 0: ${nilDereference}`,
  ...["10 1 0: unexpected fault address 0", "throw: fault"],
  ...["10 2 0x1000: unexpected fault address 0x1000", "throw: fault"],
  "8 1 0: panic: integer divide by zero",
  "8 2 0: panic: integer overflow",
  "8 3 0: panic: floating point error",
  "12 0 0: panic: SIGSYS: bad system call",
];
