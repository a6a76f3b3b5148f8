import type { ShownState } from "../../verify/finding.js";
import { shownPath, type Position } from "../load/position.js";
import { counted } from "./format.js";
import type { PlacedFinding, PlacedInstruction } from "./verdict.js";

/** A labelled piece of an explanation; further lines belong to the same label. */
export interface Detail {
  readonly label: string;
  readonly lines: readonly string[];
}

/** Bytes of the longest instructions that ports use; longer ones push the rest of their line to the right. */
const byteColumns = 10;
const textColumns = 28;

/** What explains a finding to people, besides its first line. */
export function details(finding: PlacedFinding, ranStates: number, workingFolder: string): readonly Detail[] {
  const { expected, got, instruction, state, trace, states, reproduce } = finding;
  const place = (position: Position | undefined): string =>
    position === undefined ? "" : `${shownPath(position.file, workingFolder)}:${String(position.line)}`;
  return [
    { label: "expected", lines: expected === undefined ? [] : [expected] },
    { label: "got", lines: got === undefined ? [] : [got] },
    { label: "instruction", lines: instruction === undefined ? [] : [row(instruction, "")] },
    { label: "state", lines: state === undefined ? [] : stateLines(state, states, ranStates) },
    { label: "trace", lines: trace.map((step) => row(step, place(step.position))) },
    { label: "reproduce", lines: [reproduce] },
  ].filter(({ lines }) => lines.length > 0);
}

function row({ offset, bytes, text }: Omit<PlacedInstruction, "position">, place: string): string {
  const pairs = bytes.replaceAll(/(..)(?=.)/g, "$1 ");
  const columns = [offset.toString(16).padStart(4), pairs.padEnd(byteColumns * 3 - 1), text.padEnd(textColumns)];
  return `${columns.join("  ")}  ${place}`.trimEnd();
}

function stateLines(state: ShownState, showing: number | undefined, ranStates: number): readonly string[] {
  const given = Object.entries(state.arguments).map(([name, value]) => `${name} = ${value}`);
  const count = showing === undefined ? "" : `; ${String(showing)} of ${counted(ranStates, "state")} show it`;
  return [
    ...(given.length === 0 ? [] : [given.join(", ")]),
    ...state.kernel,
    `number ${String(state.index)} of seed ${String(state.seed)}, on ${state.engine === "all" ? "all engines" : state.engine}${count}`,
  ];
}
