/** What `generate` must be given to write what a check looked for. */
export interface Repair {
  readonly argument: string;
  readonly folder?: string | undefined;
  readonly errata?: string | undefined;
}

/** The command that repairs drift, ready to paste into a shell. */
export function repairCommand({ argument, folder, errata }: Repair): string {
  const words = ["npx", "portwright", "generate", argument];
  if (folder !== undefined) {
    words.push("--out", folder);
  }
  if (errata !== undefined) {
    words.push("--errata", errata);
  }
  return shellCommand(words);
}

/** Words as a shell reads them, each as one word. */
export function shellCommand(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
