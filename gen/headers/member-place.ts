import { readFileSync } from "node:fs";
import { ts } from "ts-morph";
import type { SourceSite } from "../../dsl/source-site.js";
import type { Position } from "../load/position.js";
import type { SourcePositions } from "../load/source-position.js";

/**
 * Finds the line of one member of a table or struct. A site is the place of the call that made the whole; the member is
 * looked for in the object that the call was given, and where it is not written there, the call is its place.
 */
export function memberPlaces(
  positions: SourcePositions,
): (site: SourceSite | undefined, member: string) => Position | undefined {
  const files = new Map<string, ts.SourceFile | undefined>();
  return (site, member) => {
    const call = site === undefined ? undefined : positions.ofSite(site);
    if (call === undefined) {
      return undefined;
    }
    if (!files.has(call.file)) {
      files.set(call.file, parsed(call.file));
    }
    const file = files.get(call.file);
    const name = file === undefined ? undefined : memberName(file, call, member);
    if (file === undefined || name === undefined) {
      return call;
    }
    const { line, character } = file.getLineAndCharacterOfPosition(name.getStart(file));
    return { file: call.file, line: line + 1, column: character + 1 };
  };
}

function parsed(file: string): ts.SourceFile | undefined {
  try {
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  } catch {
    // What was compiled elsewhere may have come without its source.
    return undefined;
  }
}

function memberName(file: ts.SourceFile, call: Position, member: string): ts.Node | undefined {
  const at =
    file.getPositionOfLineAndCharacter(Math.min(call.line, file.getLineStarts().length) - 1, 0) + call.column - 1;
  const visit = (node: ts.Node): ts.Node | undefined => {
    if (at < node.getStart(file) || at >= node.getEnd()) {
      return undefined;
    }
    if (ts.isCallExpression(node) && node.getStart(file) === at) {
      for (const argument of node.arguments) {
        const found = ts.isObjectLiteralExpression(argument) ? propertyName(argument, member) : undefined;
        if (found !== undefined) {
          return found;
        }
      }
    }
    return ts.forEachChild(node, visit);
  };
  return visit(file);
}

function propertyName(object: ts.ObjectLiteralExpression, member: string): ts.Node | undefined {
  return object.properties
    .map(({ name }) => name)
    .find(
      (name) =>
        name !== undefined &&
        (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name)) &&
        name.text === member,
    );
}
