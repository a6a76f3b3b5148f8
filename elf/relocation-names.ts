import { relocationType } from "./constants.js";

const names = new Map<number, string>(Object.entries(relocationType).map(([name, type]) => [type, name]));

/** `R_X86_64_PC32`; one that portwright does not know by its number. */
export function relocationName(type: number): string {
  return names.get(type) ?? `relocation type ${type}`;
}

const {
  R_X86_64_NONE,
  R_X86_64_64,
  R_X86_64_PC64,
  R_X86_64_DTPMOD64,
  R_X86_64_DTPOFF64,
  R_X86_64_TPOFF64,
  R_X86_64_GOTOFF64,
  R_X86_64_GOT64,
  R_X86_64_GOTPCREL64,
  R_X86_64_GOTPC64,
  R_X86_64_GOTPLT64,
  R_X86_64_PLTOFF64,
  R_X86_64_IRELATIVE,
  R_X86_64_SIZE64,
  R_X86_64_16,
  R_X86_64_PC16,
  R_X86_64_8,
  R_X86_64_PC8,
  R_X86_64_TLSDESC_CALL,
} = relocationType;

const others = new Map<number, number>([
  [R_X86_64_NONE, 0],
  // It marks the instruction `call *(%rax)`.
  [R_X86_64_TLSDESC_CALL, 2],
  [R_X86_64_64, 8],
  [R_X86_64_PC64, 8],
  [R_X86_64_DTPMOD64, 8],
  [R_X86_64_DTPOFF64, 8],
  [R_X86_64_TPOFF64, 8],
  [R_X86_64_GOTOFF64, 8],
  [R_X86_64_GOT64, 8],
  [R_X86_64_GOTPCREL64, 8],
  [R_X86_64_GOTPC64, 8],
  [R_X86_64_GOTPLT64, 8],
  [R_X86_64_PLTOFF64, 8],
  [R_X86_64_IRELATIVE, 8],
  [R_X86_64_SIZE64, 8],
  [R_X86_64_16, 2],
  [R_X86_64_PC16, 2],
  [R_X86_64_8, 1],
  [R_X86_64_PC8, 1],
]);

/** Bytes of the field that a relocation changes; undefined where portwright does not know the type. */
export function fieldSize(type: number): number | undefined {
  return others.get(type) ?? (names.has(type) ? 4 : undefined);
}
