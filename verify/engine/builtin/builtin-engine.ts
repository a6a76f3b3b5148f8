import type { CpuState, Engine, MemoryPart, Permissions, RunOptions, Stop } from "../engine.js";
import { EngineError } from "../engine.js";
import { checkFloatingPoint, initialFloatingPoint } from "../floating-point.js";
import { checkRunOptions } from "../run-options.js";
import { decodeInstruction } from "./decode.js";
import { Halt } from "./halt.js";
import type { Memory } from "./memory.js";
import type { DecodedInstruction } from "./page.js";
import { longestInstruction } from "./page.js";
import { Processor } from "./processor.js";

/**
 * portwright's own interpreter: decoded by iced-x86, every instruction of the table modelled, and nothing else. It
 * needs nothing but Node, is the same everywhere, and says so where it does not know an instruction.
 */
export function createBuiltinEngine(): Engine {
  return new BuiltinEngine();
}

class BuiltinEngine implements Engine {
  readonly name = "builtin";
  readonly #processor = new Processor();
  /** What is not modelled of it stays as it was set: the x87 registers. */
  #floatingPoint = initialFloatingPoint();
  #running = false;
  #disposed = false;

  map(address: bigint, size: bigint, permissions: Permissions): void {
    this.#memory.map(address, size, permissions);
  }

  unmap(address: bigint, size: bigint): void {
    this.#memory.unmap(address, size);
  }

  protect(address: bigint, size: bigint, permissions: Permissions): void {
    this.#memory.protect(address, size, permissions);
  }

  read(address: bigint, size: number): Uint8Array {
    return this.#memory.read(address, size);
  }

  write(address: bigint, bytes: Uint8Array): void {
    this.#memory.write(address, bytes);
  }

  state(): CpuState {
    this.#refuseWhenDisposed();
    return this.#processor.state();
  }

  setState(state: CpuState): void {
    this.#refuseWhileRunning();
    this.#processor.setState(state);
  }

  floatingPoint(): Uint8Array {
    this.#refuseWhenDisposed();
    const image = this.#floatingPoint.slice();
    this.#processor.vectors.saveTo(image);
    return image;
  }

  setFloatingPoint(image: Uint8Array): void {
    this.#refuseWhileRunning();
    checkFloatingPoint(image);
    this.#floatingPoint = image.slice();
    this.#processor.vectors.restoreFrom(image);
  }

  get executed(): number {
    return this.#processor.clock;
  }

  residentBytes(): number {
    return this.#memory.residentBytes;
  }

  residentParts(address: bigint, size: bigint): readonly MemoryPart[] {
    return this.#memory.residentParts(address, size);
  }

  /** Both paces are the same here. */
  run(options: RunOptions): Stop {
    this.#refuseWhileRunning();
    checkRunOptions(options);
    const processor = this.#processor;
    processor.begin(options);
    this.#running = true;
    let address = processor.rip;
    try {
      for (let begun = 0; begun < options.limit; begun += 1) {
        address = processor.rip;
        let instruction = processor.memory.decodedAt(address);
        if (instruction === undefined) {
          const decoded = this.#decode(address);
          if ("kind" in decoded) return decoded;
          instruction = decoded;
        }
        options.instruction?.(address);
        processor.clock += 1;
        processor.rip = instruction.next;
        instruction.step(processor);
        if (processor.stopped !== undefined) return processor.stopped;
      }
      return { kind: "limit" };
    } catch (thrown) {
      processor.rip = address;
      if (thrown instanceof Halt) return thrown.stop;
      throw thrown;
    } finally {
      this.#running = false;
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#refuseWhileRunning();
    this.#disposed = true;
    this.#processor.memory.clear();
  }

  get #memory(): Memory {
    this.#refuseWhenDisposed();
    return this.#processor.memory;
  }

  #refuseWhileRunning(): void {
    this.#refuseWhenDisposed();
    if (this.#running) throw new EngineError("the engine is running: a handler may change memory, nothing else");
  }

  #refuseWhenDisposed(): void {
    if (this.#disposed) throw new EngineError("the engine is disposed of: make another one");
  }

  /** Answers the fault of the first byte that may not be executed, if the instruction needs it. */
  #decode(address: bigint): DecodedInstruction | Stop {
    const { memory } = this.#processor;
    const code = memory.fetch(address, longestInstruction);
    // Nearly every routine ends by going to where nothing is: that is not worth a decoder.
    const result = code.length === 0 ? ({ kind: "more", length: 0 } as const) : decodeInstruction(code, address);
    if (result.kind === "more") {
      return { kind: "fault", access: "fetch", address: BigInt.asUintN(64, address + BigInt(result.length)) };
    }
    memory.keepDecoded(address, result.length, result.instruction);
    return result.instruction;
  }
}
