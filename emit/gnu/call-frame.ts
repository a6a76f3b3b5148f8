/** Bytes of return address between SP at entry and the call frame's address (CFA). */
const returnAddressSize = 8;

/**
 * Keeps the call-frame information in step with SP while a routine is printed: DWARF describes every address by what
 * came before it in the text, the stack depth follows the flow of control.
 */
export class CallFrame {
  #depth: number | undefined = 0;

  /** The directives that make the frame right for an instruction at `depth`; undefined: on a stack of its own. */
  directivesBefore(depth: number | undefined): readonly string[] {
    if (depth === this.#depth) {
      return [];
    }
    const before = this.#depth;
    this.#depth = depth;
    if (depth === undefined) {
      // Nobody called the code on the new stack: a debugger's walk ends here.
      return [".cfi_remember_state", ".cfi_undefined\trip"];
    }
    const offset = `.cfi_def_cfa_offset\t${depth + returnAddressSize}`;
    return before === undefined ? [".cfi_restore_state", offset] : [offset];
  }
}
