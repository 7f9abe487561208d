/** What one call of a hook may hold. */
export const HOOK_LIMITS = {
  /** Bytes of its body. */
  body: 16 * 1024,
  containers: 20,
  /** Characters. */
  note: 500,
  /** Characters. */
  permalink: 2_000,
} as const;
