import type { Diagnostic } from "../diagnostic.js";
import type { SourceSite } from "../source-site.js";

/** Words that C itself has taken. */
const keywords: ReadonlySet<string> = new Set(
  (
    "auto break case char const continue default do double else enum extern float for goto if inline int long " +
    "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while"
  ).split(" "),
);

/** Names that the runtime's headers or the standard ones have taken at file scope. */
const taken: ReadonlySet<string> = new Set(
  (
    "int8 int16 int32 int64 uint8 uint16 uint32 uint64 uintptr intptr byte bool true false nil nelem offsetof " +
    "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t uintptr_t intptr_t size_t ptrdiff_t NULL " +
    "intmax_t uintmax_t wchar_t max_align_t " +
    "int_least8_t int_least16_t int_least32_t int_least64_t uint_least8_t uint_least16_t uint_least32_t uint_least64_t " +
    "int_fast8_t int_fast16_t int_fast32_t int_fast64_t uint_fast8_t uint_fast16_t uint_fast32_t uint_fast64_t"
  ).split(" "),
);

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/u;

/** A symbol of the runtime: identifiers joined by the middle dot, the first of which may be empty. */
const symbol = /^([A-Za-z_][A-Za-z0-9_]*)?(\u00b7[A-Za-z_][A-Za-z0-9_]*)*$/u;

/** Says what is wrong with a name inside a struct, union or parameter list; `what` names the thing: `member 2 of X`. */
export function checkLocalName(name: string, what: string, site: SourceSite): readonly Diagnostic[] {
  if (!identifier.test(name)) {
    return [
      {
        code: "c-name",
        message: `${what} is called ${JSON.stringify(name)}, which is no C identifier: expected letters, digits and underscores, not beginning with a digit`,
        site,
      },
    ];
  }
  return keywords.has(name)
    ? [
        {
          code: "c-name",
          message: `${what} is called ${name}, which is a keyword of C`,
          hint: "give it another name",
          site,
        },
      ]
    : [];
}

/** The same for a name at file scope: a type, a constant, a macro. */
export function checkFileName(name: string, what: string, site: SourceSite): readonly Diagnostic[] {
  return taken.has(name)
    ? [
        {
          code: "c-name",
          message: `${what} is called ${name}, a name that the runtime's headers or the standard ones already declare`,
          hint: "give it another name",
          site,
        },
      ]
    : checkLocalName(name, what, site);
}

/** The same for a symbol of the runtime, which may be qualified with a middle dot: `runtime·write`. */
export function checkSymbolName(name: string, what: string, site: SourceSite): readonly Diagnostic[] {
  if (name.includes("\u00b7") && symbol.test(name)) {
    return [];
  }
  if (/[.\u2022\u2219\u22c5]/u.test(name)) {
    return [
      {
        code: "c-name",
        message: `${what} is called ${JSON.stringify(name)}: a package-qualified name is written with the middle dot, U+00B7`,
        hint: `write ${JSON.stringify(name.replaceAll(/[.\u2022\u2219\u22c5]/gu, "\u00b7"))}`,
        site,
      },
    ];
  }
  return checkFileName(name, what, site);
}

/** Is it a name that no description can give to a type or a constant, because headers declare it already? */
export function isTakenName(name: string): boolean {
  return taken.has(name) || keywords.has(name);
}
