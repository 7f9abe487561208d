/** The fields of a call, as programs spell them; `body` stands for the call as a whole. */
export type HookField =
  | 'container'
  | 'containers'
  | 'note'
  | 'created_at'
  | 'age'
  | 'published'
  | 'permalink'
  | 'error'
  | 'body';

/** A call that can't be read: which field is at fault, and what to send instead. The message holds nothing of the call. */
export class HookCallError extends Error {
  override readonly name = 'HookCallError';
  readonly code = 'hook_call_unreadable';
  readonly field: HookField;

  constructor(field: HookField, message: string) {
    super(message);
    this.field = field;
  }
}
