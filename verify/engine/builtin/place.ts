import type { DecodedOperand, MemoryOperand, Place, RegisterOperand } from "./operand.js";
import type { Read } from "./processor.js";
import type { Width } from "./width.js";
import { widthOfBytes } from "./width.js";

/** An operand that can be written; undefined where it is none. */
export function placeOf(operand: DecodedOperand | undefined): Place | undefined {
  switch (operand?.kind) {
    case "register":
      return registerPlace(operand);
    case "memory":
      return memoryPlace(operand);
    default:
      return undefined;
  }
}

/** An operand that can be read in an operation of `width` bits; undefined where it cannot. */
export function sourceOf(operand: DecodedOperand | undefined, width: Width): Read | undefined {
  if (operand?.kind === "immediate") {
    const { value } = operand;
    return operand.width === width ? () => value : undefined;
  }
  const place = placeOf(operand);
  return place?.width === width ? place.read : undefined;
}

/** Writing 32 bits of a register clears the upper half, writing 8 or 16 keeps the rest (Intel SDM vol. 1, 3.4.1.1). */
function registerPlace({ width, number, high }: RegisterOperand): Place {
  switch (width) {
    case 64:
      return {
        width,
        read: ({ registers }) => registers[number] ?? 0n,
        write: ({ registers }, value) => {
          registers[number] = value;
        },
      };
    case 32:
      return {
        width,
        read: ({ registers }) => (registers[number] ?? 0n) & 0xffff_ffffn,
        write: ({ registers }, value) => {
          registers[number] = value;
        },
      };
    case 16:
      return {
        width,
        read: ({ registers }) => (registers[number] ?? 0n) & 0xffffn,
        write: ({ registers }, value) => {
          registers[number] = ((registers[number] ?? 0n) & ~0xffffn) | value;
        },
      };
    case 8:
      return high ? highBytePlace(number) : lowBytePlace(number);
  }
}

function lowBytePlace(number: number): Place {
  return {
    width: 8,
    read: ({ registers }) => (registers[number] ?? 0n) & 0xffn,
    write: ({ registers }, value) => {
      registers[number] = ((registers[number] ?? 0n) & ~0xffn) | value;
    },
  };
}

function highBytePlace(number: number): Place {
  return {
    width: 8,
    read: ({ registers }) => ((registers[number] ?? 0n) >> 8n) & 0xffn,
    write: ({ registers }, value) => {
      registers[number] = ((registers[number] ?? 0n) & ~0xff00n) | (value << 8n);
    },
  };
}

function memoryPlace({ size, address }: MemoryOperand): Place | undefined {
  const width = widthOfBytes(size);
  if (width === undefined) return undefined;
  return {
    width,
    read: (processor) => processor.load(address(processor), width),
    write: (processor, value) => {
      processor.store(address(processor), width, value);
    },
  };
}
