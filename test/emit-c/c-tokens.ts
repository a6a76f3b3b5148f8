/** The tokens of a C source: comments and white space are gone, a directive begins with its `#`. */
export function cTokens(source: string): readonly string[] {
  const withoutComments = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/gu, " ");
  return withoutComments.match(/"(?:[^"\\]|\\.)*"|[A-Za-z_$\u00b7][\w$\u00b7]*|0[xX][0-9a-fA-F]+|\d+|[^\s]/gu) ?? [];
}
