#!/usr/bin/env node
import { ProgramParts } from "./program-part.js";

/** The part that this launcher runs: the build says which. */
declare const launchedPart: string;

new ProgramParts(import.meta.dirname).load(`${launchedPart}.cjs`);
