import { expect } from "chai";
import { join } from "node:path";
import type { Encoder } from "../../assemble/encoder.js";
import { EncoderThread } from "../../assemble/encoder-thread.js";
import { KeystoneEncoder } from "../../assemble/keystone-encoder.js";
import { packageFolder } from "../../gen/own-package.js";

const bin = join(packageFolder, "dist", "bin");

/** Instructions, one that Keystone refuses among them, and bytes that read back as another form. */
const texts = ["movq 0x8(%rsp), %rdi", "syscall", "frobnicate %rax", "jae 0x40000010", "lock xaddl %eax, (%rbx)"];

async function answers(encoder: Encoder): Promise<unknown> {
  return encoder.encode(texts);
}

describe("the assembler's thread", () => {
  it("answers as Keystone does in this one, again and again", async () => {
    const expected = await answers(new KeystoneEncoder());
    const thread = new EncoderThread(join(bin, "encoder-thread.cjs"));
    expect(await answers(thread)).to.deep.equal(expected);
    expect(await answers(thread)).to.deep.equal(expected);
  });

  it("is not missed where it cannot be started", async () => {
    const thread = new EncoderThread(join(bin, "no-such-thread.cjs"));
    const expected = await answers(new KeystoneEncoder());
    expect(await answers(thread)).to.deep.equal(expected);
    expect(await answers(thread)).to.deep.equal(expected);
  });

  it("is not missed once it has been ended", async () => {
    const thread = new EncoderThread(join(bin, "encoder-thread.cjs"));
    const before = answers(thread);
    thread.end();
    const expected = await answers(new KeystoneEncoder());
    expect(await before).to.deep.equal(expected);
    expect(await answers(thread)).to.deep.equal(expected);
  });

  it("answers many who ask at the same time", async () => {
    const thread = new EncoderThread(join(bin, "encoder-thread.cjs"));
    const each = await Promise.all(texts.map((text) => thread.encode([text])));
    expect(each.flat()).to.deep.equal(await answers(new KeystoneEncoder()));
  });
});
