import { expect } from "chai";
import { callsOf, moduleOf, read } from "./imported.js";
import { dragonflyTable, freebsdBlocks, freebsdColumns, netbsdTable, openbsdTable } from "./sample-tables.js";

describe("import syscalls: the BSDs' syscalls.master", () => {
  it("reads OpenBSD's: continued lines, aliases, conditions, varying arguments, padding", async () => {
    expect(await callsOf(moduleOf(openbsdTable))).to.deep.equal({
      syscall: "0 int32 number:int32",
      exit: "1 void rval:int32",
      read: "3 int64 fd:int32 buf:*void nbyte:uint64",
      open: "5 int32 path:*int8 flags:int32 mode:uint32",
      getentropy: "7 int32 buf:*void nbyte:uint64",
      ocreat: "8 int32 path:*int8 mode:int32",
      break: "17 int32 nsize:*int8",
      olseek: "19 int64 fd:int32 offset:int64 whence:int32",
      ptrace: "26 int32 req:int32 pid:int32 addr:*int8 data:int32",
      sigprocmask: "48 int32 how:int32 mask:uint32",
      ioctl: "54 int32 fd:int32 com:uint64 data:*void",
      execve: "59 int32 path:*int8 argp:**int8 envp:**int8",
      nfssvc: "155 int32 flag:int32 argp:*void",
      mmap: "197 *void addr:*void len:uint64 prot:int32 flags:int32 fd:int32 pad:padding pos:int64",
      __syscall: "198 int64 num:int64",
      lseek: "199 int64 fd:int32 pad:padding offset:int64 whence:int32",
      __sysctl: "202 int32 name:*int32 namelen:uint32 old:*void oldlenp:*uint64 new:*void newlen:uint64",
      lkmnosys: "210 int32",
      lkmnosys_211: "211 int32",
      fhopen: "264 int32 fhp:*void flags:int32",
      __semctl: "295 int32 semid:int32 semnum:int32 cmd:int32 arg:*union-semun",
      __thrsleep: "300 int32 ident:*void clock_id:int32 tp:*struct-timespec",
    });
  });

  it("reads NetBSD's: text before %%, bars, versions of calls", async () => {
    expect(await callsOf(moduleOf(netbsdTable))).to.deep.equal({
      syscall: "0 int32 code:int32",
      exit: "1 void rval:int32",
      read: "3 int64 fd:int32 buf:*void nbyte:uint64",
      open: "5 int32 path:*int8 flags:int32 mode:uint32",
      compat_50_wait4: "7 int32 pid:int32 status:*int32 options:int32 rusage:*struct-rusage50",
      ocreat: "8 int32 path:*int8 mode:uint32",
      olseek: "19 int64 fd:int32 offset:int64 whence:int32",
      getpid: "20 int32",
      vfork: "66 int32",
      pread: "173 int64 fd:int32 buf:*void nbyte:uint64 PAD:padding offset:int64",
      ntp_adjtime: "176 int32 tp:*struct-timex",
      shmat: "228 *void shmid:int32 shmaddr:*void shmflg:int32",
      mq_receive: "264 int64 mqdes:int32 msg_ptr:*int8 msg_len:uint64 msg_prio:*uint32",
      __vfork14: "282 int32",
      issetugid: "305 int32",
      _lwp_getprivate: "316 *void",
      compat_50___stat30: "387 int32 path:*int8 ub:*struct-stat30",
      __mknod50: "450 int32 path:*int8 mode:uint32 dev:uint64",
    });
  });

  it("reads FreeBSD's in columns: audit events, other names, old kinds", async () => {
    expect(await callsOf(moduleOf(freebsdColumns))).to.deep.equal({
      syscall: "0 int32",
      exit: "1 void rval:int32",
      read: "3 int64 fd:int32 buf:*void nbyte:uint64",
      break: "17 int32 nsize:*int8",
      freebsd4_getfsstat: "18 int32 buf:*struct-ostatfs bufsize:int64 flags:int32",
      recvfrom: "29 int32 s:int32 buf:*int8 len:uint64 flags:int32 from:*struct-sockaddr fromlenaddr:*uint32",
      ostat: "38 int32 path:*int8 ub:*struct-ostat",
      oaccept: "99 int32 s:int32 name:*int8 anamelen:*int32",
      stat: "188 int32 path:*int8 ub:*struct-stat",
      freebsd6_lseek: "199 int64 fd:int32 pad:padding offset:int64 whence:int32",
      freebsd7___semctl: "220 int32 semid:int32 semnum:int32 cmd:int32 arg:*union-semun_old",
      sched_setparam: "327 int32 pid:int32 param:*struct-sched_param",
      sigaction: "416 int32 sig:int32 act:*struct-sigaction oact:*struct-sigaction",
    });
  });

  it("reads FreeBSD's in blocks: annotations, ranges, several lines without backslashes", async () => {
    expect(await callsOf(moduleOf(freebsdBlocks))).to.deep.equal({
      syscall: "0 int32 number:int32",
      exit: "1 void rval:int32",
      read: "3 int64 fd:int32 buf:*void nbyte:uint64",
      break: "17 *void nsize:*int8",
      mincore: "78 int32 addr:*void len:uint64 vec:*int8",
      freebsd6_lseek: "199 int64 fd:int32 pad:padding offset:int64 whence:int32",
      lio_listio: "257 int32 mode:int32 acb_list:**struct-aiocb nent:int32 sig:*struct-sigevent",
      lseek: "478 int64 fd:int32 offset:int64 whence:int32",
      mknodat: "559 int32 fd:int32 path:*int8 mode:uint16 dev:uint64",
    });
  });

  it("reads DragonFly's", async () => {
    expect(await callsOf(moduleOf(dragonflyTable))).to.deep.equal({
      exit: "1 void rval:int32",
      read: "3 int64 fd:int32 buf:*void nbyte:uint64",
      ocreat: "8 int32 path:*int8 mode:int32",
      ogetsockname: "150 int32 fdec:int32 asa:*int8 alen:*int32",
      df12_stat: "188 int32 path:*int8 ub:*struct-dfbsd12_stat",
    });
  });

  it("reads the oldest rows, which have no prototypes", async () => {
    const oldest = "; $OpenBSD$\n1\tSTD\t1 exit\n2\tSTD\t0 fork\n3\tUNIMPL\t0 nosys\n";
    expect(await callsOf(moduleOf(oldest))).to.deep.equal({ exit: "1 only", fork: "2 only" });
  });

  it("reads lines that end as other systems end them", async () => {
    const calls = await callsOf(moduleOf(openbsdTable));
    expect(await callsOf(moduleOf(openbsdTable.replaceAll("\n", "\r\n")))).to.deep.equal(calls);
  });
});

