interface Step {
  readonly at: number;
}

/** The steps whose time has come, earliest first; of those at one time, the later in the list comes later. */
export function findPassedSteps<S extends Step>(steps: readonly S[], elapsed: number): S[] {
  return steps.filter((step) => step.at <= elapsed).sort((one, other) => one.at - other.at);
}

/** The step in force: the last whose time has come. */
export function findStep<S extends Step>(steps: readonly S[], elapsed: number): S | undefined {
  return findPassedSteps(steps, elapsed).at(-1);
}
