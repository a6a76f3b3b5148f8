import type { CType } from "./ctype.js";

/** The tags that a declaration of `type` names, with their keywords. */
export function tagsIn(type: CType): readonly string[] {
  switch (type.kind) {
    case "incomplete":
      return [`${type.keyword} ${type.tag}`];
    case "pointer":
      return tagsIn(type.target);
    case "array":
      return tagsIn(type.element);
    case "function":
      return [type.returns, ...type.parameters].flatMap(tagsIn);
    case "void":
    case "integer":
    case "struct":
    case "union":
    case "typedef":
      return [];
  }
}
