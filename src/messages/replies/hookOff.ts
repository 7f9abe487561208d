import type { Card } from '../card.ts';
import { command, text } from '../text.ts';

/** The answer to `hook off`: which hook was revoked. */
export function hookOff({ hook, account }: { readonly hook: string; readonly account: string }): Card {
  return {
    tone: 'neutral',
    title: text`🪝 The hook ${hook} for ${account} is revoked`,
    body: [
      text`Its URL is refused from now on. What programs registered by it stays watched; ${command('watches')} shows it. To make a new hook, type ${command('hook on')}`,
    ],
    buttons: [],
  };
}
