#!/usr/bin/env node
import { ProgramParts } from "./program-part.js";

/** The parts that this launcher runs: the build says which. */
declare const launchedParts: readonly string[];

const parts = new ProgramParts(import.meta.dirname);
for (const part of launchedParts) {
  parts.load(`${part}.cjs`);
}
