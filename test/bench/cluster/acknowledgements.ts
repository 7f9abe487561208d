import { measureOpenLoop } from '../ack/openLoop.ts';
import type { Figure } from '../figure.ts';
import { percentile } from '../support/percentile.ts';
import { type ClusterRig, openDiscordCluster, openSlackCluster } from './ackRigs.ts';
import { REPLICAS } from './fleet.ts';

const RATE = { count: 1_000, perSecond: 100 };
const SHARES = { p50: 0.5, p99: 0.99, 'p99.9': 0.999 } as const;

/** How soon commands are acknowledged by the replica that receives them, and answered by the owner of their partition. */
export async function measureAcknowledgements(program: readonly string[]): Promise<readonly Figure[]> {
  return [
    ...(await measure('discord', () => openDiscordCluster(program))),
    ...(await measure('slack_http', () => openSlackCluster('http', program))),
    ...(await measure('slack_socket', () => openSlackCluster('socket', program))),
  ];
}

async function measure(platform: string, open: () => Promise<ClusterRig>): Promise<Figure[]> {
  await using rig = await open();
  const { acknowledged, answered } = await measureOpenLoop(RATE, rig.sendCommand, {
    acknowledged: rig.acknowledged,
    answered: rig.answered,
  });
  const how = `${RATE.count.toLocaleString('en-US')} commands at ${RATE.perSecond} a second to one of ${REPLICAS} replicas, during checks and an alert storm`;
  return [
    ...Object.entries(SHARES).map(([label, share]) => ({
      name: `cluster.ack.${platform}.${label}`,
      value: percentile(acknowledged, share),
      unit: 'ms',
      how: `from when a command was due to its acknowledgement: ${how}`,
    })),
    ...(['p50', 'p99'] as const).map((label) => ({
      name: `cluster.answer.${platform}.${label}`,
      value: percentile(answered, SHARES[label]),
      unit: 'ms',
      how: `from when a command was due to the answer of the owner of its partition: ${how}`,
    })),
  ];
}
