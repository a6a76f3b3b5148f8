import type { ImportFault } from "../../import-finding.js";
import type {
  CommentStatement,
  DataStatement,
  GlobalStatement,
  Plan9File,
  SourcePlace,
  Statement,
  SymbolName,
  TextStatement,
} from "../syntax.js";
import { symbolText } from "./identifiers.js";

/** What a routine is made of. */
export type BodyStatement = Exclude<Statement, TextStatement | GlobalStatement | DataStatement>;

/** Neighbouring lines of comment. */
export type CommentBlock = readonly string[];

interface ItemBase {
  readonly symbol: SymbolName;
  readonly place: SourcePlace;
  /** The comment right above it. */
  readonly doc: string | undefined;
  /** Comments above it that an empty line keeps apart. */
  readonly above: readonly CommentBlock[];
}

/** A TEXT with everything that belongs to it. */
export interface SourceRoutine extends ItemBase {
  readonly kind: "routine";
  readonly text: TextStatement;
  readonly body: readonly BodyStatement[];
}

/** The DATA and the GLOBL of one symbol. */
export interface SourceData extends ItemBase {
  readonly kind: "data";
  readonly parts: readonly DataStatement[];
  readonly global: GlobalStatement;
}

export type SourceItem = SourceRoutine | SourceData;

/** A file as what it defines, in order of appearance. */
export interface Outline {
  /** The comment at its head. */
  readonly doc: string | undefined;
  readonly items: readonly SourceItem[];
  /** Comments behind the last item. */
  readonly below: readonly CommentBlock[];
}

interface Draft {
  readonly kind: "routine" | "data";
  readonly symbol: SymbolName;
  readonly place: SourcePlace;
  readonly doc: string | undefined;
  readonly above: readonly CommentBlock[];
  readonly text?: TextStatement;
  readonly body: BodyStatement[];
  readonly parts: DataStatement[];
  global?: GlobalStatement;
}

/** Sorts the statements of a file by what they belong to. */
export function outlineOf(file: Plan9File, report: (fault: ImportFault) => void): Outline {
  const head = headLength(file);
  const outline = new OutlineReader(report);
  for (const statement of file.statements.slice(head)) {
    outline.add(statement);
  }
  const comments = file.statements.slice(0, head).filter((statement) => statement.kind === "comment");
  return { doc: docOf(blocksOf(comments).map(withoutMark)), ...outline.end() };
}

/** How many comments speak of the file: those above the first include, or else above what belongs to the first item. */
function headLength({ statements, includes }: Plan9File): number {
  const found = statements.findIndex(({ kind }) => kind !== "comment");
  const leading = found < 0 ? statements.length : found;
  const [include] = includes;
  if (include !== undefined) {
    const behind = statements.slice(0, leading).findIndex(({ place }) => place.line > include.place.line);
    return behind < 0 ? leading : behind;
  }
  const first = statements[leading];
  if (first === undefined || first.blankBefore) {
    return leading;
  }
  const apart = statements.slice(0, leading).findLastIndex(({ blankBefore }) => blankBefore);
  return Math.max(apart, 0);
}

/** Takes statements one after the other. */
class OutlineReader {
  readonly #report: (fault: ImportFault) => void;
  readonly #drafts: Draft[] = [];
  readonly #data = new Map<string, Draft>();
  readonly #seen = new Set<string>();
  /** Those that wait for what they belong to. */
  #comments: CommentStatement[] = [];
  #routine: Draft | undefined;

  constructor(report: (fault: ImportFault) => void) {
    this.#report = report;
  }

  add(statement: Statement): void {
    switch (statement.kind) {
      case "comment":
        this.#comments.push(statement);
        break;
      case "text":
        this.#routine = this.#begin(statement, "routine", statement);
        break;
      case "data":
        this.#dataOf(statement).parts.push(statement);
        break;
      case "globl": {
        const draft = this.#dataOf(statement);
        if (draft.global !== undefined) {
          this.#thereAlready(statement);
        }
        draft.global = statement;
        break;
      }
      default:
        this.#addToRoutine(statement);
    }
  }

