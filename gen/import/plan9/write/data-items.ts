import { dataFlagBits } from "../../../../dsl/routines/text-flag.js";
import type { DataStatement, Immediate } from "../syntax.js";
import type { Reports } from "./branches.js";
import { dslCall, dsl, number, string, textOf, type Expression, type Member } from "./expression.js";
import { symbolText } from "./identifiers.js";
import { addressExpression, type OperandContext } from "./operands.js";
import type { SourceData } from "./outline.js";

/** RODATA of GLOBL: descriptions say it as the access. */
const readOnly = 8;

/** A variable larger than this is no variable of an assembly file. */
const mostBytes = 0x7fff_ffffn;

/** `data("name", { access: ... }, ...parts)`; undefined where something of it cannot be said, which is reported. */
export function writeData(item: SourceData, context: OperandContext, reports: Reports): Expression | undefined {
  const { global, parts } = item;
  const name = symbolText(item.symbol);
  const before = reports.count();
  const flags = dataFlags(global.flags);
  if (flags === undefined) {
    reports.fault({
      place: global.place,
      message: `GLOBL: the flags ${String(global.flags)} of ${name} are not among those that descriptions know`,
      hint: `RODATA, ${Object.keys(dataFlagBits).join(", ")}`,
    });
  }
  if (global.size <= 0n || global.size > mostBytes) {
    reports.fault({
      place: global.place,
      message: `GLOBL: ${name} has ${String(global.size)} bytes`,
      hint: `a variable has from 1 byte to ${String(mostBytes)}`,
    });
    return undefined;
  }
  const written = writeParts(parts, global.size, name, context, reports);
  if (reports.count() > before) {
    return undefined;
  }
  const members: Member[] = [
    ...(item.doc === undefined ? [] : [{ key: "doc", value: textOf(item.doc) }]),
    { key: "access", value: string((global.flags & readOnly) === 0 ? "read-write" : "read-only") },
    ...(flags === undefined || flags.length === 0
      ? []
      : [{ key: "flags", value: { kind: "list", items: flags.map(string) } as const }]),
  ];
  return dslCall("data", string(name), { kind: "object", members }, ...written);
}

function dataFlags(bits: number): readonly string[] | undefined {
  const names = Object.entries(dataFlagBits);
  const known = names.reduce((all, [, bit]) => all | bit, readOnly);
  return (bits & ~known) === 0 ? names.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name) : undefined;
}

/** The parts in order of their places, with zeros between. */
function writeParts(
  parts: readonly DataStatement[],
  size: bigint,
  name: string,
  context: OperandContext,
  reports: Reports,
): readonly Expression[] {
  const sorted = [...parts].sort((a, b) => (a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0));
  const pieces: Piece[] = [];
  let end = 0n;
  for (const part of sorted) {
    const { offset, width, place } = part;
    if (offset < end || offset + BigInt(width) > size) {
      const message =
        offset < 0n || offset + BigInt(width) > size
          ? `DATA: ${name}+${String(offset)}/${String(width)} lies outside of the ${String(size)} bytes of ${name}`
          : `DATA: ${name}+${String(offset)}/${String(width)} gives bytes that another DATA has given`;
      reports.fault({ place, message });
      continue;
    }
    if (offset > end) {
      pieces.push({ kind: "zeros", size: offset - end });
    }
    const piece = pieceOf(part, name, context, reports);
    if (piece !== undefined) {
      pieces.push(piece);
    }
    end = offset + BigInt(width);
  }
  if (end < size) {
    pieces.push({ kind: "zeros", size: size - end });
  }
  return joined(pieces).map(pieceExpression);
}

type Piece =
  | { readonly kind: "zeros"; readonly size: bigint }
  | { readonly kind: "integers"; readonly width: number; readonly values: readonly Expression[] }
  | { readonly kind: "text"; readonly bytes: readonly number[] }
  | { readonly kind: "address"; readonly expression: Expression };

function pieceOf(
  { value, width, place }: DataStatement,
  name: string,
  context: OperandContext,
  reports: Reports,
): Piece | undefined {
  const isWidth = width === 1 || width === 2 || width === 4 || width === 8;
  switch (value.kind) {
    case "number": {
      if (isWidth) {
        return { kind: "integers", width, values: [number(BigInt.asUintN(width * 8, value.value), value.written)] };
      }
      break;
    }
    case "string": {
      if (value.bytes.length <= width) {
        return { kind: "text", bytes: [...value.bytes, ...new Uint8Array(width - value.bytes.length)] };
      }
      break;
    }
    case "address": {
      const { of } = value;
      if (of.kind === "symbol" && of.index === undefined && width === 8 && BigInt.asIntN(32, of.offset) === of.offset) {
        return { kind: "address", expression: addressExpression(of.symbol, Number(of.offset), context) };
      }
      break;
    }
    case "float": {
      const bits = floatBits(value.value, width);
      if (bits !== undefined) {
        return { kind: "integers", width, values: [number(bits)] };
      }
      break;
    }
  }
  reports.fault({
    place,
    message: `DATA: ${name} holds ${inWords(value)} of ${String(width)} bytes, which descriptions cannot say`,
    hint: "numbers have 1, 2, 4 or 8 bytes, addresses of symbols 8, strings as many as they are long",
  });
  return undefined;
}

function floatBits(value: number, width: number): bigint | undefined {
  const view = new DataView(new ArrayBuffer(8));
  if (width === 4) {
    view.setFloat32(0, value);
    return BigInt(view.getUint32(0));
  }
  view.setFloat64(0, value);
  return width === 8 ? view.getBigUint64(0) : undefined;
}

function inWords(value: Immediate): string {
  switch (value.kind) {
    case "number":
      return "a number";
    case "string":
      return `a string of ${String(value.bytes.length)}`;
    case "float":
      return "a floating-point number";
    case "address":
      return "an address";
  }
}

/** Neighbours of one kind as one. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const groups: Piece[][] = [];
  for (const piece of pieces) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group !== undefined && first !== undefined && goTogether(first, piece)) {
      group.push(piece);
    } else {
      groups.push([piece]);
    }
  }
  return groups.flatMap((group): readonly Piece[] => {
    const [first] = group;
    switch (first?.kind) {
      case "integers":
        return [{ ...first, values: group.flatMap((piece) => (piece.kind === "integers" ? piece.values : [])) }];
      case "text":
        return [{ kind: "text", bytes: group.flatMap((piece) => (piece.kind === "text" ? piece.bytes : [])) }];
      default:
        return group;
    }
  });
}

function goTogether(one: Piece, other: Piece): boolean {
  return one.kind === "integers"
    ? other.kind === "integers" && other.width === one.width
    : one.kind === "text" && other.kind === "text";
}

function pieceExpression(piece: Piece): Expression {
  switch (piece.kind) {
    case "zeros":
      return dslCall("zeros", number(piece.size));
    case "integers":
      return dslCall("integers", dsl(`uint${String(piece.width * 8)}`), ...piece.values);
    case "address":
      return piece.expression;
    case "text": {
      const text = utf8Text(Uint8Array.from(piece.bytes));
      return text === undefined
        ? dslCall("integers", dsl("uint8"), ...piece.bytes.map((byte) => number(BigInt(byte))))
        : dslCall("text", string(text));
    }
  }
}

/** Bytes as a text; undefined where they are none in UTF-8. */
function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