describe("import syscalls: conditions", () => {
  const table = `; $OpenBSD$
#ifdef A
1	STD	{ int sys_one(int a); }
#elif defined(B) && (C >= 2 || !D)
1	STD	{ int sys_two(void *b); }
#else
1	UNIMPL
#endif
2	STD	{ int sys_always(void); }
`;

  for (const [words, given, expected] of [
    ["A", { define: ["A"] }, "one"],
    ["no A, B and no D", { undefine: ["A", "D"], define: ["B"] }, "two"],
    ["neither", { undefine: ["A", "B"] }, undefined],
  ] as const) {
    it(`takes the branch that holds: ${words}`, async () => {
      const calls = Object.keys(await callsOf(moduleOf(table, given)));
      expect(calls).to.deep.equal(expected === undefined ? ["always"] : [expected, "always"]);
    });
  }

  it("asks which branch holds where that matters", () => {
    const result = read(table);
    const [fault] = result.kind === "broken" ? result.faults : [];
    expect(fault?.message).to.equal("1 is two here, and one in line 3");
    expect(fault?.hint).to.match(/^-D NAME or -U NAME chooses .* defined\(A\), /);
  });

  it("says nothing of a condition where all branches have the call", () => {
    const branches = (...directives: readonly string[]): string =>
      moduleOf(
        ["; $OpenBSD$", ...directives.flatMap((line) => [line, "1 STD { int sys_one(void); }"]), "#endif"].join("\n"),
      );
    expect(branches("#ifdef A", "#else")).to.contain("/** 1: `int one(void)`. */");
    expect(branches("#ifdef A", "#elif defined(B)")).to.contain(
      "Only in kernels with ((defined(A)) || (!(defined(A)) && defined(B))). */",
    );
    const later = branches("#ifdef A\n2 STD { int sys_two(void); }\n#elif B", "#else");
    expect(later).to.contain("/** 1: `int one(void)`. Only in kernels with !(defined(A)). */");
    expect(later).to.contain("/** 2: `int two(void)`. Only in kernels with defined(A). */");
  });

  it("says in the documentation what a call depends on", () => {
    expect(moduleOf(table, { undefine: ["B"] })).to.contain(
      "/** 1: `int one(int a)`. Only in kernels with defined(A). */",
    );
  });
});

