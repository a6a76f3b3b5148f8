/** What `verify --mutate --json` prints, as far as tests look at it. */
interface MutationReport {
  readonly clean: boolean;
  readonly errata: string;
  readonly seed: number;
  readonly states: number;
  readonly engine: string;
  readonly ports: readonly (ReportedScore & {
    readonly name: string;
    readonly routines: readonly ReportedMutation[];
    readonly stale: readonly ReportedEntry[];
  })[];
}

export interface ReportedScore {
  readonly mutants: number;
  readonly killed: number;
  readonly equivalent: number;
  readonly survived: number;
  readonly score: number | null;
}

interface ReportedMutation extends ReportedScore {
  readonly symbol: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kinds: Readonly<Record<string, ReportedScore>>;
  readonly survivors: readonly ReportedMutant[];
  readonly equivalents: readonly (ReportedMutant & { readonly how: string; readonly reason: string })[];
  readonly stale: readonly ReportedEntry[];
}

export interface ReportedMutant {
  readonly kind: string;
  readonly change: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface ReportedEntry {
  readonly routine: string;
  readonly change: string;
  readonly reason: string;
}

/** Reads a report; what it lacks shows where it is looked at. */
export function mutationReportOf(text: string): MutationReport {
  const report: unknown = JSON.parse(text);
  if (!isReport(report)) {
    throw new Error(`this is no report of verify --mutate: ${text}`);
  }
  return report;
}

function isReport(value: unknown): value is MutationReport {
  return (
    typeof value === "object" &&
    value !== null &&
    "engine" in value &&
    "ports" in value &&
    Array.isArray(value.ports) &&
    value.ports.every(
      (port: unknown) =>
        typeof port === "object" && port !== null && "routines" in port && Array.isArray(port.routines),
    )
  );
}
