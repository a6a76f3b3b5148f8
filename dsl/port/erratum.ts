/** Which form of the port is meant: as it was published, or with its defects mended. */
export type Errata = "original" | "corrected";

/** A defect of the original port. Declared once, referred to wherever it bites. */
export interface Erratum {
  readonly id: string;
  /** What is wrong, as a phrase: `reads 8 bytes of a 4-byte argument`. */
  readonly summary: string;
  /** Why it is wrong, what it does to a program, and what the correction does instead. */
  readonly reason: string;
}

/** The two forms of a piece of a description, side by side. Either may be empty. */
export interface Variant<T> {
  readonly kind: "variant";
  readonly erratum: Erratum;
  readonly original: readonly T[];
  readonly corrected: readonly T[];
}

/** Declares a defect. */
export function declareErratum(id: string, summary: string, reason: string): Erratum {
  return Object.freeze({ id, summary, reason });
}

/**
 * A piece of a description in both its forms.
 *
 * @example
 * erratum(errnoNegation, { original: [NEGL(AX)], corrected: [NEGQ(AX)] })
 */
export function erratum<const Original, const Corrected>(
  defect: Erratum,
  forms: { readonly original: readonly Original[]; readonly corrected: readonly Corrected[] },
): Variant<Original | Corrected> {
  return Object.freeze({
    kind: "variant",
    erratum: defect,
    original: Object.freeze(forms.original),
    corrected: Object.freeze(forms.corrected),
  });
}

/** The pieces of a list in the form asked for. */
export function chooseForm<T extends { readonly kind: string }>(
  items: readonly (T | Variant<T>)[],
  errata: Errata,
): readonly T[] {
  return items.flatMap((item) => (isVariant(item) ? item[errata] : [item]));
}

function isVariant<T extends { readonly kind: string }>(item: T | Variant<T>): item is Variant<T> {
  return item.kind === "variant";
}
