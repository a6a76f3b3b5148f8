/** The name among `known` that `name` was probably meant to be, if any is near enough. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= 3 && distance <= Math.max(name.length, candidate.length) / 2)
    .toSorted((one, other) => one.distance - other.distance);
  return ranked[0]?.candidate ?? known.find((candidate) => name !== "" && candidate.startsWith(name));
}

/** How many letters must be put in, taken out or replaced to make one of the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (const [column, wanted] of Array.from(to).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === wanted ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
