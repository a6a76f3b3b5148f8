import { expect } from "chai";
import { judgeText } from "../../assemble/assembler-text.js";
import { Keystone } from "../../assemble/keystone.js";
import { keystoneLoaders } from "../../assemble/keystone-module.js";
import { givingUp, imitation, refusalOf } from "./imitated-keystone.js";

const sharedKeystone = new Keystone();

function refusal(text: string, keystone: Keystone = sharedKeystone): Promise<string> {
  return refusalOf(keystone, text);
}

describe("keystone", () => {
  it("assembles one instruction", async () => {
    const bytes = await sharedKeystone.encode("movq 0x8(%rsp), %rsi", 0x1000);
    expect(Buffer.from(bytes).toString("hex")).to.equal("488b742408");
  });

  it("takes absolute targets with the address", async () => {
    expect(Buffer.from(await sharedKeystone.encode("jae 0x101b", 0x1000)).toString("hex")).to.equal("7319");
    expect(Buffer.from(await sharedKeystone.encode("jae 0x101b", 0x1010)).toString("hex")).to.equal("7309");
  });

  it("assembles the same text once", async () => {
    let calls = 0;
    const { keystone } = imitation(() => {
      calls += 1;
      return { mc: Uint8Array.of(0x90), count: 1, failed: false };
    });
    await keystone.encode("nop", 0);
    await keystone.encode("nop", 0);
    await keystone.encode("nop", 16);
    expect(calls).to.equal(2);
  });

  describe("never sees", () => {
    const dangerous: readonly (readonly [text: string, why: RegExp])[] = [
      ["movl $10, %eax", /hexadecimal/],
      ["movl $010, %eax", /hexadecimal/],
      ["movq 8(%rsp), %rsi", /hexadecimal/],
      ["movq (%rbx,%rcx,8), %rsi", /hexadecimal/],
      ["movq $0x10000000000000000, %rax", /not one AT&T instruction/],
      ["movabsq $-0xffffffffffffffff, %rax", /64 bits/],
      ["movq 0x80000000(%rbp), %rax", /32 bits/],
      ["movq 0x100000000(%rbp), %rax", /32 bits/],
      ["movq -0x80000001(%rbp), %rax", /32 bits/],
      ["movq %fs:0x10, %rcx", /not one AT&T instruction/],
      ["movq %fs:-0x10, %rcx", /not one AT&T instruction/],
      ["movq 0x10, %rcx", /riz/],
      [".quad 0x1", /not one AT&T instruction/],
      [".float 1.0", /not one AT&T instruction/],
      [".text", /not one AT&T instruction/],
      [".cfi_startproc", /not one AT&T instruction/],
      // These two never come back.
      ["rep %al", /prefix/],
      ["data16 *%rax", /prefix/],
      ["lock", /prefix/],
      ["nop; nop", /not one AT&T instruction/],
      ["nop\nnop", /not one AT&T instruction/],
      ["negq (%ah)", /not one AT&T instruction/],
      ["vaddps %zmm0, %zmm1, %zmm2", /not one AT&T instruction/],
      ["paddb %mm0, %mm1", /not one AT&T instruction/],
      ["addps %xmm16, %xmm1", /not one AT&T instruction/],
      ["movl (%eax), %ebx", /not one AT&T instruction/],
      ["label: nop", /not one AT&T instruction/],
      ["callq runtime.write", /not one AT&T instruction/],
      ["callq runtime·write", /not one AT&T instruction/],
      ["jmp 1f", /not one AT&T instruction/],
      ["", /not one AT&T instruction/],
      [`nop ${"%rax, ".repeat(10_000)}%rax`, /60008 characters/],
    ];
    for (const [text, why] of dangerous) {
      it(JSON.stringify(text.slice(0, 40)), () => {
        const verdict = judgeText(text);
        expect(verdict.kind === "refused" ? verdict.reason : "accepted").to.match(why);
      });
    }
  });

  describe("is not believed when it drops", () => {
    for (const text of ["movl %rax, %ebx", "cmpq $0xffffffff, %rax", "shlq $0x100, %rax", "pushl %eax"]) {
      it(text, async () => {
        expect(await refusal(text)).to.match(/nothing came back/);
      });
    }
  });

  it("says what is wrong where it says so itself", async () => {
    expect(await refusal("endbr64")).to.match(/Invalid mnemonic.*code 514/);
    expect(await refusal("loop 0x50000010")).to.match(/Invalid fixup.*code 161/);
    // The error before is no error of this one.
    expect(await refusal("nop")).to.equal("accepted: 90");
  });

  it("counts statements, prefixes included", async () => {
    expect(await refusal("lock xaddl %eax, (%rbx)")).to.equal("accepted: f00fc103");
    const { keystone } = imitation(() => ({
      mc: Uint8Array.of(0x90),
      count: 2,
      failed: false,
    }));
    expect(await refusal("nop", keystone)).to.match(/2 statements were read instead of 1/);
    expect(await refusal("rep stosq", keystone)).to.equal("accepted: 90");
  });

  it("is not believed when it gives an error code with bytes", async () => {
    const { keystone } = imitation(() => ({ mc: Uint8Array.of(0x90), count: 1, failed: false }), 512);
    expect(await refusal("nop", keystone)).to.match(/error 512, code 512/);
  });

  it("is not believed when it gives more than an instruction", async () => {
    const { keystone } = imitation(() => ({
      mc: new Uint8Array(16),
      count: 1,
      failed: false,
    }));
    expect(await refusal("nop", keystone)).to.match(/16 bytes came back/);
  });

  it("leaves the exit status alone when it gives up, and says why", async () => {
    const before = process.exitCode;
    const [load] = keystoneLoaders();
    const keystone = new Keystone([givingUp(load)]);
    expect(await refusal("nop", keystone)).to.match(/broke down: .*exit\(1\).*high byte register/);
    expect(process.exitCode).to.equal(before);
  });

  it("is not believed when it warns", async () => {
    const keystone = new Keystone();
    expect(await refusal("stosl 0x8(%rax)", keystone)).to.match(/only for determining the size/);
    expect(await refusal("nop", keystone)).to.equal("accepted: 90");
  });

  it("is loaded anew after a trap", async () => {
    let calls = 0;
    const { keystone, loads } = imitation(() => {
      calls += 1;
      if (calls === 1) {
        throw new RangeError("memory access out of bounds");
      }
      return { mc: Uint8Array.of(0x90), count: 1, failed: false };
    });
    expect(await refusal("nop", keystone)).to.match(/broke down.*out of bounds/);
    expect(await refusal("nop", keystone)).to.equal("accepted: 90");
    expect(loads()).to.equal(2);
  });
});
