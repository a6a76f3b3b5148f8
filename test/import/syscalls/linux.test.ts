import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { needs } from "../../peers.js";
import { callsOf, faultsOf, moduleOf } from "./imported.js";
import { linuxHeader, linuxPrototypes, linuxTable } from "./sample-tables.js";

describe("import syscalls: Linux", () => {
  it("reads the numbers of an unistd_64.h", async () => {
    expect(await callsOf(moduleOf(linuxHeader))).to.deep.equal({
      read: "0 only",
      stat: "4 only",
      exit: "60 only",
      uselib: "134 only",
      landlock_add_rule: "445 only",
    });
  });

  it("finds the prototypes that there are", async () => {
    expect(await callsOf(moduleOf(linuxHeader, { prototypes: linuxPrototypes }))).to.deep.equal({
      read: "0 int64 fd:uint32 buf:*int8 count:uint64",
      stat: "4 int64 filename:*int8 statbuf:*struct-stat",
      exit: "60 int64 error_code:int32",
      uselib: "134 only",
      landlock_add_rule: "445 int64 ruleset_fd:int32 rule_type:uint32 rule_attr:*void flags:uint32",
    });
  });

  it("reads a syscall_64.tbl, whatever its age calls the functions, without x32", async () => {
    expect(await callsOf(moduleOf(linuxTable, { prototypes: linuxPrototypes }))).to.deep.equal({
      read: "0 int64 fd:uint32 buf:*int8 count:uint64",
      stat: "4 int64 filename:*int8 statbuf:*struct-stat",
      rt_sigaction: "13 int64 arg1:int32 arg2:*struct-sigaction arg3:*struct-sigaction arg4:uint64",
      clone: "56 int64 arg1:uint64 arg2:uint64 arg3:*int32 arg4:*int32 arg5:uint64",
      execve: "59 int64 filename:*int8 argv:**int8 envp:**int8",
      exit: "60 int64 error_code:int32",
      uselib: "134 only",
      landlock_add_rule: "445 int64 ruleset_fd:int32 rule_type:uint32 rule_attr:*void flags:uint32",
    });
    expect(moduleOf(linuxTable, { prototypes: linuxPrototypes }))
      .to.contain("/** 60: `long exit(int error_code)`. It does not come back. */")
      .and.to.contain("/** Call 134. No function of the kernel is behind it. */");
  });

  it("asks which prototype holds where conditions choose", () => {
    const prototypes = `#ifdef CONFIG_X
asmlinkage long sys_read(int fd);
#else
asmlinkage long sys_read(long fd);
#endif
`;
    expect(faultsOf(linuxTable, { prototypes })).to.deep.equal([
      "/prototypes:4:17: sys_read has another prototype in line 2",
    ]);
  });

  describe("the header of this machine", () => {
    before(function () {
      needs(this, "gcc", "gcc");
    });

    it("is read whole: every number as the C preprocessor has it", async () => {
      const header = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h";
      const macros = execFileSync("gcc", ["-E", "-dM", "-x", "c", "-"], {
        input: "#include <asm/unistd_64.h>\n",
        encoding: "utf8",
      });
      const expected = [...macros.matchAll(/^#define __NR_(\w+) (\d+)$/gm)].map(
        ([, name = "", number = ""]) => [name, `${number} only`] as const,
      );
      expect(expected.length).to.be.at.least(300);
      const calls = await callsOf(moduleOf(readFileSync(header, "utf8")));
      expect(calls).to.deep.equal(Object.fromEntries(expected));
    });
  });
});
