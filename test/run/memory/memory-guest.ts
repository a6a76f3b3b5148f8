import { FileSystem } from "../../../run/files/file-system.js";
import { FileTable } from "../../../run/files/file-table.js";
import { createProcess } from "../../../run/kernel/create-process.js";
import { errno } from "../../../run/kernel/errno.js";
import type { Process } from "../../../run/kernel/process.js";
import { UserSystem } from "../../../run/kernel/user-system.js";
import type { AddressSpace } from "../../../run/memory/address-space.js";
import { systemCallTable } from "../../../run/system-calls/table.js";
import type { Thread } from "../../../run/threads/thread.js";
import { createBuiltinEngine } from "../../../verify/engine/builtin/builtin-engine.js";
import { registerNumber } from "../../../verify/engine/engine.js";
import { initialFloatingPoint } from "../../../verify/engine/floating-point.js";

/** Where the thread's stack begins, of two pages. */
export const stackAt = 0x7f7f_ffff_a000n;

/** Where the data segment is, of one page. */
export const dataAt = 0x60_0000n;

/** Where mmap(2) looks first. */
export const usual = dataAt + (8n << 30n);

/** A process that makes calls as a program does: by registers, and by its stack. */
export class MemoryGuest {
  readonly process: Process;
  readonly #system: UserSystem;
  readonly #thread: Thread;

  constructor(root?: string) {
    this.#system = new UserSystem({
      seed: 1,
      startTime: 0n,
      limits: { memory: 1n << 30n, threads: 1, openFiles: 8 },
      trace: undefined,
      createEngine: () => Promise.resolve(createBuiltinEngine()),
      warn: () => undefined,
    });
    const files = new FileTable(new FileSystem({ startTime: 0n, seed: 1, root }));
    this.process = createProcess(1, "guest", createBuiltinEngine(), files);
    this.#system.addProcess(this.process);
    this.memory.map({ address: stackAt, size: 0x2000n, fixed: true, protection: 3 });
    this.memory.map({ address: dataAt, size: 0x1000n, fixed: true, protection: 3 });
    this.memory.setData(dataAt, dataAt + 0x1000n);
    const state = this.process.engine.state();
    state.registers[registerNumber.SP] = stackAt + 0x1000n;
    this.#thread = this.#system.startThread(this.process, state, initialFloatingPoint());
  }

  get memory(): AddressSpace {
    return this.process.memory;
  }

  /** What a call gives: its result, or the name of its error. */
  ask(name: string, ...values: readonly (number | bigint)[]): bigint | string {
    const call = [...systemCallTable.values()].find((known) => known.name === name);
    const { registers } = this.#thread.state;
    registers[registerNumber.AX] = BigInt(call?.number ?? 0);
    const places = ["DI", "SI", "DX", "R10", "R8", "R9"] as const;
    for (const [index, value] of values.entries()) {
      const place = places[index];
      if (place === undefined) {
        this.memory.writeUint64(stackAt + 0x1000n + BigInt(8 * (index - 5)), BigInt.asUintN(64, BigInt(value)));
      } else {
        registers[registerNumber[place]] = BigInt.asUintN(64, BigInt(value));
      }
    }
    this.#system.dispatch.call(this.#thread);
    const { state } = this.#thread;
    const result = state.registers[registerNumber.AX] ?? 0n;
    return (state.flags & 1n) === 0n
      ? result
      : (Object.entries(errno).find(([, number]) => BigInt(number) === result)?.[0] ?? `errno ${String(result)}`);
  }

  /** mmap(2) of anonymous memory. */
  map(address: bigint, size: number | bigint, protection = 3, flags = 0x1002): bigint | string {
    return this.ask("mmap", address, size, protection, flags, -1, 0, 0);
  }

  /** What may be done with a byte: "rw-", or "" where nothing is mapped. */
  letters(address: bigint): string {
    const permissions = this.memory.permissionsAt(address);
    return permissions === undefined
      ? ""
      : [permissions.read ? "r" : "-", permissions.write ? "w" : "-", permissions.execute ? "x" : "-"].join("");
  }
}
