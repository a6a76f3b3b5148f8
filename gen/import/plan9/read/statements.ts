import type { Report } from "../../preprocessor/fault.js";
import type { CommentStatement, Statement } from "../syntax.js";
import { commentLines } from "./comment-text.js";
import type { Constants } from "./constant-name.js";
import { directiveStatement, type StatementContent } from "./directive-statement.js";
import type { Input } from "./input.js";
import { splitLabels, splitStatement, type StatementTokens } from "./line.js";
import { expansionChain } from "./macro.js";
import { Malformed } from "./malformed.js";
import { readOperand } from "./operand.js";
import { RoutineLabels } from "./routine-labels.js";
import type { Expansion, Token } from "./token.js";

/** Reads the statements of a file. What makes no sense is reported and left out. */
export class StatementReader {
  readonly #input: Input;
  readonly #constants: Constants;
  readonly #report: Report;
  readonly #labels: RoutineLabels;
  readonly #statements: Statement[] = [];
  /** Comments of a header, which count only if statements of it follow. */
  #headerComments: CommentStatement[] = [];
  /** Where the statements of this line begin. */
  #lineStart = 0;
  #lineComment: string | undefined;
  /** The use of a macro that the last statement is part of, and how many of it were counted. */
  #use: Expansion | undefined;
  #index = 0;

  constructor(input: Input, constants: Constants, report: Report) {
    this.#input = input;
    this.#constants = constants;
    this.#report = report;
    this.#labels = new RoutineLabels(report);
  }

  read(): readonly Statement[] {
    let tokens: Token[] = [];
    for (let token = this.#input.next(); token !== undefined; token = this.#input.next()) {
      if (token.kind === "comment") {
        this.#comment(token, tokens.length > 0);
      } else if (token.kind === "newline" || (token.kind === "sign" && token.text === ";")) {
        this.#statement(tokens, token);
        tokens = [];
        if (token.kind === "newline" && token.origin === undefined) {
          this.#endLine(token);
        }
      } else {
        tokens.push(token);
      }
    }
    if (!this.#input.stopped && !this.#input.lacksHeader) {
      this.#labels.end();
    }
    return this.#statements;
  }

  #comment(token: Token, isBehindTokens: boolean): void {
    const lines = commentLines(token.text);
    if (!token.first || isBehindTokens) {
      this.#lineComment = [this.#lineComment, ...lines].filter((line) => line !== undefined && line !== "").join(" ");
      return;
    }
    if (!token.included) {
      this.#headerComments = [];
    }
    const list = token.included ? this.#headerComments : this.#statements;
    lines.forEach((text, index) => {
      const place = { ...token.place, line: token.place.line + index };
      list.push(Object.freeze({ kind: "comment", text, blankBefore: token.blankBefore && index === 0, place }));
    });
    this.#lineStart = this.#statements.length;
  }

  /** A line has ended: its comment belongs to its last statement, or to the first of what a macro made. */
  #endLine({ place }: Token): void {
    const text = this.#lineComment;
    const last = this.#statements.length - 1;
    const index = this.#use === undefined ? last : this.#lineStart;
    const statement = this.#statements[index];
    if (text !== undefined && text !== "") {
      if (this.#lineStart > last) {
        // A macro made nothing of the line.
        this.#statements.push(Object.freeze({ kind: "comment", text, blankBefore: false, place }));
      } else if (statement !== undefined && statement.kind !== "comment") {
        this.#statements[index] = Object.freeze({ ...statement, comment: text });
      }
    }
    this.#lineComment = undefined;
    this.#lineStart = this.#statements.length;
  }

  /** `end` is what ends the statement. */
  #statement(tokens: readonly Token[], end: Token): void {
    const [first] = tokens;
    if (first === undefined) {
      return;
    }
    try {
      const bad = tokens.find(({ kind }) => kind === "bad");
      if (bad?.text === "") {
        return;
      }
      if (bad !== undefined) {
        throw new Malformed(bad.text, bad);
      }
      const [labels, rest] = splitLabels(tokens);
      for (const label of labels) {
        this.#label(label);
      }
      if (rest.length > 0) {
        this.#content(splitStatement(rest, end));
      }
    } catch (fault) {
      if (!(fault instanceof Malformed)) {
        throw fault;
      }
      this.#fault(fault, first);
    }
  }

  #fault({ message, at, hint, unresolved }: Malformed, first: Token): void {
    if (unresolved && this.#input.lacksHeader) {
      return;
    }
    const [use] = expansionChain(first.origin);
    const made =
      use === undefined
        ? undefined
        : `the macro ${use.macro.name} makes this; it is defined in ${use.macro.defined.file}:${String(use.macro.defined.line)}`;
    const hints = [hint, made].filter((one) => one !== undefined);
    const place = "place" in at ? at.place : at;
    this.#report({ place, message, ...(hints.length === 0 ? {} : { hint: hints.join("; ") }) });
  }

  #label(label: Token): void {
    this.#requireRoutine(label, `the label ${label.text}`);
    this.#labels.label(label.text, label.place);
    this.#add({ kind: "label", name: label.text }, label, 0);
  }

  #content(statement: StatementTokens): void {
    const { word, mnemonic } = statement;
    const content = directiveStatement(statement, this.#constants) ?? this.#instruction(statement);
    if (content.kind === "text") {
      this.#labels.begin(content.symbol, word.place);
    }
    const isPart = content.kind !== "text" && content.kind !== "globl" && content.kind !== "data";
    if (isPart) {
      this.#requireRoutine(word, mnemonic);
      this.#labels.instruction();
    }
    this.#add(content, word, content.kind === "macro" ? content.instructions : Number(isPart));
  }

  #instruction({ mnemonic, operands }: StatementTokens): StatementContent {
    const isJump = /^(?:J|CALL$|LOOP|XBEGIN$)/.test(mnemonic);
    const constants = this.#constants;
    const read = operands.map(({ tokens, before, after }) => readOperand(tokens, { isJump, before, after, constants }));
    for (const operand of read) {
      if (operand.kind === "label") {
        this.#labels.jump(operand.name, operand.place);
      }
    }
    return { kind: "instruction", mnemonic, operands: read };
  }

  #requireRoutine(token: Token, what: string): void {
    if (!this.#labels.isInRoutine) {
      throw new Malformed(
        `${what} is outside of any routine`,
        token,
        "a routine begins with TEXT name(SB), flags, $frame",
      );
    }
  }

  #add(content: StatementContent, token: Token, instructions: number): void {
    const [use] = expansionChain(token.origin);
    this.#index = use === this.#use ? this.#index : 0;
    this.#use = use;
    const { place, blankBefore } = token;
    const expandedFrom = use === undefined ? {} : { expandedFrom: { macro: use.macro.name, index: this.#index } };
    if (token.included) {
      for (const comment of this.#headerComments) {
        this.#statements.push(comment);
      }
    }
    this.#headerComments = [];
    this.#statements.push(Object.freeze({ ...content, place, blankBefore, ...expandedFrom }));
    this.#index += instructions;
  }
}
