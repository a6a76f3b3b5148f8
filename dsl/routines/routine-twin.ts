import type { ArgumentTypes } from "../operands/argument.js";
import type { SourceSite } from "../source-site.js";
import type { Frame } from "./frame.js";
import type { Routine, RoutineParts } from "./routine.js";
import type { TextFlag } from "./text-flag.js";

/**
 * A routine that is made like another one and differs from it in its name, its documentation and where it is described.
 * A loop makes thousands of them: what has the name in it is made when somebody looks, and nobody looks at the twin of
 * a routine in which nothing is wrong.
 */
class RoutineTwin implements Routine {
  readonly kind = "routine";
  readonly class = "symbol";
  readonly name: string;
  readonly doc: string | undefined;
  readonly site: SourceSite;
  readonly #model: Routine;
  readonly #make: (name: string, site: SourceSite) => RoutineParts;
  #parts: RoutineParts | undefined;

  constructor(
    { name, doc, site }: Pick<Routine, "name" | "doc" | "site">,
    model: Routine,
    make: (name: string, site: SourceSite) => RoutineParts,
  ) {
    this.name = name;
    this.doc = doc;
    this.site = site;
    this.#model = model;
    this.#make = make;
  }

  static modelOf(routine: Routine): Routine | undefined {
    return #model in routine ? routine.#model : undefined;
  }

  get argumentBytes(): number | undefined {
    return this.#model.argumentBytes;
  }

  get returns(): Routine["returns"] {
    return this.#model.returns;
  }

  get frame(): Frame {
    return this.#model.frame;
  }

  get flags(): readonly TextFlag[] {
    return this.#model.flags;
  }

  get argumentTypes(): ArgumentTypes {
    return this.#model.argumentTypes;
  }

  get arguments(): Routine["arguments"] {
    return this.#own().arguments;
  }

  get labels(): Routine["labels"] {
    return this.#own().labels;
  }

  get body(): Routine["body"] {
    return this.#own().body;
  }

  get contract(): Routine["contract"] {
    return this.#own().contract;
  }

  #own(): RoutineParts {
    this.#parts ??= this.#make(this.name, this.site);
    return this.#parts;
  }
}

/**
 * A twin of `model`, which is no twin itself; `make` makes what has the name in it, as it did for the model, and of
 * every name anew: two routines share no label.
 */
export function routineTwin(
  what: Pick<Routine, "name" | "doc" | "site">,
  model: Routine,
  make: (name: string, site: SourceSite) => RoutineParts,
): Routine {
  return new RoutineTwin(what, model, make);
}

/** The routine that this one was made as the twin of; undefined for all others, which may be twins nevertheless. */
export function madeLike(routine: Routine): Routine | undefined {
  return RoutineTwin.modelOf(routine);
}
