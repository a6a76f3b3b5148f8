import { relocationType } from "../elf/constants.js";
import { registerToBase } from "./got-relaxation.js";

/**
 * Accesses to thread-local variables that ask where a module's block is. A static program has one, at a known distance
 * from the thread pointer: Drepper, ELF Handling For Thread-Local Storage, 5.5, says which instructions become which.
 */
export type TlsRelaxation =
  /** A table entry's distance becomes an immediate. */
  | { readonly kind: "initial"; readonly operation: "move" | "add" }
  /** The call of a descriptor becomes nothing. */
  | { readonly kind: "descriptor-call" }
  /** A call of __tls_get_addr for a variable, or for the block; the call's own relocation is done with then. */
  | { readonly kind: "general"; readonly call: number }
  | { readonly kind: "block"; readonly call: number; readonly length: number };

const { R_X86_64_GOTTPOFF, R_X86_64_GOTPC32_TLSDESC, R_X86_64_TLSDESC_CALL, R_X86_64_TLSGD, R_X86_64_TLSLD } =
  relocationType;

/** How the instructions at this field are changed; undefined where they are not what compilers write. */
export function tlsRelaxation(
  bytes: Uint8Array,
  offset: number,
  type: number,
  addend: bigint,
): TlsRelaxation | undefined {
  const has = (at: number, ...wanted: readonly number[]): boolean =>
    wanted.every((byte, index) => bytes[offset + at + index] === byte);
  if (type === R_X86_64_TLSDESC_CALL) {
    return has(0, 0xff, 0x10) ? { kind: "descriptor-call" } : undefined;
  }
  if (addend !== -4n) {
    return undefined;
  }
  switch (type) {
    case R_X86_64_GOTTPOFF:
    case R_X86_64_GOTPC32_TLSDESC: {
      const isWide = has(-3, 0x48) || has(-3, 0x4c);
      if (!isWide || ((bytes[offset - 1] ?? 0) & 0xc7) !== 0x05) {
        return undefined;
      }
      if (type === R_X86_64_GOTPC32_TLSDESC) {
        return has(-2, 0x8d) ? { kind: "initial", operation: "move" } : undefined;
      }
      return has(-2, 0x8b)
        ? { kind: "initial", operation: "move" }
        : has(-2, 0x03)
          ? { kind: "initial", operation: "add" }
          : undefined;
    }
    case R_X86_64_TLSGD:
      // data16 lea x@tlsgd(%rip), %rdi; a call, direct or through the table, padded to eight bytes
      return has(-4, 0x66, 0x48, 0x8d, 0x3d) && (has(4, 0x66, 0x66, 0x48, 0xe8) || has(4, 0x66, 0x48, 0xff, 0x15))
        ? { kind: "general", call: offset + 8 }
        : undefined;
    case R_X86_64_TLSLD:
      // lea x@tlsld(%rip), %rdi; a call
      if (!has(-3, 0x48, 0x8d, 0x3d)) {
        return undefined;
      }
      return has(4, 0xe8)
        ? { kind: "block", call: offset + 5, length: 12 }
        : has(4, 0xff, 0x15) || has(4, 0x67, 0xe8)
          ? { kind: "block", call: offset + 6, length: 13 }
          : undefined;
    default:
      return undefined;
  }
}

/** mov %fs:0, %rax */
const loadThreadPointer = [0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0];

/** Changes the instructions. Where the distance from the thread pointer goes, if it is in them. */
export function relaxTls(bytes: Uint8Array, offset: number, relaxation: TlsRelaxation): number | undefined {
  switch (relaxation.kind) {
    case "descriptor-call":
      bytes.set([0x66, 0x90], offset);
      return undefined;
    case "initial": {
      const register = ((bytes[offset - 1] ?? 0) >> 3) & 7;
      bytes.set([relaxation.operation === "move" ? 0xc7 : 0x81, 0xc0 | register], offset - 2);
      registerToBase(bytes, offset - 3);
      return offset;
    }
    case "general":
      // ... ; lea x@tpoff(%rax), %rax
      bytes.set([...loadThreadPointer, 0x48, 0x8d, 0x80], offset - 4);
      return offset + 8;
    case "block": {
      const prefixes = Array.from({ length: relaxation.length - loadThreadPointer.length }, () => 0x66);
      bytes.set([...prefixes, ...loadThreadPointer], offset - 3);
      return undefined;
    }
  }
}
