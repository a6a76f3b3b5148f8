import { expect } from "chai";
import { AddressSpace } from "../../../run/memory/address-space.js";
import { BadAddress } from "../../../run/memory/bad-address.js";
import { CallError } from "../../../run/system-calls/result.js";
import { availableEngines, createEngine, engineNames } from "../../../verify/engine/available-engines.js";
import type { Engine } from "../../../verify/engine/engine.js";
import { Random } from "../../../verify/random.js";
import { skipForWant } from "../../peers.js";

const base = 0x10_0000n;
const gibibyte = 1n << 30n;

for (const name of engineNames) {
  describe(`address spaces, on ${name}`, () => {
    let engine: Engine;
    let memory: AddressSpace;

    before(async function () {
      const found = (await availableEngines()).find((availability) => availability.name === name);
      if (found?.available !== true) {
        skipForWant(this, found?.reason ?? `there is no engine ${name}`);
      }
    });
    beforeEach(async () => {
      engine = await createEngine(name);
      memory = new AddressSpace(engine);
    });
    afterEach(() => {
      engine.dispose();
    });

    /** The address of the first byte that cannot be used, or undefined where all can. */
    function firstBad(use: () => void): bigint | undefined {
      try {
        use();
      } catch (thrown) {
        if (thrown instanceof BadAddress) {
          return thrown.address;
        }
        throw thrown;
      }
      return undefined;
    }

    it("reads and writes as pages allow, across their borders", () => {
      const random = new Random(3, name);
      const protections = Array.from({ length: 24 }, () => (random.below(4) === 0 ? undefined : random.below(8)));
      for (const [index, protection] of protections.entries()) {
        if (protection !== undefined) {
          memory.map({ address: base + BigInt(4096 * index), size: 4096n, fixed: true, protection });
        }
      }
      // What a page allows: all but PROT_NONE can be read, as the processor has it.
      const allows = (way: "read" | "write", at: number): boolean => {
        const bits = protections[Math.floor(at / 4096)] ?? 0;
        return way === "read" ? bits !== 0 : (bits & 2) !== 0;
      };
      for (let round = 0; round < 500; round += 1) {
        const [at, size] = [random.below(20 * 4096), random.below(3 * 4096)];
        for (const way of ["read", "write"] as const) {
          const expected = Array.from({ length: size }, (_, offset) => at + offset).find((byte) => !allows(way, byte));
          const address = base + BigInt(at);
          const bad = firstBad(() => {
            if (way === "read") {
              expect(memory.read(address, size).length).to.equal(size);
            } else {
              memory.write(address, new Uint8Array(size).fill(round));
            }
          });
          expect(bad).to.equal(expected === undefined ? undefined : base + BigInt(expected));
        }
      }
    });

    it("writes all or nothing", () => {
      memory.map({ address: base, size: 4096n, fixed: true, protection: 3 });
      memory.map({ address: base + 4096n, size: 4096n, fixed: true, protection: 1 });
      expect(
        firstBad(() => {
          memory.write(base + 4090n, new Uint8Array(10).fill(1));
        }),
      ).to.equal(base + 4096n);
      expect(memory.read(base + 4090n, 10)).to.deep.equal(new Uint8Array(10));
      memory.write(base + 4088n, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
      expect(memory.readUint64(base + 4088n)).to.equal(0x0807060504030201n);
      expect(memory.readUint32(base + 4092n)).to.equal(0x08070605);
    });

    it("finds wild pointers at once, however many bytes are asked for", () => {
      memory.map({ address: base, size: 4096n, fixed: true, protection: 3 });
      const wild = [0n, 1n, 0xfffn, 0x7fff_ffff_f000n, 1n << 47n, 1n << 63n, 0xffff_8000_0000_0000n, (1n << 64n) - 1n];
      for (const address of [...wild, base + 4095n, -1n, 1n << 70n]) {
        for (const size of [2, 1 << 20, 2 ** 40, 2 ** 53, 2 ** 63]) {
          const first = address === base + 4095n ? base + 4096n : BigInt.asUintN(64, address);
          expect(firstBad(() => memory.read(address, size))).to.equal(first);
        }
        const first = address === base + 4095n ? base + 4096n : BigInt.asUintN(64, address);
        expect(firstBad(() => memory.readString(address, 1024))).to.equal(address === base + 4095n ? undefined : first);
        expect(
          firstBad(() => {
            memory.writeUint64(address, 1n);
          }),
        ).to.equal(first);
        expect(memory.read(address, 0).length).to.equal(0);
      }
    });

    it("does not move more than the host can hold", () => {
      memory.map({ address: base, size: 16n * gibibyte, fixed: true, protection: 3 });
      expect(() => memory.read(base, 2 ** 33)).to.throw(CallError, "ENOMEM");
      expect(engine.residentBytes()).to.be.below(1 << 20);
    });

    it("reads strings up to their zero, over borders, and not beyond", () => {
      memory.map({ address: base, size: 8192n, fixed: true, protection: 3 });
      const text = Buffer.from("a string over a border\0rest");
      memory.write(base + 4090n, text);
      expect(Buffer.from(memory.readString(base + 4090n, 1024)).toString()).to.equal("a string over a border");
      expect(Buffer.from(memory.readString(base + 4090n, 23)).toString()).to.equal("a string over a border");
      expect(() => memory.readString(base + 4090n, 22)).to.throw(CallError, "ENAMETOOLONG");
      memory.write(base + 8190n, Buffer.from("no"));
      expect(firstBad(() => memory.readString(base + 8190n, 1024))).to.equal(base + 8192n);
      expect(() => memory.readString(base + 8190n, 2)).to.throw(CallError, "ENAMETOOLONG");
      memory.write(base + 8190n, Buffer.from("1\0"));
      expect(Buffer.from(memory.readString(base + 8190n, 1024)).toString()).to.equal("1");
    });

    it("reserves tens of gibibytes for nothing, and honours hints", () => {
      const begun = performance.now();
      for (const [protection, size] of [
        [0, 16n],
        [3, 64n],
        [0, 32_768n],
      ] as const) {
        const hint = 0xf8_0000_0000n + size * gibibyte;
        expect(memory.map({ address: hint, size: size * gibibyte, protection })).to.equal(hint);
        expect(memory.map({ address: hint, size: 4096n, protection })).to.equal(hint + size * gibibyte);
      }
      memory.write(0xf8_0000_0000n + 100n * gibibyte, Uint8Array.of(1));
      expect(engine.residentBytes()).to.be.below(1 << 20);
      expect(performance.now() - begun).to.be.below(1000);
    });

    it("lets a reservation be used piece by piece, and keeps what it holds", () => {
      memory.map({ address: base, size: 1024n * gibibyte, fixed: true, protection: 0 });
      expect(firstBad(() => memory.read(base, 1))).to.equal(base);
      memory.protect(base + 4096n, 8192n, 3);
      memory.write(base + 4096n, new Uint8Array(8192).fill(1));
      memory.protect(base + 8192n, gibibyte, 0);
      expect(firstBad(() => memory.read(base + 4096n, 8192))).to.equal(base + 8192n);
      memory.protect(base + 8192n, gibibyte, 1);
      expect(memory.read(base + 4096n, 12288)).to.deep.equal(new Uint8Array(12288).fill(1, 0, 8192));
      expect(memory.covers(base, 1024n * gibibyte)).to.equal(true);
      memory.unmap(base, 1024n * gibibyte);
      expect(memory.regions).to.deep.equal([]);
    });

    it("refuses more than any program can use", () => {
      memory.map({ address: base, size: 64n * gibibyte, fixed: true, protection: 0 });
      expect(() => memory.map({ address: base, size: 129n * gibibyte, protection: 3 })).to.throw(CallError, "ENOMEM");
      memory.map({ address: base, size: 65n * gibibyte, protection: 0 });
      expect(() => {
        memory.protect(base, 129n * gibibyte, 1);
      }).to.throw(CallError, "ENOMEM");
      expect(memory.permissionsAt(base)?.read).to.equal(false);
    });

    it("says when more is in use than is allowed", () => {
      memory.map({ address: base, size: 16n * gibibyte, fixed: true, protection: 3 });
      expect(memory.overLimit(1n << 20n)).to.equal(false);
      const fresh = new AddressSpace(engine);
      fresh.map({ address: 64n * gibibyte, size: 2n << 20n, fixed: true, protection: 3 });
      fresh.write(64n * gibibyte, new Uint8Array(2 << 20).fill(1));
      expect(fresh.overLimit(1n << 20n)).to.equal(true);
      expect(fresh.overLimit(2n << 20n)).to.equal(false);
    });

    it("does not forget what was made unusable when it counts", () => {
      memory.map({ address: base, size: 2n << 20n, fixed: true, protection: 3 });
      memory.write(base, new Uint8Array(2 << 20).fill(1));
      memory.protect(base, 2n << 20n, 0);
      expect(memory.overLimit(1n << 20n)).to.equal(true);
    });

    it("copies itself for a child, what is touched of it", async () => {
      memory.map({ address: base, size: 8192n, fixed: true, protection: 3 });
      memory.map({ address: base + 8192n, size: 4096n, fixed: true, protection: 3 });
      memory.map({ address: 2n * gibibyte, size: gibibyte / 4n, fixed: true, protection: 3 });
      memory.map({ address: 64n * gibibyte, size: 64n * gibibyte, fixed: true, protection: 0 });
      memory.write(base, Uint8Array.of(1, 2, 3));
      memory.write(2n * gibibyte + 0x7_0000n, Uint8Array.of(4));
      memory.protect(base, 4096n, 1);
      memory.inherit(base + 8192n, 4096n, "none");
      const other = await createEngine(name);
      const copy = memory.copyTo(other);
      expect(copy.read(base, 3)).to.deep.equal(Uint8Array.of(1, 2, 3));
      expect(copy.read(2n * gibibyte + 0x7_0000n, 1)).to.deep.equal(Uint8Array.of(4));
      expect(copy.permissionsAt(base)).to.deep.equal({ read: true, write: false, execute: false });
      expect(copy.permissionsAt(base + 8192n)).to.equal(undefined);
      expect(other.residentBytes()).to.be.below(1 << 20);
      copy.write(base + 4096n, Uint8Array.of(9));
      expect(memory.read(base + 4096n, 1)).to.deep.equal(Uint8Array.of(0));
      other.dispose();
    });

    it("gives out ENOMEM for more regions than it keeps, in little time", function () {
      this.timeout(60_000);
      // At the pace of programs; at the exact one memory is mapped at once, and Unicorn has 4,096 numbers for regions.
      engine.run({ limit: 1, pace: "approximate" });
      let count = 0;
      const fill = (): void => {
        for (; count < 70_000; count += 1) {
          memory.map({ address: base, size: 4096n, protection: 1 + (count & 1) });
        }
      };
      expect(fill).to.throw(CallError, "ENOMEM");
      expect(count).to.equal(65_536);
      memory.unmap(base, BigInt(count) * 4096n);
      expect(memory.regions).to.deep.equal([]);
    });

    it("gives out ENOMEM where changes would make more regions than it keeps", function () {
      this.timeout(60_000);
      memory.map({ address: base, size: 4n * gibibyte, fixed: true, protection: 0 });
      let at = base;
      const cut = (): void => {
        for (; at < base + 4n * gibibyte; at += 8192n) {
          memory.inherit(at, 4096n, "none");
        }
      };
      expect(cut).to.throw(CallError, "ENOMEM");
      expect(() => {
        memory.protect(at, 4096n, 1);
      }).to.throw(CallError, "ENOMEM");
      expect(() => {
        memory.unmap(at, 4096n);
      }).to.throw(CallError, "ENOMEM");
      // What is whole can still be changed, and go.
      memory.inherit(base, 4096n, "copy");
      memory.unmap(base, 4n * gibibyte);
      expect(memory.regions).to.deep.equal([]);
    });
  });
}
