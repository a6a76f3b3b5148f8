/** What `verify --json` prints, as far as tests look at it. */
export interface VerifyReport {
  readonly clean: boolean;
  readonly errata: string;
  readonly seed: number;
  readonly states: number;
  readonly engines: { readonly ran: readonly string[]; readonly missing: readonly { readonly name: string }[] };
  readonly ports: readonly { readonly name: string; readonly routines: readonly ReportedRoutine[] }[];
}

interface ReportedRoutine {
  readonly symbol: string;
  readonly file: string;
  readonly line: number;
  readonly instructions?: number;
  readonly states: number;
  readonly coverage: { readonly covered: number; readonly of: number };
  readonly findings: readonly ReportedFinding[];
}

interface ReportedFinding {
  readonly code: string;
  readonly message: string;
  readonly expected?: string;
  readonly got?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly instruction?: { readonly offset: number; readonly bytes: string; readonly text: string };
  readonly state?: {
    readonly seed: number;
    readonly engine: string;
    readonly arguments: Readonly<Record<string, string>>;
    readonly kernel: readonly string[];
  };
  readonly states?: number;
  readonly trace: readonly { readonly offset: number; readonly text: string; readonly line: number }[];
  readonly reproduce: string;
}

/** Reads a report; what it lacks shows where it is looked at. */
export function reportOf(text: string): VerifyReport {
  const report: unknown = JSON.parse(text);
  if (!isReport(report)) {
    throw new Error(`this is no report of verify: ${text}`);
  }
  return report;
}

function isReport(value: unknown): value is VerifyReport {
  return (
    typeof value === "object" &&
    value !== null &&
    "ports" in value &&
    Array.isArray(value.ports) &&
    value.ports.every(
      (port: unknown) =>
        typeof port === "object" && port !== null && "routines" in port && Array.isArray(port.routines),
    )
  );
}
