import { Keystone } from "../../../assemble/keystone.js";
import type { Form } from "../../../dsl/instructions/form.js";
import { forms } from "../../../dsl/instructions/generated/forms.js";
import { Random } from "../../../verify/random.js";
import { campaignCount, campaignSeed } from "../../campaign.js";
import { codedInstruction, testedCodes } from "./coded-instruction.js";
import type { TestedInstruction } from "./tested-instruction.js";
import { concreteInstruction, isUndefined } from "./tested-instruction.js";
import type { TestedState } from "./tested-state.js";
import { testedState } from "./tested-state.js";

/** How much is tried; the same seed tries the same. */
export interface Campaign {
  readonly seed: number;
  /** Concrete instructions for each form, and states for each of these. */
  readonly instructions: number;
  readonly states: number;
}

/** What is tried of each form: 70 states in `npm test`, each in as many instructions as states. */
export function campaignFromEnvironment(): Campaign {
  const states = campaignCount(70);
  const instructions = Math.max(10, Math.round(Math.sqrt(states)));
  const seed = campaignSeed(1);
  return { seed, instructions, states: Math.ceil(states / instructions) };
}

/** All forms that are instructions by themselves. */
export const testedForms: readonly Form[] = [...forms.values()].flat().filter((form) => form.prefix !== true);

/** Every form in several concrete instructions; those that may carry a prefix with it too. */
export async function testedInstructions({ seed, instructions }: Campaign): Promise<readonly TestedInstruction[]> {
  const keystone = new Keystone();
  const random = new Random(seed, "instructions");
  const prefixes = [...forms.values()].flat().filter((form) => form.prefix === true);
  const result: TestedInstruction[] = [];
  for (const form of testedForms) {
    for (let count = 0; count < instructions; count += 1) {
      result.push(...(await oneOf(keystone, form, undefined, random)));
    }
    for (const prefix of prefixes.filter((one) => mayCarry(form, one))) {
      for (let count = 0; count < Math.ceil(instructions / 4); count += 1) {
        result.push(...(await oneOf(keystone, form, prefix, random)));
      }
    }
  }
  return result;
}

async function oneOf(...form: Parameters<typeof concreteInstruction>): Promise<readonly TestedInstruction[]> {
  const instruction = await concreteInstruction(...form);
  return instruction === undefined || isUndefined(instruction) ? [] : [instruction];
}

function mayCarry(form: Form, prefix: Form): boolean {
  return prefix.mnemonic === "LOCK" ? form.lockable : form.repeatable;
}

/** Every encoding beside the table in several concrete instructions. */
export function codedInstructions({ seed, instructions }: Campaign): readonly TestedInstruction[] {
  const random = new Random(seed, "encodings");
  return (
    testedCodes()
      // Most of them are in the table, too, and tested as often as that.
      .flatMap((code) => Array.from({ length: Math.ceil(instructions / 4) }, () => codedInstruction(code, random)))
      .filter((instruction) => !isUndefined(instruction))
  );
}

/** The states of one instruction, by its position in the list. */
export function statesOf(
  { seed, states }: Campaign,
  instruction: TestedInstruction,
  position: number,
): readonly TestedState[] {
  const random = new Random(seed, "states", position);
  return Array.from({ length: states }, () => testedState(instruction, random));
}
