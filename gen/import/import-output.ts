import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Failure, orFail } from "../failure.js";
import { whatIs } from "../output/output-folder.js";
import { importWords } from "./import-mark.js";

/** An import takes the place of an earlier one, but not of what somebody wrote. */
export function checkImportOutput(output: string, workingFolder: string): void {
  const place = resolve(workingFolder, output);
  const found = whatIs(place);
  if (found === undefined) {
    return;
  }
  const text = found === "file" ? orFail(`cannot read ${output}`, () => readFileSync(place, "utf8")) : "";
  if (importWords(text) === undefined) {
    throw new Failure(
      `${output} is there already, and is nothing that was imported`,
      "move it away, or name another file with -o",
    );
  }
}
