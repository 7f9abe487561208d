/** A history went wrong, as the judge sees it. Any error of the harness itself ends with 2. */
export const FOUND_WRONG = 1;

/** A history hung. */
export const HUNG = 3;
