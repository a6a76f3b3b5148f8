import type { CpuState, Engine, MemoryPart, Pace, Permissions, RunOptions, Stop } from "../../verify/engine/engine.js";

/** An engine all of whose runs are at one pace, but those with handlers that are only for the exact one. */
export class PacedEngine implements Engine {
  readonly #engine: Engine;
  readonly #pace: Pace;

  constructor(engine: Engine, pace: Pace) {
    this.#engine = engine;
    this.#pace = pace;
  }

  get name(): Engine["name"] {
    return this.#engine.name;
  }

  get executed(): number {
    return this.#engine.executed;
  }

  map(address: bigint, size: bigint, permissions: Permissions): void {
    this.#engine.map(address, size, permissions);
  }

  unmap(address: bigint, size: bigint): void {
    this.#engine.unmap(address, size);
  }

  protect(address: bigint, size: bigint, permissions: Permissions): void {
    this.#engine.protect(address, size, permissions);
  }

  read(address: bigint, size: number): Uint8Array {
    return this.#engine.read(address, size);
  }

  write(address: bigint, bytes: Uint8Array): void {
    this.#engine.write(address, bytes);
  }

  state(): CpuState {
    return this.#engine.state();
  }

  setState(state: CpuState): void {
    this.#engine.setState(state);
  }

  floatingPoint(): Uint8Array {
    return this.#engine.floatingPoint();
  }

  setFloatingPoint(image: Uint8Array): void {
    this.#engine.setFloatingPoint(image);
  }

  residentBytes(): number {
    return this.#engine.residentBytes();
  }

  residentParts(address: bigint, size: bigint): readonly MemoryPart[] {
    return this.#engine.residentParts(address, size);
  }

  run(options: RunOptions): Stop {
    const exact = options.instruction !== undefined || options.access !== undefined;
    return this.#engine.run(exact ? options : { pace: this.#pace, ...options });
  }

  dispose(): void {
    this.#engine.dispose();
  }
}
