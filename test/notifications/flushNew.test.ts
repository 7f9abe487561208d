import { setImmediate as nextTurn } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import type { ChatPort } from '../../src/notifications/chatPort.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const SECOND_VIDEO = '17900000000000002';

const failing = [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')];

/** A story in which the checks of one container wait for `gate`, and which records the order of checks and messages. */
class SlowCheck {
  readonly journal: string[] = [];
  /** The slow check is made when this resolves. */
  gate = Promise.resolve();
  readonly #agent = new Agent();

  async begin(slow: string): Promise<Story> {
    const story = await Story.begin({
      scenario: scenarioOf({ [VIDEO]: failing, [SECOND_VIDEO]: failing }),
      reach: () => ({ dispatcher: this.#defer(slow) }),
      live: () => ({ store: (store) => store, chat: (chat) => this.#record(chat) }),
    });
    onTestFinished(async () => {
      await story.end();
      await this.#agent.close();
    });
    return story;
  }

  #defer(slow: string): Dispatcher {
    return this.#agent.compose((dispatch) => (options, handler) => {
      if (!options.path.includes(slow)) return dispatch(options, handler);
      void this.gate.then(() => {
        this.journal.push('slow check');
        dispatch(options, handler);
      });
      return true;
    });
  }

  #record(chat: ChatPort): ChatPort {
    return {
      platform: chat.platform,
      post: (channel, card, nonce) => {
        this.journal.push(`post ${channel.id}`);
        return chat.post(channel, card, nonce);
      },
      edit: (channel, id, card) => {
        this.journal.push(`edit ${channel.id}`);
        return chat.edit(channel, id, card);
      },
    };
  }
}

async function untilCheckedAt(story: Story, container: string, checks: number): Promise<void> {
  while (story.checksAt(container) < checks) await nextTurn();
}

it('an alert is posted while a check of another channel is still running, and edits follow after all checks', async () => {
  const slow = new SlowCheck();
  const story = await slow.begin(SECOND_VIDEO);
  await story.type(`watch ${VIDEO}`, channelRef('c1'));
  await story.type(`watch ${SECOND_VIDEO}`, channelRef('c2'));
  await story.pass('1m');
  slow.journal.length = 0;
  const { promise: posted, resolve: onPost } = Promise.withResolvers<void>();
  slow.gate = posted;
  story.chat.before = onPost;
  await story.pass('2m');
  expect(slow.journal.slice(0, 2)).toEqual(['post c1', 'slow check']);
  expect(slow.journal.slice(2).toSorted()).toEqual(['edit c1', 'edit c2', 'post c2']);
});

it('the alerts of a channel wait for its other checks of the same round, and share a message', async () => {
  const slow = new SlowCheck();
  const story = await slow.begin(SECOND_VIDEO);
  await story.type(`watch ${VIDEO} ${SECOND_VIDEO}`);
  await story.pass('1m');
  slow.gate = untilCheckedAt(story, VIDEO, story.checksAt(VIDEO) + 1);
  await story.pass('2m');
  const [alert, ...others] = story.alerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ first: expect.stringMatching(/^❌ 2 posts of brand failed/), edits: 0 });
});
