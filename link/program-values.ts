import type { InputObject, Target } from "./input-object.js";
import type { Layout } from "./layout.js";
import { linkerSymbolAddress } from "./linker-symbols.js";
import type { Piece, PlacedSection } from "./output-section.js";

/** Where a section of an object has come to lie. */
export interface PlacedPiece {
  readonly output: PlacedSection;
  readonly piece: Piece;
}

/** Every number that the layout has settled. */
export class ProgramValues {
  readonly layout: Layout;
  readonly #pieces = new Map<InputObject, Map<number, PlacedPiece>>();

  constructor(layout: Layout) {
    this.layout = layout;
    for (const output of layout.sections) {
      for (const piece of output.pieces) {
        const ofInput = this.#pieces.get(piece.input) ?? new Map<number, PlacedPiece>();
        this.#pieces.set(piece.input, ofInput);
        ofInput.set(piece.index, { output, piece });
      }
    }
  }

  /** Undefined where the section is not in the program. */
  pieceOf(input: InputObject, section: number): PlacedPiece | undefined {
    return this.#pieces.get(input)?.get(section);
  }

  /** The address of a target; 0 of a weak symbol that nobody defines. */
  address(target: Target): bigint {
    switch (target.kind) {
      case "section": {
        const placed = this.pieceOf(target.input, target.section);
        return placed === undefined ? 0n : BigInt(placed.output.address + placed.piece.offset) + target.value;
      }
      case "absolute":
        return target.value;
      case "linker":
        return BigInt(linkerSymbolAddress(target.name, this.layout));
      case "undefined":
      case "discarded":
        return 0n;
    }
  }

  /** How far a thread-local variable is from the thread pointer: it lies below. */
  threadOffset(target: Target): bigint {
    const { threadLocal } = this.layout;
    return target.kind === "section" && threadLocal !== undefined
      ? this.address(target) - BigInt(threadLocal.pointer)
      : 0n;
  }

  /** How far a thread-local variable is from the start of the block. */
  blockOffset(target: Target): bigint {
    const { threadLocal } = this.layout;
    return target.kind === "section" && threadLocal !== undefined
      ? this.address(target) - BigInt(threadLocal.start)
      : 0n;
  }
}
