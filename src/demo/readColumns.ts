/** The width of the terminal at this moment, which changes with its window. Nothing where the output is no terminal. */
export function readColumns(): number | undefined {
  return process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : undefined;
}
