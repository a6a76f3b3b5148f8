import { basename, dirname, join } from "node:path";
import { assembleWithGo } from "./assemble-with-go.js";
import { assemblerFlags, assemblerWords } from "./assembler-flags.js";
import type { CorpusFile } from "./corpus-files.js";
import type { GoTools } from "./go-tools.js";
import { PackageHeaders } from "./package-headers.js";
import { scoreFile, type FileScore } from "./scoreboard.js";
import { translate, workFolder } from "./translate.js";

/**
 * Scores files: assembles each with Go's assembler, as `go build` does, and what comes back from portwright with the
 * same flags. `work`: a folder for modules, texts and objects.
 */
export async function runCorpus(
  files: readonly CorpusFile[],
  go: GoTools,
  work: string,
): Promise<readonly FileScore[]> {
  const headers = new PackageHeaders(go);
  const scores: Promise<FileScore>[] = [];
  for (const file of files) {
    const folder = workFolder(file, work);
    const flags = assemblerFlags(file, headers.folderFor(file), go);
    const translation = await translate(file, flags, folder);
    // The text stands elsewhere than the original, whose folder is where the assembler looks first.
    const besideOriginal = { ...flags, includes: [dirname(file.path), ...flags.includes] };
    const object = join(folder, basename(file.name, ".s"));
    const { system } = file;
    const assembled = Promise.all([
      assembleWithGo(go, { path: file.path, system, words: assemblerWords(flags) }, `${object}.original.o`),
      translation.kind === "text"
        ? assembleWithGo(go, { path: translation.path, system, words: assemblerWords(besideOriginal) }, `${object}.o`)
        : undefined,
    ]);
    // The assembler works on while the next file is translated.
    scores.push(assembled.then(([original, again]) => scoreFile(file, original, translation, again)));
  }
  return await Promise.all(scores);
}