describe("import syscalls: types", () => {
  function row(prototype: string): string {
    return `; $OpenBSD$\n1\tSTD\t{ ${prototype}; }\n`;
  }

  for (const [prototype, expected] of [
    [
      "unsigned long long f(unsigned char a, signed char b, short c, unsigned short d)",
      "uint64 a:uint8 b:int8 c:int16 d:uint16",
    ],
    ["long long int f(long unsigned int a, unsigned b, long c)", "int64 a:uint64 b:uint32 c:int64"],
    ["int f(int a[2], char *const b[], struct x (*c)[3])", "int32 a:*int32 b:**int8 c:**struct-x"],
    ["int f(int (*entry)(void *, int), void (*)(int))", "int32 entry:*int32(*void,int32) arg2:*void(int32)"],
    ["void *f(void (**table)(void), sig_t handler)", "*void table:**void() handler:*void(int32)"],
    ["intptr_t f(uintptr_t a, uint16_t b, u_int64_t c, enum kind d)", "intptr a:uintptr b:uint16 c:uint64 d:uint32"],
    ["int f(unknown_t *a, const struct s *const *b)", "int32 a:*void b:**struct-s"],
    ["int f(int in, int function, int class, int let)", "int32 in:int32 function:int32 class:int32 let:int32"],
    ["int f(int __pad0, long pad, char *pad2)", "int32 __pad0:padding pad:padding pad2:*int8"],
    ["int f()", "int32"],
  ] as const) {
    it(prototype, async () => {
      const { f } = await callsOf(moduleOf(row(prototype)));
      expect(f).to.equal(`1 ${expected}`);
    });
  }

  it("takes types from the command line", async () => {
    const types = { fixpt_t: "uint32", "union u": "void *", stack_t: "struct sigaltstack", off_t: "int" };
    const module = moduleOf(row("int f(fixpt_t a, union u b, stack_t *c, off_t d)"), { types });
    expect((await callsOf(module))["f"]).to.equal("1 int32 a:uint32 b:*void c:*struct-sigaltstack d:int32");
  });

  it("says that a type was narrower once, unless it is told", () => {
    const result = read(netbsdTable);
    expect(result.kind === "table" ? result.warnings.map(({ message }) => message) : []).to.deep.equal([
      "dev_t is taken as uint64, which it is since NetBSD 6; before, it was uint32",
    ]);
    const told = read(netbsdTable, { types: { dev_t: "uint32" } });
    expect(told.kind === "table" ? told.warnings : undefined).to.deep.equal([]);
  });

  it("says which meanings on the command line nobody asked for", () => {
    const result = read(row("int f(fixpt_t a)"), { types: { fixpt_t: "uint32", fixpt: "uint32" } });
    expect(result.kind === "table" ? result.warnings.map(({ message }) => message) : []).to.deep.equal([
      "--type fixpt: no prototype has a type of this name",
    ]);
  });

  it("calls even __proto__ by its name", async () => {
    const calls = await callsOf(moduleOf(row("int sys___proto__(int __proto__, int constructor)")));
    expect(Object.entries(calls)).to.deep.equal([["__proto__", "1 int32 __proto__:int32 constructor:int32"]]);
  });
});
