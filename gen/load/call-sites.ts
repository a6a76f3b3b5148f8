/** One frame of a stack: where a call stands in code that ran. Line and column count from 1. */
export interface CallPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What keeps a stack: an error, or what `captureSite` returned. */
interface StackKeeper {
  readonly stack?: unknown;
}

/**
 * The frames of a kept stack, innermost first.
 *
 * V8 formats a stack when it is first read, through `Error.prepareStackTrace`. For that moment we put in our own, which
 * keeps the frames instead of writing them out. A stack that somebody has read before is text already, and parsed.
 */
export function callPlaces(keeper: StackKeeper): readonly CallPlace[] {
  const formatter = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  Error.prepareStackTrace = (_error, frames) => new Frames(frames);
  let stack: unknown;
  try {
    stack = keeper.stack;
  } finally {
    if (formatter === undefined) {
      Reflect.deleteProperty(Error, "prepareStackTrace");
    } else {
      Object.defineProperty(Error, "prepareStackTrace", formatter);
    }
  }
  if (stack instanceof Frames) {
    return stack.places;
  }
  return typeof stack === "string" ? parseStack(stack) : [];
}

/** Tells our own reading of a stack from whatever else may be kept there. */
class Frames {
  readonly places: readonly CallPlace[];

  constructor(frames: readonly NodeJS.CallSite[]) {
    this.places = frames.flatMap((frame) => {
      const file = frame.getFileName();
      const line = frame.getLineNumber();
      const column = frame.getColumnNumber();
      return file === null || line === null || column === null ? [] : [{ file, line, column }];
    });
  }
}

const frameLine = /^\s+at (?:.* \()?(.+):(\d+):(\d+)\)?$/;

function parseStack(stack: string): readonly CallPlace[] {
  return stack.split("\n").flatMap((text) => {
    const [, file, line, column] = frameLine.exec(text) ?? [];
    return file === undefined ? [] : [{ file, line: Number(line), column: Number(column) }];
  });
}
