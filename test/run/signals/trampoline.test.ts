import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { signalOf } from "../../../run/signals/signal-table.js";
import { handlerReturn, trampolineBytes } from "../../../run/signals/trampoline.js";
import { needs } from "../../peers.js";
import { codeAt, dataAt, Guest, nowhere, stackTop } from "../guest.js";

const source = `
	callq	*%rax
back:	movq	%rsp, %rdi
	pushq	%rdi
	movq	$103, %rax
	syscall
	movq	$1, %rax
	syscall
`;

describe("run: the signal trampoline", () => {
  before(function () {
    needs(this, "as", "binutils");
    needs(this, "objcopy", "binutils");
  });

  it("is what GNU as makes of it", () => {
    const folder = mkdtempSync(join(tmpdir(), "portwright-"));
    try {
      const [object, flat] = [join(folder, "trampoline.o"), join(folder, "trampoline.bin")];
      expect(spawnSync("as", ["--64", "-o", object, "-"], { input: source }).status).to.equal(0);
      expect(spawnSync("objcopy", ["-O", "binary", "-j", ".text", object, flat]).status).to.equal(0);
      expect(readFileSync(flat).toString("hex")).to.equal(Buffer.from(trampolineBytes).toString("hex"));
      expect(handlerReturn).to.equal(2n);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("run: contexts that no kernel made", () => {
  it("are refused or taken, and what the program does then is its own affair", () => {
    const contextAt = dataAt + 0x400n;
    const address = fc.oneof(
      fc.constantFrom(0n, codeAt, dataAt, stackTop, stackTop - 8n, nowhere, 1n << 47n, (1n << 64n) - 1n, 1n << 63n),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
    );
    fc.assert(
      fc.property(
        fc.array(address, { minLength: 28, maxLength: 28 }),
        fc.constantFrom(0x2bn, 0x23n, 0x33n, 0x08n, 3n),
        fc.constantFrom(0x202n, 0x8d7n, 0xfd7n, 0x24_0fd7n, 0x1_0202n, 0xffff_ffff_ffff_ffffn),
        (words, cs, flags) => {
          const guest = new Guest();
          words.forEach((word, index) => {
            guest.memory.writeUint64(contextAt + BigInt(8 * index), word);
          });
          guest.memory.writeUint64(contextAt + 0xb0n, cs);
          guest.memory.writeUint64(contextAt + 0xb8n, flags);
          guest.call("sigreturn", [contextAt]);
          guest.run(guest.main, 100);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("run: the table of signals", () => {
  /** Names by number, as the port's table of signals has them. */
  const names =
    "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP CONT CHLD TTIN TTOU IO XCPU XFSZ VTALRM PROF WINCH INFO USR1 USR2 THR";

  it("names all thirty-two", () => {
    names.split(" ").forEach((name, index) => {
      expect(signalOf(index + 1).name).to.equal(`SIG${name}`);
    });
    expect(() => signalOf(33)).to.throw(RangeError);
  });

  it("knows which leave a core behind", () => {
    const core = Array.from({ length: 32 }, (_, index) => index + 1).filter((n) => signalOf(n).action === "core");
    expect(core).to.deep.equal([3, 4, 5, 6, 7, 8, 10, 11, 12]);
  });
});
