/** Arrows from a name to the names that it imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** A graph of pairs; an arrow from a name to itself is no cycle, and is left out. */
export function toGraph(pairs: Iterable<readonly [from: string, to: string]>): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of pairs) {
    const targets = graph.get(from) ?? new Set<string>();
    graph.set(from, targets);
    if (from !== to) targets.add(to);
  }
  return graph;
}

/** One cycle for each name from which an unbroken walk leads back to it, as `a → b → a`. */
export function findCycles(graph: Graph): string[] {
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (name: string, path: readonly string[]): void => {
    const seenAt = path.indexOf(name);
    if (seenAt >= 0) {
      cycles.push([...path.slice(seenAt), name].join(' → '));
      return;
    }
    if (done.has(name)) return;
    for (const next of graph.get(name) ?? []) walk(next, [...path, name]);
    done.add(name);
  };
  for (const name of graph.keys()) walk(name, []);
  return cycles;
}
