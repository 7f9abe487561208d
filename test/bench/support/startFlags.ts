import { readFileSync } from 'node:fs';
import { z } from 'zod';

const packageSchema = z.object({ scripts: z.object({ start: z.string() }) });

/** The Node flags of `npm start`, so that the programs of the bench run like the bot. */
export function readStartFlags(): { readonly NODE_OPTIONS: string } {
  const file = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const { start } = packageSchema.parse(JSON.parse(file)).scripts;
  const flags = start.split(' ').filter((word) => word.startsWith('--'));
  return { NODE_OPTIONS: [...new Set(flags)].join(' ') };
}
