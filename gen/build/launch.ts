#!/usr/bin/env node
import { ProgramParts } from "./program-part.js";

new ProgramParts(import.meta.dirname).load("start.cjs");
