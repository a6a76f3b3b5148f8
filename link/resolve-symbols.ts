import { ElfError } from "../elf/elf-error.js";
import type { ElfObject, ObjectSymbol } from "../elf/object.js";
import type { ElfArchive, ArchiveMember } from "../elf/read-archive.js";
import { readObject } from "../elf/read-object.js";
import type { LinkFinding } from "./finding.js";
import { placeOfSymbol, type InputObject } from "./input-object.js";

/**
 * What is linked. Objects go into the program, and those that are offered where they define what is missing; of an archive
 * the members that do.
 */
export type LinkInput =
  | { readonly kind: "object"; readonly object: ElfObject }
  | { readonly kind: "offered-object"; readonly object: ElfObject }
  | { readonly kind: "archive"; readonly archive: ElfArchive };

/** A symbol that all objects share. */
export interface GlobalSymbol {
  readonly name: string;
  /** The definition that counts; common ones are definitions until a better one comes. */
  definition: { readonly input: InputObject; readonly symbol: ObjectSymbol } | undefined;
  /** Of the common definitions, the largest size and alignment. */
  common: { readonly size: bigint; readonly alignment: bigint } | undefined;
  /** Hidden by any of its objects: it does not leave the program. */
  hidden: boolean;
  /** Whether anybody refers to it without saying `weak`. */
  wanted: boolean;
}

export interface Resolution {
  readonly inputs: readonly InputObject[];
  readonly globals: ReadonlyMap<string, GlobalSymbol>;
  readonly findings: readonly LinkFinding[];
}

/**
 * Finds out which definition of each global symbol counts: a strong one before a common one before a weak one, the first
 * of several. `roots` are symbols that are wanted though no object refers to them.
 */
export function resolveSymbols(linked: readonly LinkInput[], roots: readonly string[]): Resolution {
  const resolver = new Resolver();
  for (const root of roots) {
    resolver.symbol(root).wanted = true;
  }
  for (const input of linked) {
    if (input.kind === "object") {
      resolver.add(input.object);
    }
  }
  const libraries = linked.flatMap((input) => (input.kind === "object" ? [] : [resolver.library(input)]));
  // A member may need another, of the same library or of one before it.
  while (libraries.some((library) => resolver.pullFrom(library))) {
    // Again, for what the new members need.
  }
  return { inputs: resolver.inputs, globals: resolver.globals, findings: resolver.findings };
}

/** Objects that go into the program where they are needed. */
interface Library {
  /** Which of them defines a symbol, by what it is known by. */
  readonly index: ReadonlyMap<string, object>;
  readonly pulled: Set<object>;
  /** Undefined where it cannot be read, which is then a finding. */
  readonly read: (member: object) => ElfObject | undefined;
}

class Resolver {
  readonly inputs: InputObject[] = [];
  readonly globals = new Map<string, GlobalSymbol>();
  readonly findings: LinkFinding[] = [];
  readonly #groups = new Set<string>();

  symbol(name: string): GlobalSymbol {
    const known = this.globals.get(name);
    if (known !== undefined) {
      return known;
    }
    const made: GlobalSymbol = { name, definition: undefined, common: undefined, hidden: false, wanted: false };
    this.globals.set(name, made);
    return made;
  }

  add(object: ElfObject): void {
    const discarded = new Set<number>();
    for (const { signature, sections } of object.groups ?? []) {
      if (this.#groups.has(signature)) {
        for (const section of sections) {
          discarded.add(section);
        }
      }
      this.#groups.add(signature);
    }
    const input: InputObject = {
      object,
      sections: object.sections.map((section, index) => (discarded.has(index) ? undefined : section)),
      discarded,
    };
    this.inputs.push(input);
    for (const symbol of object.symbols) {
      if (symbol.binding !== "local" && symbol.name !== "") {
        this.#enter(input, symbol);
      }
    }
  }

  library(input: Exclude<LinkInput, { readonly kind: "object" }>): Library {
    if (input.kind === "offered-object") {
      const { object } = input;
      return { index: new Map(definitions(object, object)), pulled: new Set(), read: () => object };
    }
    const { archive } = input;
    const members = new Map<object, ArchiveMember>(archive.members.map((member) => [member, member]));
    return {
      index: archive.index ?? this.#definedBy(archive),
      pulled: new Set(),
      read: (key) => {
        const member = members.get(key);
        return member === undefined ? undefined : this.#read(archive, member);
      },
    };
  }

  /** Takes what defines something that is missing; whether there was anything. */
  pullFrom({ index, pulled, read }: Library): boolean {
    const before = pulled.size;
    for (const { name, definition, wanted } of this.globals.values()) {
      const member = definition === undefined && wanted ? index.get(name) : undefined;
      if (member !== undefined && !pulled.has(member)) {
        pulled.add(member);
        const object = read(member);
        if (object !== undefined) {
          this.add(object);
        }
      }
    }
    return pulled.size > before;
  }

  /** What `ranlib` would have written down. */
  #definedBy(archive: ElfArchive): ReadonlyMap<string, ArchiveMember> {
    // Of several, the first is what counts, so it is entered last.
    return new Map(
      archive.members.toReversed().flatMap((member) => {
        const object = this.#read(archive, member);
        return object === undefined ? [] : definitions(object, member);
      }),
    );
  }

  #read({ name }: ElfArchive, member: ArchiveMember): ElfObject | undefined {
    const title = `${name}(${member.name})`;
    try {
      return readObject(member.bytes, title);
    } catch (error) {
      if (!(error instanceof ElfError)) {
        throw error;
      }
      this.findings.push({ code: "bad-object", message: error.message, places: [{ object: title }] });
      return undefined;
    }
  }

  #enter(input: InputObject, symbol: ObjectSymbol): void {
    const { place, binding, visibility } = symbol;
    const global = this.symbol(symbol.name);
    global.hidden ||= visibility === "hidden" || visibility === "internal";
    if (place.kind === "undefined" || (place.kind === "section" && input.discarded.has(place.index))) {
      global.wanted ||= binding === "global" && place.kind === "undefined";
      return;
    }
    if (place.kind === "common") {
      const { size = 0n, alignment = 1n } = global.common ?? {};
      global.common = {
        size: symbol.size > size ? symbol.size : size,
        alignment: symbol.value > alignment ? symbol.value : alignment,
      };
    }
    const strength = strengthOf(symbol);
    const present = global.definition === undefined ? 0 : strengthOf(global.definition.symbol);
    if (strength > present) {
      global.definition = { input, symbol };
    } else if (strength === strongest && global.definition !== undefined) {
      const isSame = global.definition.input.object.name === input.object.name;
      this.findings.push({
        code: "duplicate-symbol",
        message: `${symbol.name} is defined twice; a program has each symbol once`,
        ...(isSame ? { hint: "is the object given twice?" } : {}),
        places: [placeOfSymbol(global.definition.input, global.definition.symbol), placeOfSymbol(input, symbol)],
      });
    }
  }
}

const strongest = 3;

function strengthOf({ place, binding }: ObjectSymbol): number {
  if (place.kind === "common") {
    return 2;
  }
  return binding === "weak" ? 1 : strongest;
}

/** The symbols that an object defines for others, each with what it is to lead to. */
function definitions<T>({ symbols }: ElfObject, value: T): readonly (readonly [string, T])[] {
  return symbols.flatMap(({ name, binding, place }) =>
    binding === "local" || place.kind === "undefined" ? [] : [[name, value] as const],
  );
}
