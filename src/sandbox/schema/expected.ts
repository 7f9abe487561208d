import * as z from 'zod';

/** The error message of a schema: what was expected, and an example. */
export function expected(what: string, example: string): { error: string } {
  return { error: `expected ${what}, such as ${example}` };
}

/** An object with only these keys. The error for an unknown key lists the known ones, so that a typo is found at once. */
export function strictObject<Shape extends z.ZodRawShape>(what: string, example: string, shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${issue.keys.join(', ')}: ${what} takes ${Object.keys(shape).join(', ')}`
        : expected(what, example).error,
  });
}

/**
 * Describes every issue of a failed parse. For a union, it describes the issues of the branch with the fewest issues,
 * because the union's own message does not help.
 */
export function describeIssues(error: z.ZodError): string {
  return z.prettifyError({ issues: error.issues.flatMap(nearestIssues) });
}

type Issue = z.core.$ZodIssue;

function nearestIssues(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [nearest] = issue.errors
    .map((branch) => branch.flatMap(nearestIssues))
    .filter((branch) => branch.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'))
    .sort((one, other) => one.length - other.length);
  return nearest?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}
