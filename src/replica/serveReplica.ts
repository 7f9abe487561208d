import type { Served } from '../app/startOutside.ts';
import type { Clock } from '../clock.ts';
import { ForwardError } from '../cluster/forward/queuedRequest.ts';
import type { HookCallOutcome } from '../hooks/hookEntrance.ts';
import type { Log } from '../log.ts';
import type { Connections } from './connectReplica.ts';
import type { Partitions } from './partitions.ts';
import { answerRemoteCallback } from './routes/remoteCallback.ts';
import { RemoteHookDoor } from './routes/remoteHookDoor.ts';

export interface ServeParts {
  readonly connections: Pick<Connections, 'routes' | 'forwarder'>;
  readonly partitions: Partitions;
  readonly clock: Clock;
  readonly log: Log;
  readonly commandName: string;
  readonly onHookCall: (outcome: HookCallOutcome) => void;
}

/** What any replica serves over HTTP: hooks and consent links are answered by the owners of their partitions. */
export function serveReplica({
  connections,
  partitions,
  clock,
  log,
  commandName,
  onHookCall,
}: ServeParts): Served {
  const { routes, forwarder } = connections;
  const ask = forwarder.ask.bind(forwarder);
  // That Redis takes nothing is in the log already.
  const report = (err: unknown, words: string): void => {
    if (!(err instanceof ForwardError) || err.code !== 'not_forwarded') log.error({ err }, words);
  };
  return {
    answerCallback: (callback) =>
      answerRemoteCallback(
        {
          routes,
          ask,
          commandName,
          onError: (err) => report(err, 'no owner of a partition answered the consent page'),
        },
        callback,
      ),
    hookDoor: new RemoteHookDoor({
      routes,
      ask,
      clock,
      onCall: onHookCall,
      onError: (err) => report(err, 'no owner of a partition answered a call of a hook'),
    }),
    readState: () => partitions.readState(),
  };
}
