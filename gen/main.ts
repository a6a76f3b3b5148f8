#!/usr/bin/env node
import { runProgram } from "./program.js";
import { endQuietlyOnClosedPipe, reportUnexpected } from "./unexpected.js";

endQuietlyOnClosedPipe();
process.on("uncaughtException", reportUnexpected);
await runProgram(process.argv.slice(2)).catch(reportUnexpected);
