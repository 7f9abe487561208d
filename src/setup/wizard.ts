import { defaults } from '../app/variables.ts';
import type { Clock } from '../clock.ts';
import type { ProxySettings } from '../proxy.ts';
import type { Draft } from './draft.ts';
import type { Prompts } from './prompts.ts';

/** What every step of the setup works with. */
export interface Wizard {
  readonly prompts: Prompts;
  readonly draft: Draft;
  readonly proxy: ProxySettings | undefined;
  readonly clock: Clock;
}

/** The name after the slash. */
export function commandNameOf({ draft }: Wizard): string {
  return draft.get('COMMAND_NAME') ?? defaults.commandName;
}
