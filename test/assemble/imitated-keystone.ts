import type { KeystoneModule, KeystoneResult } from "@alexaltea/keystone-js";
import { Keystone, KeystoneError } from "../../assemble/keystone.js";
import type { KeystoneLoader } from "../../assemble/keystone-module.js";

/** A module whose assembler does what the test says, and how often such a module was made. */
export function imitation(
  assemble: () => KeystoneResult,
  errno = 0,
): { readonly keystone: Keystone; readonly loads: () => number } {
  let loads = 0;
  const module: KeystoneModule = {
    ARCH_X86: 4,
    MODE_64: 8,
    OPT_SYNTAX: 1,
    OPT_SYNTAX_ATT: 2,
    Keystone: class {
      option(): void {
        return;
      }
      asm(): KeystoneResult {
        return assemble();
      }
      errno(): number {
        return errno;
      }
    },
    strerror: (code) => `error ${String(code)}`,
  };
  const load = (): Promise<KeystoneModule> => {
    loads += 1;
    return Promise.resolve(module);
  };
  return { keystone: new Keystone([load]), loads: () => loads };
}

/** A module that is given, for any text, one that it gives up on; the checks would not let it through. */
export function givingUp(load: KeystoneLoader): KeystoneLoader {
  return async (print) => {
    const module = await load(print);
    class GivesUp extends module.Keystone {
      constructor(architecture: number, mode: number) {
        super(architecture, mode);
        const assemble = this.asm.bind(this);
        this.asm = (_text, address) => assemble("negq (%ah)", address);
      }
    }
    return { ...module, Keystone: GivesUp };
  };
}

/** How Keystone fails on a text. */
export async function refusalOf(keystone: Keystone, text: string): Promise<string> {
  try {
    const bytes = await keystone.encode(text, 0x1000);
    return `accepted: ${Buffer.from(bytes).toString("hex")}`;
  } catch (thrown) {
    if (thrown instanceof KeystoneError) {
      return thrown.message;
    }
    throw thrown;
  }
}
