import type { ObjectSection } from "../elf/object.js";
import type { InputObject } from "./input-object.js";

/** A section of the program, made of those of the objects. */
export interface OutputSection {
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly alignment: number;
  readonly size: number;
  readonly pieces: readonly Piece[];
}

/** What an object gives to a section. */
export interface Piece {
  readonly input: InputObject;
  /** Index in the object. */
  readonly index: number;
  readonly section: ObjectSection;
  /** In the section of the program. */
  readonly offset: number;
}

/** A section of the program with its place in memory and in the file. */
export interface PlacedSection extends OutputSection {
  /** 0 where it is not loaded. */
  readonly address: number;
  readonly fileOffset: number;
}
