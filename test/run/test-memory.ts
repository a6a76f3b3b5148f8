import type { Engine, Permissions } from "../../verify/engine/engine.js";
import { AddressSpace } from "../../run/memory/address-space.js";
import { BadAddress } from "../../run/memory/bad-address.js";

/** Permissions as a kernel looks at them, over memory that the engine maps. */
export class TestMemory extends AddressSpace {
  readonly #engine: Engine;
  readonly #regions: { readonly from: bigint; readonly to: bigint; readonly permissions: Permissions }[] = [];

  constructor(engine: Engine) {
    super(engine);
    this.#engine = engine;
  }

  add(from: bigint, size: bigint, permissions: Permissions): void {
    this.#engine.map(from, size, permissions);
    this.#regions.push({ from, to: from + size, permissions });
  }

  override permissionsAt(address: bigint): Permissions | undefined {
    return this.#regions.find(({ from, to }) => from <= address && address < to)?.permissions;
  }

  override read(address: bigint, size: number): Uint8Array {
    this.#check(address, size, "read");
    return this.#engine.read(address, size);
  }

  override write(address: bigint, bytes: Uint8Array): void {
    this.#check(address, bytes.length, "write");
    this.#engine.write(address, bytes);
  }

  override readUint32(address: bigint): number {
    return Buffer.from(this.read(address, 4)).readUInt32LE();
  }

  override readUint64(address: bigint): bigint {
    return Buffer.from(this.read(address, 8)).readBigUInt64LE();
  }

  override writeUint32(address: bigint, value: number): void {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    this.write(address, bytes);
  }

  override writeUint64(address: bigint, value: bigint): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    this.write(address, bytes);
  }

  #check(address: bigint, size: number, access: "read" | "write"): void {
    for (const at of [address, address + BigInt(Math.max(0, size - 1))]) {
      if (this.permissionsAt(at)?.[access] !== true) throw new BadAddress(at);
    }
  }
}
