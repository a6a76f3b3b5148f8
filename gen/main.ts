import "./begin-early.js";
import { runProgram } from "./program.js";
import { endQuietlyOnClosedPipe, reportUnexpected } from "./unexpected.js";

endQuietlyOnClosedPipe();
process.on("uncaughtException", reportUnexpected);
void runProgram(process.argv.slice(2)).catch(reportUnexpected);