  end(): Pick<Outline, "items" | "below"> {
    const items = this.#drafts.flatMap((draft): readonly SourceItem[] => finished(draft, this.#report));
    return { items, below: blocksOf(this.#comments) };
  }

  #addToRoutine(statement: BodyStatement): void {
    if (this.#routine === undefined) {
      this.#report({
        place: statement.place,
        message: `${nameOf(statement)} stands before the first TEXT`,
        hint: "name the file that has the TEXT; this one is to be included",
      });
      return;
    }
    this.#routine.body.push(...this.#comments, statement);
    this.#comments = [];
  }

  #dataOf(statement: DataStatement | GlobalStatement): Draft {
    const key = symbolText(statement.symbol);
    const draft = this.#data.get(key) ?? this.#begin(statement, "data");
    this.#data.set(key, draft);
    return draft;
  }

  #begin(statement: TextStatement | DataStatement | GlobalStatement, kind: Draft["kind"], text?: TextStatement): Draft {
    const { symbol, place, blankBefore } = statement;
    const above = blocksOf(this.#comments);
    this.#comments = [];
    const own = blankBefore ? undefined : above.pop();
    const doc = own === undefined ? undefined : docOf([own]);
    const draft: Draft = {
      kind,
      symbol,
      place,
      doc,
      above,
      ...(text === undefined ? {} : { text }),
      body: [],
      parts: [],
    };
    if (this.#seen.has(symbolText(symbol))) {
      this.#thereAlready(statement);
    }
    this.#seen.add(symbolText(symbol));
    this.#drafts.push(draft);
    return draft;
  }

  #thereAlready(statement: TextStatement | DataStatement | GlobalStatement): void {
    this.#report({
      place: statement.place,
      message: `${nameOf(statement)}: ${symbolText(statement.symbol)} is there already`,
      hint: "-D chooses between the branches of #ifdef",
    });
  }
}

function finished(draft: Draft, report: (fault: ImportFault) => void): readonly SourceItem[] {
  const { kind, symbol, place, doc, above, text, body, parts, global } = draft;
  if (kind === "routine") {
    return text === undefined ? [] : [{ kind, symbol, place, doc, above, text, body }];
  }
  if (global === undefined) {
    report({
      place,
      message: `DATA: ${symbolText(symbol)} has no GLOBL, which says how long it is`,
      hint: "variables are described where their GLOBL is",
    });
    return [];
  }
  return [{ kind, symbol, place, doc, above, parts, global }];
}

/** What a statement is called in a message. */
export function nameOf(statement: Statement): string {
  switch (statement.kind) {
    case "comment":
      return "a comment";
    case "label":
      return `the label ${statement.name}`;
    case "text":
      return "TEXT";
    case "globl":
      return "GLOBL";
    case "data":
      return "DATA";
    case "literal":
    case "annotation":
      return statement.directive;
    case "macro":
      return statement.macro;
    case "instruction":
      return statement.mnemonic;
  }
}

/** The comments as blocks, without empty lines at their ends, and without blocks of empty lines alone. */
function blocksOf(comments: readonly CommentStatement[]): CommentBlock[] {
  const blocks: string[][] = [];
  for (const { text, blankBefore } of comments) {
    const last = blocks.at(-1);
    if (last === undefined || blankBefore) {
      blocks.push([text.trimEnd()]);
    } else {
      last.push(text.trimEnd());
    }
  }
  return blocks.map(trimmed);
}

function trimmed(lines: CommentBlock): CommentBlock {
  const start = lines.findIndex((line) => line !== "");
  const end = lines.findLastIndex((line) => line !== "");
  return start < 0 ? [] : lines.slice(start, end + 1);
}

/** Without the lines that say that portwright has written the file: what is emitted again says so itself. */
function withoutMark(block: CommentBlock): CommentBlock {
  const [first = "", second = ""] = block;
  const isMark = first.startsWith("Code generated by portwright from ") && first.endsWith(" DO NOT EDIT.");
  return isMark ? trimmed(block.slice(second.startsWith("To make it again: ") ? 2 : 1)) : block;
}

function docOf(blocks: readonly CommentBlock[]): string | undefined {
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
  return text === "" ? undefined : text;
}
