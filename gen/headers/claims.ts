import type { DefinedType } from "../../dsl/ctypes/check-type.js";
import { systemCallsOf } from "../../dsl/contracts/contract.js";
import type { NamedNumber } from "../../dsl/port/definitions.js";
import type { SystemType } from "../../dsl/port/godefs-input.js";
import type { Port } from "../../dsl/port/port.js";
import { assemblyUnits } from "../../dsl/port/port-units.js";
import type { SourceSite } from "../../dsl/source-site.js";

/** Something that a description says of the system, with where it says so. */
export interface Claim {
  readonly name: string;
  readonly site: SourceSite | undefined;
}

/** A number that the headers have by the same name, or by one that is made of it. */
export interface NumberClaim extends Claim {
  readonly kind: "constant" | "signal" | "system-call";
  readonly value: bigint;
}

/** A type with the names that the headers may have for it, the likeliest first. */
export interface TypeClaim extends Claim {
  readonly kind: "type";
  readonly type: DefinedType;
  readonly systemNames: readonly string[];
}

/** All that a port claims about the system, and which of its headers it was read from. */
export interface Claims {
  readonly includes: readonly string[];
  readonly numbers: readonly NumberClaim[];
  readonly types: readonly TypeClaim[];
}

/** Gathers what the outputs of a port say about the system. Everything is claimed once, however many files have it. */
export function claimsOf(port: Port): Claims {
  const inputs = port.outputs.flatMap((output) => (output.kind === "godefs-input" ? [output.input] : []));
  const defined = new Set(port.outputs.flatMap((output) => ("definitions" in output ? [output.definitions] : [])));
  const systemTypes = new Map(inputs.flatMap(({ types }) => types.map(({ name, system }) => [name, system] as const)));
  const types = new Set([...defined].flatMap((definitions) => definitions.types));
  const constants = new Set([
    ...[...defined].flatMap((definitions) => definitions.constants.map((constant) => claimOf(constant, definitions))),
    ...inputs.flatMap((input) => input.constants.map((constant) => claimOf(constant, input))),
  ]);
  return {
    includes: [...new Set(inputs.flatMap(({ includes }) => includes))],
    numbers: distinct([...constants, ...signalsOf(port), ...systemCallNumbers(port)]),
    types: [...types].flatMap((type) => typeClaim(type, systemTypes.get(type.name))),
  };
}

function claimOf({ name, value, site }: NamedNumber, { site: list }: { readonly site: SourceSite }): NumberClaim {
  return { kind: "constant", name, value: BigInt(value), site: site ?? list };
}

/** Number 0, which is no signal, only fills a row of the table. */
function signalsOf(port: Port): readonly NumberClaim[] {
  return port.outputs
    .flatMap((output) => (output.kind === "signal-table" ? output.table.rows : []))
    .filter(({ signal }) => signal.value !== 0)
    .map(({ signal, site }) => ({
      kind: "signal",
      name: signal.name,
      value: BigInt(signal.value),
      site: signal.site ?? site,
    }));
}

/** Of a table of system calls a port claims what its routines make use of; their contracts name every call. */
function systemCallNumbers(port: Port): readonly NumberClaim[] {
  const routines = assemblyUnits(port).flatMap((unit) => unit.routines);
  return routines.flatMap(({ contract, site }) =>
    contract === undefined
      ? []
      : systemCallsOf(contract).map(({ call }) => ({
          kind: "system-call" as const,
          name: call.name,
          value: BigInt(call.number),
          site: call.site ?? site,
        })),
  );
}

/** A constant that is in the table of signals too is one claim. */
function distinct(numbers: readonly NumberClaim[]): readonly NumberClaim[] {
  const seen = new Set<string>();
  return numbers.filter(({ kind, name, value }) => {
    const key = `${kind === "system-call" ? "SYS " : ""}${name} ${String(value)}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What has no size, such as another name for `void`, claims nothing. */
function typeClaim(type: DefinedType, system: SystemType | undefined): readonly TypeClaim[] {
  if (type.size === 0 || system?.kind === "system-void") {
    return [];
  }
  const systemNames = system === undefined ? likelyNames(type) : [systemName(system)];
  return [{ kind: "type", name: type.name, type, systemNames, site: type.site }];
}

function systemName({ kind, name = "" }: SystemType): string {
  return kind === "system-struct" ? `struct ${name}` : kind === "system-union" ? `union ${name}` : name;
}

/** Where no godefs input says what the system calls a type: its own name, or as C writes such a name. */
function likelyNames({ kind, name }: DefinedType): readonly string[] {
  const inC = name
    .replaceAll(/(?<=[a-z\d])[A-Z]/gu, (capital) => `_${capital}`)
    .replace(/^[A-Z]/u, (capital) => capital.toLowerCase())
    .replaceAll(/_[A-Z]/gu, (capital) => capital.toLowerCase());
  const joined = name.toLowerCase();
  const names = [...new Set([name, inC, joined])];
  const tags = kind === "typedef" ? [] : names.map((tag) => `${kind} ${tag}`);
  return [...tags, ...new Set([...names, ...names.map((plain) => `${plain}_t`)])];
}
