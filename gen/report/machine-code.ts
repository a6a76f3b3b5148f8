import type { AssembledRoutine, InstructionRange, Relocation } from "../../assemble/assembled-routine.js";
import type { AssembledSource } from "../assemble-source.js";
import { shownPath } from "../load/position.js";
import type { Channel } from "../terminal.js";
import { counted } from "./format.js";

/** The routines for programs, by their symbols, in the port's order. */
export function routineObjects({ routines, positions }: AssembledSource, withMap: boolean, workingFolder: string) {
  return Object.fromEntries(
    routines.map((routine) => [
      routine.symbol,
      {
        bytes: Buffer.from(routine.bytes).toString("hex"),
        size: routine.bytes.length,
        relocations: routine.relocations.map(relocationObject),
        ...(withMap ? { map: routine.ranges.map(mapped) } : {}),
      },
    ]),
  );

  function mapped({ offset, length, text, site }: InstructionRange) {
    const position = positions.ofSite(site);
    return {
      offset,
      length,
      text,
      file: position === undefined ? undefined : shownPath(position.file, workingFolder),
      line: position?.line,
      column: position?.column,
    };
  }
}

/** An addend is said only where there is one: most relocations are plain references. */
function relocationObject({ offset, symbol, kind, addend }: Relocation) {
  return { offset, symbol, kind, ...(addend === undefined ? {} : { addend }) };
}

/** Prints the routines for people: offset, bytes, instruction and the line that it comes from. */
export function printListing(assembled: AssembledSource, channel: Channel, workingFolder: string): void {
  for (const routine of assembled.routines) {
    printRoutine(routine, assembled, channel, workingFolder);
  }
  const size = assembled.routines.reduce((sum, routine) => sum + routine.bytes.length, 0);
  channel.line(`${counted(assembled.routines.length, "routine")}, ${counted(size, "byte")}`);
}

/** Bytes of the longest instructions that ports use; longer ones push the rest of their line to the right. */
const byteColumns = 11;
const textColumns = 34;

function printRoutine(
  { symbol, bytes, relocations, ranges }: AssembledRoutine,
  { positions }: AssembledSource,
  channel: Channel,
  workingFolder: string,
): void {
  const { colours } = channel;
  channel.line(`${colours.bold(symbol)}: ${counted(bytes.length, "byte")}`);
  for (const { offset, length, text, site } of ranges) {
    const position = positions.ofSite(site);
    const hex = [...bytes.subarray(offset, offset + length)]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join(" ");
    const place = position === undefined ? "" : `${shownPath(position.file, workingFolder)}:${String(position.line)}`;
    const columns = [offset.toString(16).padStart(4), hex.padEnd(byteColumns * 3 - 1), text.padEnd(textColumns)];
    channel.line(`${columns.join("  ")}  ${colours.dim(place)}`.trimEnd());
    for (const relocation of relocations.filter((field) => field.offset >= offset && field.offset < offset + length)) {
      const { addend = 0 } = relocation;
      const sum = addend === 0 ? "" : ` ${addend < 0 ? "-" : "+"} ${String(Math.abs(addend))}`;
      channel.line(
        `      ${colours.cyan(`${relocation.kind} ${relocation.symbol}${sum}`)} at ${relocation.offset.toString(16)}`,
      );
    }
  }
  channel.line("");
}
