import * as z from 'zod';

/** A schema's refusal in words: what was expected here, and an example to copy. */
export function expected(what: string, example: string): { error: string } {
  return { error: `expected ${what}, such as ${example}` };
}

/** An object that takes these keys alone; its refusal lists them, so that a misspelt one is found at once. */
export function strictObject<Shape extends z.ZodRawShape>(what: string, example: string, shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${issue.keys.join(', ')}: ${what} takes ${Object.keys(shape).join(', ')}`
        : expected(what, example).error,
  });
}

/**
 * Words for every issue of a failed parse. Of a union, whose own words are only "none of these", the branch that
 * came nearest speaks.
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
