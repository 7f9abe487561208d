interface Step {
  readonly at: number;
}

/** The steps whose time has come, earliest first. Steps with the same time keep their order. */
export function findReachedSteps<S extends Step>(steps: readonly S[], elapsed: number): S[] {
  return steps.filter((step) => step.at <= elapsed).sort((one, other) => one.at - other.at);
}

/** The current step: the last one whose time has come. */
export function findStep<S extends Step>(steps: readonly S[], elapsed: number): S | undefined {
  return findReachedSteps(steps, elapsed).at(-1);
}
