import type { Diagnostic } from "../dsl/diagnostic.js";
import type { Errata } from "../dsl/port/erratum.js";
import type { ObjectOutput, TextOutput } from "../dsl/port/output.js";
import type { Port } from "../dsl/port/port.js";
import type { Origin } from "../emit/origin.js";
import type { FileContent } from "./output/file-content.js";

/** A file that something gives: a path relative to the output folder, with `/`, and what it is to hold. */
export interface GivenFile {
  readonly path: string;
  readonly content: FileContent;
}

export type PortFiles =
  | { readonly kind: "files"; readonly files: readonly GivenFile[] }
  | { readonly kind: "diagnostics"; readonly diagnostics: readonly Diagnostic[] };

/** What turns a port into files: its checks, the printers, the assembler. */
export interface Makers {
  checkPort(port: Port, errata: Errata): readonly Diagnostic[];
  printFile(output: TextOutput, origin: Origin): FileContent;
  /** Lets the assembler begin with what the objects will need, before they have been checked. */
  beginObjects(outputs: readonly ObjectOutput[], origin: Origin): Promise<void>;
  /** The bytes of objects, or what the assembler finds. Called only where there are objects to make. */
  makeObjects(outputs: readonly ObjectOutput[], origin: Origin): Promise<MadeObjects>;
}

export type MadeObjects =
  | { readonly kind: "objects"; readonly contents: ReadonlyMap<ObjectOutput, Uint8Array> }
  | { readonly kind: "diagnostics"; readonly diagnostics: readonly Diagnostic[] };

/** Loads portwright's own checks and printers. The assembler, which is slow to load, comes when it is needed. */
export async function loadMakers(): Promise<Makers> {
  const [{ checkPort }, { printFile }] = await Promise.all([
    import("../dsl/port/check-port.js"),
    import("../emit/emit-file.js"),
  ]);
  return {
    checkPort,
    printFile,
    beginObjects: async (outputs, origin) => {
      (await import("./object-files.js")).beginObjects(outputs, origin);
    },
    makeObjects: async (outputs, origin) => (await import("./object-files.js")).makeObjects(outputs, origin),
  };
}

/** The files of a port in one of its forms, or everything that is wrong with its description. */
export async function portFiles(port: Port, origin: Origin, makers: Makers): Promise<PortFiles> {
  await beginObjects(port, origin, makers);
  const diagnostics = allDiagnostics(port, origin, makers);
  if (diagnostics.length > 0) {
    return { kind: "diagnostics", diagnostics };
  }
  const objects = objectOutputs(port);
  const making = objects.length === 0 ? Promise.resolve(noObjects) : makers.makeObjects(objects, origin);
  making.catch(() => undefined);
  // The assembler's thread is asked before this one is busy with the texts.
  await new Promise((resolve) => setImmediate(resolve));
  const texts = new Map(
    port.outputs.flatMap((output) =>
      output.kind === "elf-object" ? [] : [[output, makers.printFile(output, origin)] as const],
    ),
  );
  const made = await making;
  if (made.kind === "diagnostics") {
    return made;
  }
  return {
    kind: "files",
    files: port.outputs.map((output) => ({
      path: output.path,
      content: output.kind === "elf-object" ? madeOf(output, made.contents) : madeOf(output, texts),
    })),
  };
}

function objectOutputs({ outputs }: Port): readonly ObjectOutput[] {
  return outputs.filter((output) => output.kind === "elf-object");
}

/** Before the checks, which take as long as the assembler does. */
async function beginObjects(port: Port, origin: Origin, makers: Makers): Promise<void> {
  try {
    const objects = objectOutputs(port);
    if (objects.length > 0) {
      await makers.beginObjects(objects, origin);
    }
  } catch {
    // The checks will say what is wrong with the description.
  }
}

const noObjects: MadeObjects & { readonly kind: "objects" } = { kind: "objects", contents: new Map() };

function madeOf<Output extends { readonly path: string }, Content>(
  output: Output,
  contents: ReadonlyMap<Output, Content>,
): Content {
  const made = contents.get(output);
  if (made === undefined) {
    throw new Error(`nothing was made for ${output.path}`);
  }
  return made;
}

/**
 * What is wrong with a description. One that the type checker has not seen can hold anything anywhere; where a check
 * stumbles over it, the description is to blame, or the check is.
 */
function allDiagnostics(port: Port, origin: Origin, makers: Makers): readonly Diagnostic[] {
  try {
    const found = makers.checkPort(port, origin.errata);
    return [...(found.some(({ code }) => code === "output-shape") ? [] : checkPaths(port)), ...found];
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return [
      {
        code: "description-shape",
        message: `the description does not have the shape that its types demand: ${reason}`,
        site: port.site,
        hint: "Run the type checker. If it finds nothing, this is a mistake of portwright's: please report it.",
      },
    ];
  }
}

/** Every path must stay in the output folder and be that of one file only. */
function checkPaths(port: Port): readonly Diagnostic[] {
  const taken = new Map<string, string>();
  return port.outputs.flatMap(({ path }): readonly Diagnostic[] => {
    const fault = pathFault(path) ?? conflict(path, taken);
    taken.set(path.toLowerCase(), path);
    return fault === undefined ? [] : [{ code: "output-path", message: `output "${path}": ${fault}`, site: port.site }];
  });
}

function pathFault(path: string): string | undefined {
  const parts = path.split("/");
  if (/[\\\p{Cc}:]/u.test(path)) {
    return "the path of a file is relative and made of names with / between them";
  }
  if (path.startsWith("/") || parts.some((part) => part === "" || part === "." || part === "..")) {
    return "the path must lead to a file in the output folder, without . or ..";
  }
  return parts.includes(".git") ? "the path must not lead into a .git folder" : undefined;
}

/** Paths that differ by case only are one file on some systems. */
function conflict(path: string, taken: ReadonlyMap<string, string>): string | undefined {
  const key = path.toLowerCase();
  const same = taken.get(key);
  if (same !== undefined) {
    return same === path ? "two outputs have this path" : `differs from output "${same}" by case only`;
  }
  const folder = [...taken].find(([other]) => other.startsWith(`${key}/`) || key.startsWith(`${other}/`));
  return folder === undefined ? undefined : `one of it and output "${folder[1]}" would be a folder of the other`;
}
