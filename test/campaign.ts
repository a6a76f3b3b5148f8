/**
 * Random tests have a seed and a count. `npm test` runs each of them once over its plain count; `npm run campaign` runs
 * those whose title has the tag again, with another seed or many times the count.
 */
export const campaignTag = "@campaign";

/** The environment through which `npm run campaign` says how much: a seed, and a factor of the plain counts. */
export const seedVariable = "PORTWRIGHT_SEED";
export const timesVariable = "PORTWRIGHT_TIMES";

/** The seed asked for, or the test's own, which is tried every time. */
export function campaignSeed(plain: number): number {
  return Number(process.env[seedVariable] ?? plain);
}

/** How many rounds: those of `npm test`, times what was asked for. */
export function campaignCount(plain: number): number {
  return Math.ceil(plain * Number(process.env[timesVariable] ?? 1));
}

/** Whether this is a campaign: what takes long and finds little is tested in campaigns only. */
export const isCampaign = process.env[timesVariable] !== undefined;
