import {
  changeSections,
  counted,
  externalKind,
  opcode,
  readSections,
  sectionBytes,
  sectionId,
  typeCode,
  unsigned,
  vector,
  WasmReader,
  writeSections,
  type Section,
  type SectionChange,
} from "./wasm-format.js";

/**
 * Modules of WebAssembly with less for V8 to read, to check and to make at each start. What is left of them is as it
 * was, byte for byte.
 */

/** What the globals are called that `countingCalls` adds, before the index of their function. */
const calledPrefix = "called ";

/** The module with a global for each function, which is 1 once the function has been called. */
export function countingCalls(module: Uint8Array): Uint8Array {
  const sections = readSections(module);
  const imported = importedFunctions(sections);
  const bodies = functionBodies(sections);
  const firstGlobal = new WasmReader(sectionBytes(sections, sectionId.global)).unsigned();
  const global = Uint8Array.of(typeCode.i32, 1, opcode.i32Const, 0, opcode.end);
  const additions = new Map<number, SectionChange>([
    [
      sectionId.global,
      (bytes) =>
        appended(
          bytes,
          Array.from(bodies, () => global),
        ),
    ],
    [
      sectionId.export,
      (bytes) =>
        appended(
          bytes,
          bodies.map((_, index) =>
            exportEntry(`${calledPrefix}${imported + index}`, externalKind.global, firstGlobal + index),
          ),
        ),
    ],
    [
      sectionId.code,
      () =>
        vector(
          bodies.map((body, index) => {
            const locals = localsOf(body);
            const mark = [Uint8Array.of(opcode.i32Const, 1, opcode.globalSet), unsigned(firstGlobal + index)];
            return counted(Buffer.concat([locals, ...mark, body.subarray(locals.length)]));
          }),
        ),
    ],
  ]);
  return writeSections(changeSections(sections, additions));
}

/** The functions that have been called in an instance of what `countingCalls` has made, by their index. */
export function calledFunctions(exports: object): ReadonlySet<number> {
  return new Set(
    Object.entries(exports).flatMap(([name, value]: [string, unknown]) =>
      name.startsWith(calledPrefix) && isOne(value) ? [Number(name.slice(calledPrefix.length))] : [],
    ),
  );
}

function isOne(global: unknown): boolean {
  return typeof global === "object" && global !== null && "value" in global && global.value === 1;
}

/** The module with bodies for some of its functions only; the others trap when they are called, as unreachable. */
export function keepingFunctions(module: Uint8Array, kept: ReadonlySet<number>): Uint8Array {
  const sections = readSections(module);
  const imported = importedFunctions(sections);
  const left = counted(Uint8Array.of(0, opcode.unreachable, opcode.end));
  const bodies = functionBodies(sections).map((body, index) => (kept.has(imported + index) ? counted(body) : left));
  return writeSections(changeSections(sections, new Map([[sectionId.code, () => vector(bodies)]])));
}

/** The module without its data, and the memory that they make, from address 0. */
export function withoutData(module: Uint8Array): { readonly module: Uint8Array; readonly memory: Uint8Array } {
  const sections = readSections(module);
  const reader = new WasmReader(sectionBytes(sections, sectionId.data));
  const segments = reader.vector(() => {
    const [mode, instruction] = [reader.unsigned(), reader.byte()];
    // Written with a sign, which no address of theirs needs.
    const address = reader.unsigned();
    if (mode !== 0 || instruction !== opcode.i32Const || reader.byte() !== opcode.end) {
      throw new Error("the WebAssembly module has data that are not simply put at an address");
    }
    return { address, bytes: reader.bytes(reader.unsigned()) };
  });
  const memory = new Uint8Array(segments.reduce((end, { address, bytes }) => Math.max(end, address + bytes.length), 0));
  for (const { address, bytes } of segments) {
    memory.set(bytes, address);
  }
  const { data, dataCount } = sectionId;
  return { module: writeSections(sections.filter(({ id }) => id !== data && id !== dataCount)), memory };
}

/** How the table is called that `exportingByTable` adds. */
export const exportTable = "functions";

/**
 * The module with a table in place of the functions that it exports, and their names in its order: V8 makes a function
 * of JavaScript for each export at once, for an element of a table when somebody gets it.
 */
export function exportingByTable(module: Uint8Array): {
  readonly module: Uint8Array;
  readonly names: readonly string[];
} {
  const sections = readSections(module);
  const exported = exportsOf(sections);
  const functions = exported.filter(({ kind }) => kind === externalKind.function);
  const others = exported.filter(({ kind }) => kind !== externalKind.function);
  const table = new WasmReader(sectionBytes(sections, sectionId.table)).unsigned();
  const size = unsigned(functions.length);
  const additions = new Map<number, SectionChange>([
    [
      sectionId.table,
      (bytes) => appended(bytes, [Buffer.concat([Uint8Array.of(typeCode.functionReference, 0), size])]),
    ],
    [
      sectionId.export,
      () =>
        vector([
          ...others.map(({ name, kind, index }) => exportEntry(name, kind, index)),
          exportEntry(exportTable, externalKind.table, table),
        ]),
    ],
    [
      sectionId.element,
      (bytes) =>
        appended(bytes, [
          Buffer.concat([
            // Put into the table of this number at the offset of this expression; elements are functions (5.5.12).
            Uint8Array.of(2),
            unsigned(table),
            Uint8Array.of(opcode.i32Const, 0, opcode.end, 0),
            vector(functions.map(({ index }) => unsigned(index))),
          ]),
        ]),
    ],
  ]);
  return {
    module: writeSections(changeSections(sections, additions)),
    names: functions.map(({ name }) => name),
  };
}

/** How many functions a module imports: those that it has itself are counted from there. */
function importedFunctions(sections: readonly Section[]): number {
  const reader = new WasmReader(sectionBytes(sections, sectionId.import));
  return reader.vector(() => {
    const [module, name, kind] = [reader.name(), reader.name(), reader.byte()];
    if (kind !== externalKind.function) {
      throw new Error(`the WebAssembly module imports ${name} of ${module}, which is no function`);
    }
    return reader.unsigned();
  }).length;
}

function functionBodies(sections: readonly Section[]): readonly Uint8Array[] {
  const reader = new WasmReader(sectionBytes(sections, sectionId.code));
  return reader.vector(() => reader.bytes(reader.unsigned()));
}

/** The declarations of locals, with which a body begins. */
function localsOf(body: Uint8Array): Uint8Array {
  const reader = new WasmReader(body);
  return reader.span(() => reader.vector(() => [reader.unsigned(), reader.byte()]));
}

function exportsOf(
  sections: readonly Section[],
): readonly { readonly name: string; readonly kind: number; readonly index: number }[] {
  const reader = new WasmReader(sectionBytes(sections, sectionId.export));
  return reader.vector(() => ({ name: reader.name(), kind: reader.byte(), index: reader.unsigned() }));
}

function exportEntry(name: string, kind: number, index: number): Uint8Array {
  return Buffer.concat([counted(Buffer.from(name)), Uint8Array.of(kind), unsigned(index)]);
}

/** A vector with more items at its end. */
function appended(bytes: Uint8Array, items: readonly Uint8Array[]): Uint8Array {
  const reader = new WasmReader(bytes);
  const count = reader.unsigned();
  return Buffer.concat([unsigned(count + items.length), reader.rest(), ...items]);
}
