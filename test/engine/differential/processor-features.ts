import { readFileSync } from "node:fs";
import { Code, CpuidFeature, Instruction } from "iced-x86";
import type { TestedInstruction } from "./tested-instruction.js";

/** Names of /proc/cpuinfo where they are not iced-x86's in small letters. */
const linuxNames: Readonly<Record<string, string>> = {
  SSE3: "pni",
  LZCNT: "abm",
  PREFETCHW: "3dnowprefetch",
};

/** Features that every processor with 64 bits has, and whatever /proc/cpuinfo does not name. */
const everywhere = /^(?:X64|INTEL(?:8086|186|286|386|486)|CMOV|SSE|SSE2)$/;

/** The features of this machine's processor, as Linux names them. */
export function processorFeatures(): ReadonlySet<string> {
  const [, flags = ""] = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8")) ?? [];
  return new Set(flags.trim().split(" "));
}

/** Whether a processor has what an instruction needs. */
export function isKnownTo(features: ReadonlySet<string>, { form }: TestedInstruction): boolean {
  return featuresOf(form.code).every(
    (name) => everywhere.test(name) || features.has(linuxNames[name] ?? name.toLowerCase()),
  );
}

const known = new Map<string, readonly string[]>();

/** What iced-x86 says that an encoding needs. */
function featuresOf(name: string): readonly string[] {
  const features = known.get(name) ?? lookUp(name);
  known.set(name, features);
  return features;
}

function lookUp(name: string): readonly string[] {
  const code = Object.entries(Code).find(([other]) => other === name)?.[1];
  if (typeof code !== "number") return [];
  const instruction = new Instruction();
  instruction.code = code;
  const features = [...instruction.cpuidFeatures()].map((feature) => CpuidFeature[feature] ?? "");
  instruction.free();
  return features;
}
