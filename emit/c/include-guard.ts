/** The macro that keeps a header from being read twice: from the port's name and the header's path. */
export function includeGuard(portName: string, path: string): string {
  return `PORTWRIGHT_${`${portName}_${path}`.replaceAll(/[^A-Za-z0-9]+/gu, "_").toUpperCase()}`;
}
