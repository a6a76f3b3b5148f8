/** What layout knows of an instruction: its length, or, of a branch, its lengths and where it goes. */
export type Piece =
  | { readonly kind: "fixed"; readonly length: number }
  | {
      readonly kind: "branch";
      /** Index of the piece it goes to; the number of pieces means the end. */
      readonly target: number;
      /** Length with a displacement of eight bits, of a branch that has such an encoding. */
      readonly short?: number | undefined;
      /** Length with a displacement of 32 bits, of a branch that has such an encoding. */
      readonly long?: number | undefined;
    };

export interface Layout {
  /** Of every piece, and of the end: one more than there are pieces. */
  readonly offsets: readonly number[];
  /** Pieces whose target is out of their reach. */
  readonly outOfReach: readonly number[];
}

/**
 * Places the pieces one behind the other. Every branch begins short; those that do not reach are made long until all
 * do. Lengthening one only ever moves others further apart, so no branch has to become short again, and the result is
 * the smallest there is: the same that GNU `as` finds.
 */
export function layOut(pieces: readonly Piece[]): Layout {
  const lengths = pieces.map((piece) => (piece.kind === "fixed" ? piece.length : (piece.short ?? piece.long ?? 0)));
  for (;;) {
    const offsets = runningSum(lengths);
    const grown = pieces.flatMap((piece, index) =>
      piece.kind === "branch" &&
      piece.long !== undefined &&
      lengths[index] !== piece.long &&
      !reachesShort(offsets, index, piece.target)
        ? [{ index, length: piece.long }]
        : [],
    );
    if (grown.length === 0) {
      return {
        offsets,
        outOfReach: pieces.flatMap((piece, index) => (reaches(piece, offsets, index) ? [] : [index])),
      };
    }
    for (const { index, length } of grown) {
      lengths[index] = length;
    }
  }
}

/** The distance from the end of piece `from` to the start of piece `to`; undefined where there is no such piece. */
function distance(offsets: readonly number[], from: number, to: number): number | undefined {
  const end = offsets[from + 1];
  const target = offsets[to];
  return end === undefined || target === undefined ? undefined : target - end;
}

function reachesShort(offsets: readonly number[], from: number, to: number): boolean {
  const displacement = distance(offsets, from, to);
  return displacement !== undefined && displacement >= -0x80 && displacement <= 0x7f;
}

function reaches(piece: Piece, offsets: readonly number[], index: number): boolean {
  if (piece.kind === "fixed") {
    return true;
  }
  const displacement = distance(offsets, index, piece.target);
  if (displacement === undefined) {
    return false;
  }
  return piece.long === undefined
    ? reachesShort(offsets, index, piece.target)
    : displacement >= -0x8000_0000 && displacement <= 0x7fff_ffff;
}

function runningSum(lengths: readonly number[]): readonly number[] {
  const offsets = [0];
  let offset = 0;
  for (const length of lengths) {
    offset += length;
    offsets.push(offset);
  }
  return offsets;
}
