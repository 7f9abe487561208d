/** Before the name of a command: Slack sends a shortcut or a form back under it. */
export const CALLBACK_PREFIX = 'threadwatch-';

/** The id of a command's form, and of its shortcut on messages. */
export function callbackIdOf({ name }: { readonly name: string }): string {
  return `${CALLBACK_PREFIX}${name}`;
}
