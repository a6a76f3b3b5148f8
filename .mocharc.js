import { availableParallelism } from "node:os";

/** Files run beside each other: most of what the tests wait for is other programs. */
export default { timeout: 120_000, parallel: true, jobs: Math.max(2, availableParallelism()) };
