/** What a replica asks the owner of a partition, and the owner answers. `body` is plain JSON. */
export interface OwnerRequest {
  readonly kind: 'hook' | 'callback' | 'removal';
  readonly body: unknown;
}

/** Resolves with the owner's answer, plain JSON. Rejects where none came in time. */
export type Ask = (partition: number, request: OwnerRequest, timeoutMs: number) => Promise<unknown>;
