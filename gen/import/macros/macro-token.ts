/** A token of C's preprocessor. */
export interface MacroToken {
  readonly kind: "word" | "number" | "character" | "sign" | "other";
  readonly text: string;
  /** Macros that it came out of, and that are not expanded in it again (C11, 6.10.3.4). */
  readonly hidden?: ReadonlySet<string>;
}

const shapes =
  /\s+|([\p{L}_$][\p{L}\p{N}_$]*)|(\.?\d(?:[eEpP][+-]|[\w.])*)|('(?:\\.|[^'\\])+')|(<<|>>|<=|>=|==|!=|&&|\|\||##|[-+*/%&|^~!<>?:()[\],#])|("(?:\\.|[^"\\])*"|.)/suy;

/** Splits the text of a macro. What no number is made of is `other`: strings, characters of other kinds. */
export function macroTokens(text: string): readonly MacroToken[] {
  const tokens: MacroToken[] = [];
  for (let at = 0; at < text.length; at = shapes.lastIndex) {
    shapes.lastIndex = at;
    const [whole = "", word, number, character, sign, other] = shapes.exec(text) ?? [];
    if (word !== undefined) {
      tokens.push({ kind: "word", text: word });
    } else if (number !== undefined) {
      tokens.push({ kind: "number", text: number });
    } else if (character !== undefined) {
      tokens.push({ kind: "character", text: character });
    } else if (sign !== undefined) {
      tokens.push({ kind: "sign", text: sign });
    } else if (other !== undefined) {
      // The rest is nothing that anybody could make a number of.
      return [...tokens, { kind: "other", text: whole }];
    }
  }
  return tokens;
}
