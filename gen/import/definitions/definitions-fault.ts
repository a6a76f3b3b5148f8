/** Something that keeps an object from being imported. Where the file itself is wrong, the sentence begins with where. */
export interface DefinitionsFault {
  readonly code: "object-file" | "debug-information" | "import-name";
  readonly message: string;
  readonly hint?: string;
}
