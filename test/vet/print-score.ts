import { portOf2011 as port } from "../port/port-of-2011.js";
import { judgeMutants, scoreTable } from "./vet-score.js";

// `npm run mutants:vet`: the table of docs/verify.md, from what the tools say now.
try {
  const { mutants } = await judgeMutants(port);
  process.stdout.write(`${scoreTable(mutants)}\n`);
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
