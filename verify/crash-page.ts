import type { Engine } from "./engine/engine.js";
import { EngineError } from "./engine/engine.js";

/** The page that is there for states in which nothing crashes; not `ours` where the world lies there anyway. */
interface CrashPage {
  readonly page: bigint;
  readonly ours: boolean;
}

const mapped = new WeakMap<Engine, CrashPage>();

/**
 * Maps the page of an address at which nothing should be mapped, for a state that wants it so, or takes it away again.
 * It stays from one state to the next if that wants it, too: another layout of memory is what costs engines most.
 */
export function setCrashPage(engine: Engine, page: bigint | undefined): void {
  const before = mapped.get(engine);
  if (before?.page === page) {
    return;
  }
  mapped.delete(engine);
  if (before?.ours === true) {
    engine.unmap(before.page, 0x1000n);
  }
  if (page !== undefined) {
    mapped.set(engine, { page, ours: mapNow(engine, page) });
  }
}

/** Where the world lies already, the store will be seen not to fault in the other states too. */
function mapNow(engine: Engine, page: bigint): boolean {
  try {
    engine.map(page, 0x1000n, { read: true, write: true, execute: false });
    return true;
  } catch (thrown) {
    if (thrown instanceof EngineError) {
      return false;
    }
    throw thrown;
  }
}
