import { openBareDiscord, openDiscord } from '../ack/discordRig.ts';
import { measureOpenLoop } from '../ack/openLoop.ts';
import type { Rig } from '../ack/rig.ts';
import { openBareBolt, openSlack } from '../ack/slackRig.ts';
import type { Figure, Group } from '../figure.ts';
import { percentile } from '../support/percentile.ts';

const PER_SECOND = 100;
const SHARES = { p50: 0.5, p99: 0.99, 'p99.9': 0.999 } as const;

interface Subject {
  readonly name: string;
  /** The minimal client; it is added in brackets to the figure's name. */
  readonly bare?: string;
  readonly count: number;
  readonly open: () => Promise<Rig>;
}

const OURS = 1_000;
/** Enough for a comparison, in a third of the time. */
const BARE = 300;

const SUBJECTS: readonly Subject[] = [
  { name: 'ack.discord', count: OURS, open: openDiscord },
  { name: 'ack.discord', bare: 'bare discord.js', count: BARE, open: openBareDiscord },
  { name: 'ack.slack_http', count: OURS, open: () => openSlack('http') },
  { name: 'ack.slack_http', bare: 'bare Bolt', count: BARE, open: () => openBareBolt('http') },
  { name: 'ack.slack_socket', count: OURS, open: () => openSlack('socket') },
  { name: 'ack.slack_socket', bare: 'bare Bolt', count: BARE, open: () => openBareBolt('socket') },
];

export const ack: Group = {
  name: 'ack',
  measures:
    'how soon commands are acknowledged during checks and an alert storm, compared with minimal clients',
  async run() {
    const figures: Figure[] = [];
    for (const subject of SUBJECTS) figures.push(...(await measure(subject)));
    return figures;
  },
};

async function measure({ name, bare, count, open }: Subject): Promise<Figure[]> {
  await using rig = await open();
  const rate = { count, perSecond: PER_SECOND };
  const { acknowledged } = await measureOpenLoop(rate, rig.sendCommand, { acknowledged: rig.acknowledged });
  const suffix = bare === undefined ? '' : `[${bare}]`;
  const load = bare === undefined ? 'during checks and an alert storm' : 'with nothing else to do';
  return Object.entries(SHARES).map(([label, share]) => ({
    name: `${name}.${label}${suffix}`,
    value: percentile(acknowledged, share),
    unit: 'ms',
    how: `from when a command was due to its acknowledgement, ${count.toLocaleString('en-US')} at ${PER_SECOND} a second, ${load}`,
  }));
}
