import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { encodeContext } from "../../../run/signals/signal-context.js";
import { encodeInformation } from "../../../run/signals/signal-information.js";
import { registerNumber } from "../../../verify/engine/engine.js";
import { needs } from "../../peers.js";

/** struct sigcontext and siginfo_t as defs.h of the port has them, in C. */
const program = `
#include <stdio.h>
#include <stdint.h>
#include <string.h>
struct sigcontext {
  int64_t rdi, rsi, rdx, rcx, r8, r9, r10, r11, r12, r13, r14, r15, rbp, rbx, rax;
  int64_t gs, fs, es, ds, trapno, err, rip, cs, rflags, rsp, ss;
  void *fpstate; int32_t onstack; int32_t mask;
};
struct siginfo { int32_t signo, code, error; uint8_t pad[4]; uint8_t data[120]; };
int main(void) {
  struct sigcontext c; struct siginfo i; unsigned char *p; size_t n;
  memset(&c, 0, sizeof c); memset(&i, 0, sizeof i);
  c.rdi = 1007; c.rsi = 1006; c.rdx = 1002; c.rcx = 1001; c.r8 = 1008; c.r9 = 1009; c.r10 = 1010; c.r11 = 1011;
  c.r12 = 1012; c.r13 = 1013; c.r14 = 1014; c.r15 = 1015; c.rbp = 1005; c.rbx = 1003; c.rax = 1000; c.rsp = 1004;
  c.gs = c.fs = c.es = c.ds = c.ss = 0x23; c.cs = 0x2b; c.trapno = 6; c.err = 7; c.rip = 0x401234; c.rflags = 0x247;
  c.fpstate = (void *)0x12345678; c.onstack = 1; c.mask = 0x80000001;
  i.signo = 11; i.code = 2; *(uint64_t *)&i.data[0] = 0x8000deadbeef; *(int32_t *)&i.data[8] = 6;
  for (p = (unsigned char *)&c, n = 0; n < sizeof c; n++) printf("%02x", p[n]);
  printf("\\n");
  for (p = (unsigned char *)&i, n = 0; n < sizeof i; n++) printf("%02x", p[n]);
  return 0;
}
`;

describe("run: struct sigcontext and siginfo_t", () => {
  before(function () {
    needs(this, "gcc", "gcc");
  });

  it("lie in memory as a C compiler lays them out", () => {
    const folder = mkdtempSync(join(tmpdir(), "portwright-"));
    try {
      writeFileSync(join(folder, "frame.c"), program);
      const compiled = spawnSync("gcc", ["-o", join(folder, "frame"), join(folder, "frame.c")], { encoding: "utf8" });
      expect(compiled.status, compiled.stderr).to.equal(0);
      const [context, information] = spawnSync(join(folder, "frame"), { encoding: "utf8" }).stdout.split("\n");
      const registers = new BigUint64Array(16);
      for (const number of Object.values(registerNumber)) registers[number] = BigInt(1000 + number);
      const bytes = encodeContext({
        state: { registers, rip: 0x40_1234n, flags: 0x47n, fsBase: 0n, gsBase: 0n },
        trap: { number: 6, error: 7 },
        floatingPoint: 0x1234_5678n,
        onStack: true,
        mask: 0x8000_0001,
      });
      expect(Buffer.from(bytes).toString("hex")).to.equal(context);
      const info = { signal: 11, code: 2, address: 0x8000_dead_beefn, trap: { number: 6, error: 7 } };
      expect(Buffer.from(encodeInformation(info)).toString("hex")).to.equal(information);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
