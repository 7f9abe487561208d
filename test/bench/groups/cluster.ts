import { measureAcknowledgements } from '../cluster/acknowledgements.ts';
import { runChecks } from '../cluster/checkCost.ts';
import { describeChecks } from '../cluster/describeChecks.ts';
import { measureFailover } from '../cluster/failover.ts';
import { measureForwarding } from '../cluster/forwarding.ts';
import { measureRecords } from '../cluster/redisRecords.ts';
import type { Group } from '../figure.ts';
import { build } from '../support/build.ts';

export const cluster: Group = {
  name: 'cluster',
  measures:
    'three replicas on one Redis: the cost of a check, forwarding, kills and hand-overs; only where it is named',
  isSeparate: true,
  async run() {
    const program = build();
    return [
      ...describeChecks(await runChecks(program)),
      ...(await measureRecords()),
      ...(await measureForwarding()),
      ...(await measureAcknowledgements(program)),
      ...(await measureFailover(program)),
    ];
  },
};
