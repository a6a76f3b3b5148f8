import { Failure } from "../failure.js";
import type { LoadedPort } from "../load/load-port.js";
import type { Finding } from "../load/position.js";
import { shownPath } from "../load/position.js";
import { openHeaders } from "./ask.js";
import { claimsOf, type Claims } from "./claims.js";
import { compareNumbers } from "./compare-numbers.js";
import { compareTypes } from "./compare-types.js";
import { compilerCommand } from "./compiler.js";
import type { Discrepancy } from "./discrepancy.js";
import { memberPlaces } from "./member-place.js";

/** Which headers, read by which compiler. */
export interface HeaderOptions {
  /** The compiler's command. */
  readonly cc: string;
  /** Folders to look for headers in, before the compiler's own. */
  readonly include: readonly string[];
  /** Headers besides those that the description names. */
  readonly header: readonly string[];
}

/** A port's claims, compared with the headers of a system. */
export interface HeaderComparison {
  /** How many numbers were compared. */
  readonly compared: number;
  readonly differences: readonly HeaderDifference[];
  /** Names of system calls that the headers do without. */
  readonly uncompared: readonly string[];
}

/** A discrepancy with its place. */
export interface HeaderDifference extends Discrepancy {
  readonly finding: Finding;
}

/** Compares what a port says of its system with the headers of that system. Nothing of it has to run here. */
export function compareHeaders(loaded: LoadedPort, options: HeaderOptions, workingFolder: string): HeaderComparison {
  const claims = claimsOf(loaded.port);
  const includes = [...new Set([...claims.includes, ...options.header])];
  if (claims.numbers.length + claims.types.length === 0) {
    throw new Failure(
      `${loaded.port.name} says nothing about headers: it has no constants, types, signals or system calls`,
    );
  }
  if (includes.length === 0 && (claims.types.length > 0 || claims.numbers.some(({ kind }) => kind === "constant"))) {
    throw new Failure(
      `the description in ${shownPath(loaded.source.module, workingFolder)} does not say in which headers its constants and types are`,
      "name them with --header, as in --header sys/time.h, or give the port a godefs-input output",
    );
  }
  const compiler = compilerCommand(options.cc, options.include, workingFolder);
  try {
    const headers = openHeaders(compiler, includeLines(includes, claims));
    const numbers = compareNumbers(claims.numbers, headers);
    const types = compareTypes(claims.types, headers);
    const all = [...numbers.discrepancies, ...types.discrepancies];
    const place = memberPlaces(loaded.positions);
    return {
      compared: numbers.compared + types.compared,
      differences: all.filter(isDifference).map((difference) => ({
        ...difference,
        finding: {
          code: difference.code,
          message: difference.message,
          description: loaded.source.module,
          position: place(difference.site, difference.member ?? difference.name),
        },
      })),
      uncompared: all.filter((one) => !isDifference(one)).map(({ name }) => name),
    };
  } finally {
    compiler.dispose();
  }
}

function isDifference({ code }: Discrepancy): boolean {
  return code !== "header-uncompared";
}

/** Numbers of signals and system calls are where every system has them; a description need not say so. */
function includeLines(includes: readonly string[], { numbers }: Claims): string {
  const usual = [
    ...(numbers.some(({ kind }) => kind === "signal") ? ["signal.h"] : []),
    ...(numbers.some(({ kind }) => kind === "system-call") ? ["sys/syscall.h"] : []),
  ].filter((header) => !includes.includes(header));
  return [
    ...includes.map((header) => `#include <${header}>`),
    ...usual.flatMap((header) => [
      "#ifdef __has_include",
      `#if __has_include(<${header}>)`,
      `#include <${header}>`,
      "#endif",
      "#endif",
    ]),
  ].join("\n");
}
