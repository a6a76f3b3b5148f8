import { readlinkSync } from "node:fs";
import { CallError } from "../system-calls/result.js";
import { onHost } from "./host-error.js";
import type { HostPin } from "./host-pin.js";
import type { VirtualDirectory, VirtualNode } from "./virtual-tree.js";
import { devices } from "./virtual-tree.js";

/** Limits of OpenBSD sys/syslimits.h and sys/param.h. */
export const pathLimit = 1024;
const nameLimit = 255;
const linkLimit = 32;

/** What a path names. */
export type Found = VirtualNode | HostNode;

export interface HostNode {
  readonly kind: "host";
  readonly pin: HostPin;
}

/** A folder: where names are looked up. */
export type Folder = VirtualDirectory | HostNode;

/** Where a path leads. */
export interface Place {
  /** The way there from the root, without links; bytes as characters. */
  readonly names: readonly string[];
  /** The folder that holds it. */
  readonly parent: Folder;
  /** Its name there; undefined where the path ends with `.` or `..` or is the root, which nobody can make or remove. */
  readonly name: string | undefined;
  /** The last component as it was written: tells `.` from `..`. */
  readonly written: string;
  /** Undefined: there is nothing of this name in the folder. */
  readonly found: Found | undefined;
  /** Was a folder meant: does the path end with a slash? */
  readonly slash: boolean;
}

/** Looks up one path from a root. Pins are held until `close`. */
export class PathWalk {
  readonly #pins: HostPin[] = [];
  readonly #root: Folder;
  /** From the root to where we are: only folders, except the last. */
  readonly #steps: { readonly name: string; readonly found: Found }[];
  #links = 0;

  constructor(root: Folder) {
    this.#root = root;
    this.#steps = [{ name: "", found: root }];
  }

  close(): void {
    for (const pin of this.#pins.splice(0)) {
      pin.close();
    }
  }

  /** Walks a path from a folder; `follow` says whether a link at the end is followed. */
  walk(start: readonly string[], path: string, follow: boolean): Place {
    if (path === "") {
      throw new CallError("ENOENT");
    }
    const slash = path.endsWith("/");
    const ahead = [...(path.startsWith("/") ? [] : start), ...componentsOf(path)].reverse();
    let written = "";
    for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
      written = name;
      const folder = this.#folder();
      if (name === ".") {
        continue;
      }
      if (name === "..") {
        // The root's parent is the root.
        if (this.#steps.length > 1) {
          this.#steps.pop();
        }
        continue;
      }
      if (name.length > nameLimit) {
        throw new CallError("ENAMETOOLONG");
      }
      const found = this.#lookUp(folder, name);
      if (found === undefined) {
        if (ahead.length > 0) {
          throw new CallError("ENOENT");
        }
        return { names: [...this.#names(), name], parent: folder, name, written, found: undefined, slash };
      }
      if (found.kind === "host" && found.pin.stat.isSymbolicLink() && (ahead.length > 0 || follow || slash)) {
        this.#follow(folder, name, ahead);
      } else {
        this.#steps.push({ name, found });
      }
    }
    return this.#end(written, slash);
  }

  #end(written: string, slash: boolean): Place {
    const last = this.#steps.at(-1);
    const parent = this.#steps.at(-2)?.found ?? this.#root;
    if (last === undefined || (slash && !isFolder(last.found)) || !isFolder(parent)) {
      throw new CallError("ENOTDIR");
    }
    const named = written !== "" && written !== "." && written !== "..";
    return {
      names: this.#names(),
      parent,
      name: named && this.#steps.length > 1 ? last.name : undefined,
      written,
      found: last.found,
      slash,
    };
  }

  #names(): readonly string[] {
    return this.#steps.slice(1).map((step) => step.name);
  }

  #folder(): Folder {
    const found = this.#steps.at(-1)?.found ?? this.#root;
    if (!isFolder(found)) {
      throw new CallError("ENOTDIR");
    }
    return found;
  }

  #lookUp(folder: Folder, name: string): Found | undefined {
    if (folder.kind === "virtual-directory") {
      return folder.entries.get(name);
    }
    if (name === "dev" && this.#steps.length === 1) {
      return devices;
    }
    const pin = folder.pin.pin(name);
    if (pin === undefined) {
      return undefined;
    }
    this.#pins.push(pin);
    return { kind: "host", pin };
  }

  /** Puts the components of a link's text before those that are still ahead. The text is the guest's path, not the host's. */
  #follow(folder: Folder, name: string, ahead: string[]): void {
    this.#links += 1;
    if (this.#links > linkLimit) {
      throw new CallError("ELOOP");
    }
    if (folder.kind !== "host") {
      throw new CallError("ENOENT");
    }
    const text = onHost(() => readlinkSync(folder.pin.entry(name), "buffer")).toString("latin1");
    const length = ahead.reduce((sum, component) => sum + component.length + 1, text.length);
    if (text === "") {
      throw new CallError("ENOENT");
    }
    if (length >= pathLimit) {
      throw new CallError("ENAMETOOLONG");
    }
    if (text.startsWith("/")) {
      this.#steps.length = 1;
    }
    // A slash at the end of the text asks for a folder, as `.` behind it does.
    ahead.push(...(text.endsWith("/") ? ["."] : []), ...componentsOf(text).reverse());
  }
}

export function isFolder(found: Found): found is Folder {
  return found.kind === "virtual-directory" || (found.kind === "host" && found.pin.stat.isDirectory());
}

function componentsOf(path: string): string[] {
  return path.split("/").filter((component) => component !== "");
}
