import type { Engine } from "../../verify/engine/engine.js";
import { pageSize } from "./layout.js";
import type { Region } from "./region.js";

/** How much is copied in one piece. */
const pieceSize = 1 << 20;

const zeroPage = new Uint8Array(pageSize);

/** Copies what a region holds, to the same addresses: what nobody touched is not touched by this, on neither side. */
export function copyTouched(from: Engine, to: Engine, { start, end, usable }: Region): void {
  if (!usable) {
    return;
  }
  for (const part of from.residentParts(BigInt(start), BigInt(end - start))) {
    const partEnd = Number(part.end);
    for (let at = Number(part.start); at < partEnd; at += pieceSize) {
      copyPages(from.read(BigInt(at), Math.min(pieceSize, partEnd - at)), to, at);
    }
  }
}

function copyPages(piece: Uint8Array, to: Engine, at: number): void {
  for (let offset = 0; offset < piece.length; offset += pageSize) {
    const page = piece.subarray(offset, offset + pageSize);
    if (Buffer.compare(page, zeroPage) !== 0) {
      to.write(BigInt(at + offset), page);
    }
  }
}
