/** A fenced block of a page. */
export interface Block {
  /** The language behind the fence: `sh`, `ts`, `text`, ... */
  readonly language: string;
  /** Without the indentation of the list item that it stands in. */
  readonly text: string;
  /** What the comment right above the block says about it; it is not shown to readers. */
  readonly note: string | undefined;
  /** The fence's line, counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): readonly Block[] {
  const lines = page.split("\n");
  const blocks: Block[] = [];
  let opened: { readonly at: number; readonly indent: string; readonly language: string } | undefined;
  for (const [index, line] of lines.entries()) {
    const [, indent, language] = /^( *)```(\w*)$/.exec(line) ?? [];
    if (indent === undefined || language === undefined) {
      continue;
    }
    if (opened === undefined) {
      opened = { at: index, indent, language };
    } else {
      const text = lines.slice(opened.at + 1, index).map((inside) => inside.replace(opened?.indent ?? "", ""));
      blocks.push({
        language: opened.language,
        text: text.join("\n"),
        note: noteAbove(lines, opened.at),
        line: opened.at + 1,
      });
      opened = undefined;
    }
  }
  if (opened !== undefined) {
    throw new Error(`the block of line ${String(opened.at + 1)} does not end`);
  }
  return blocks;
}

function noteAbove(lines: readonly string[], fence: number): string | undefined {
  const above = lines.slice(0, fence).findLast((line) => line.trim() !== "");
  return /^ *<!-- (.*) -->$/.exec(above ?? "")?.[1];
}

/** The TypeScript of a page that is not quoted from a file: its pieces, one after the other, are one module. */
export function moduleOf(blocks: readonly Block[]): string | undefined {
  const pieces = blocks.filter(({ language, note }) => language === "ts" && note === undefined);
  return pieces.length === 0 ? undefined : pieces.map((piece) => `${piece.text}\n`).join("\n");
}

/** A link or picture of a page: what it leads to. */
export function linksOf(page: string): readonly string[] {
  const prose = page.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => target ?? []);
}
