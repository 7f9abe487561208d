import { describe, expect, it, onTestFinished } from 'vitest';
import { alertName } from '../../src/notifications/acknowledgement.ts';
import { DeliveryError } from '../../src/notifications/chatPort.ts';
import { notificationSchema } from '../../src/notifications/notification.ts';
import type { Store } from '../../src/store/store.ts';
import { labelsOf, pressButton } from '../support/pressButton.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const OTHER = '17900000000000002';
const FAILS = [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')];
const USED_UP = {
  posts: [
    { at: '0s', usage: 100, total: 250 },
    { at: '1h', usage: 250 },
    { at: '9h', usage: 10 },
  ],
};

async function begin(
  containers: Parameters<typeof scenarioOf>[0],
  rest: Readonly<Record<string, unknown>> = {},
): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, rest) });
  onTestFinished(() => story.end());
  return story;
}

const withSign = (story: Story, sign: string) => story.alerts().filter(({ first }) => first.startsWith(sign));

/** Presses *Acknowledge* on the alert that is stored, whether or not it is posted. */
async function pressUnconfirmed(story: Story, container = VIDEO): Promise<void> {
  const stored = story.store.collection('notifications', notificationSchema).entries(() => undefined);
  for await (const [id, { content }] of stored)
    if (content.kind === 'container' && content.container === container) {
      const args = { alert: alertName(id) };
      const person = { id: 'bob', isManager: false };
      await story.bot.dispatch({ command: 'acknowledge', args, channel: channelRef('c1'), person });
    }
}

/** The store, which calls `before` with the key of each record that is about to be written. */
function watchWrites(store: Store, before: (key: string) => Promise<void>): Store {
  const watched: Pick<Store, 'collection' | 'indexed'> = {
    collection: (name, schema) => watchSets(store.collection(name, schema), before),
    indexed: (name, schema, index) => watchSets(store.indexed(name, schema, index), before),
  };
  return new Proxy(store, {
    get: (target, property) => {
      if (property === 'collection' || property === 'indexed') return watched[property];
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function watchSets<C extends object>(records: C, before: (key: string) => Promise<void>): C {
  return new Proxy(records, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      if (property !== 'set') return value.bind(target);
      return async (key: string, record: unknown) => {
        await before(key);
        await value.call(target, key, record);
      };
    },
  });
}

describe('Acknowledge', () => {
  it('shows on the alert who takes care of it, and takes the button away', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    const [alert] = story.alertsOn(VIDEO);
    const id = alert?.id ?? '';
    expect(labelsOf(story, id)).toContain('Acknowledge');
    await story.restart();
    await story.pass('2h');
    expect(await pressButton(story, id, 'Acknowledge')).toContain('You are taking care of this alert');
    const shown = story.alertsOn(VIDEO).find((each) => each.id === id);
    expect(shown?.now).toContain('🙋 bob is taking care of it (since ');
    expect(labelsOf(story, id)).not.toContain('Acknowledge');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
  });

  it('tells a second person who was first', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    const id = story.alertsOn(VIDEO)[0]?.id ?? '';
    const button = story.chat.cards.get(id)?.buttons.find(({ label }) => label === 'Acknowledge');
    await pressButton(story, id, 'Acknowledge');
    const press = { command: 'acknowledge', args: button?.args ?? {}, channel: channelRef('c1') };
    const card = await story.bot.dispatch({ ...press, person: { id: 'cat', isManager: false } });
    expect(story.render(card)).toContain('bob is already taking care of this alert');
    expect(story.alertsOn(VIDEO)[0]?.now).not.toContain('cat');
  });

  it('takes care of everything that a message about several shows', async () => {
    const story = await begin({ [VIDEO]: FAILS, [OTHER]: FAILS });
    await story.type(`watch ${VIDEO} ${OTHER}`);
    await story.pass('5m');
    const [alert, ...others] = withSign(story, '❌');
    expect(others).toEqual([]);
    await pressButton(story, alert?.id ?? '', 'Acknowledge');
    expect(withSign(story, '❌')[0]?.now).toContain('🙋 bob is taking care of it (since ');
    expect(labelsOf(story, alert?.id ?? '')).not.toContain('Acknowledge');
  });

  it('is on no good news, on no delay and not on what is over', async () => {
    const story = await begin({
      [VIDEO]: [status('0s', 'FINISHED'), status('16m', 'PUBLISHED')],
      [OTHER]: [status('0s', 'IN_PROGRESS')],
    });
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('15m5s');
    const [unpublished] = withSign(story, '🟢');
    expect(labelsOf(story, unpublished?.id ?? '')).toContain('Acknowledge');
    await story.pass('1m');
    await story.type(`status ${VIDEO}`);
    await story.pass('24h');
    expect(labelsOf(story, unpublished?.id ?? '')).not.toContain('Acknowledge');
    expect(labelsOf(story, withSign(story, '🐢')[0]?.id ?? '')).not.toContain('Acknowledge');
  });

  it('holds where it is pressed before the platform’s answer to the message has come', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    const pressed: Promise<unknown>[] = [];
    story.chat.refuses = ({ call, words }) => {
      if (call === 'post' && words.startsWith('❌')) pressed.push(pressUnconfirmed(story));
      return undefined;
    };
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    await Promise.all(pressed);
    await story.pass('1m');
    expect(pressed).toHaveLength(1);
    const [alert] = story.alertsOn(VIDEO);
    expect(alert?.now).toContain('🙋 bob is taking care of it');
    expect(labelsOf(story, alert?.id ?? '')).not.toContain('Acknowledge');
  });

  it('answers a press that comes too late, or for another channel', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    const card = story.chat.cards.get(story.alertsOn(VIDEO)[0]?.id ?? '');
    const args = card?.buttons.find(({ label }) => label === 'Acknowledge')?.args ?? {};
    const press = { command: 'acknowledge', args, person: { id: 'eve', isManager: false } };
    const elsewhere = await story.bot.dispatch({ ...press, channel: channelRef('c2') });
    expect(story.render(elsewhere)).toContain('nothing left');
    await story.pass('25h');
    const late = await story.bot.dispatch({ ...press, channel: channelRef('c1') });
    expect(story.render(late)).toContain('nothing left');
  });
});

describe('remind:30m', () => {
  it('brings a failure up once more, once, and calls again; over restarts', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type('alerts mention:@team remind:30m');
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    await story.restart();
    await story.pass('20m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    await story.pass('10m');
    await story.restart();
    await story.pass('24h');
    const [alert, reminder, ...others] = story.alertsOn(VIDEO);
    expect(others).toEqual([]);
    expect((reminder?.at ?? 0) - (alert?.at ?? 0)).toBeGreaterThanOrEqual(30 * 60_000);
    expect((reminder?.at ?? 0) - (alert?.at ?? 0)).toBeLessThan(31 * 60_000);
    expect(reminder?.first).toContain('Still open');
    expect(story.chat.cards.get(reminder?.id ?? '')?.mentions).toEqual([{ kind: 'person', id: 'team' }]);
  });

  it('leaves alone what somebody acknowledged, in the alert or in the reminder', async () => {
    const story = await begin({
      [VIDEO]: FAILS,
      [OTHER]: [status('0s', 'IN_PROGRESS'), status('3m30s', 'ERROR')],
    });
    await story.type('alerts remind:30m');
    await story.type(`watch ${VIDEO}`);
    await story.type(`watch ${OTHER}`);
    await story.pass('5m');
    await pressButton(story, story.alertsOn(VIDEO)[0]?.id ?? '', 'Acknowledge');
    await story.pass('1h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    const [first, reminder] = story.alertsOn(OTHER);
    await pressButton(story, reminder?.id ?? '', 'Acknowledge');
    for (const each of story.alertsOn(OTHER)) {
      expect(each.now).toContain('🙋 bob is taking care of it');
      expect(labelsOf(story, each.id)).not.toContain('Acknowledge');
    }
    expect(first).toBeDefined();
  });

  it('is off by default, and leaves alone what was posted before', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type(`watch ${VIDEO}`);
    await story.pass('5h');
    await story.type('alerts remind:30m');
    await story.pass('5h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
  });

  it('brings up a used-up quota that is still used up, which then shows that there is room again', async () => {
    const story = await begin({}, { quotas: USED_UP });
    await story.type('alerts on remind:30m');
    await story.pass('8h');
    expect(withSign(story, '🛑')).toHaveLength(1);
    const [reminder, ...others] = story.alerts().filter(({ first }) => first.includes('Still open'));
    expect(others).toEqual([]);
    await story.pass('4h');
    expect(story.chat.messages.find(({ id }) => id === reminder?.id)?.now).toContain('Room again since');
  });

  it('says nothing of a quota that has room again', async () => {
    const story = await begin({}, { quotas: USED_UP });
    await story.type('alerts on remind:12h');
    await story.pass('30h');
    expect(story.alerts().filter(({ first }) => first.includes('Still open'))).toEqual([]);
  });

  it('waits for the end of a snooze', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type('alerts remind:30m');
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    const press = { command: 'snooze', args: { for: '6h' }, channel: channelRef('c1') };
    await story.bot.dispatch({ ...press, person: { id: 'bob', isManager: true } });
    await story.pass('5h');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    await story.pass('90m');
    expect(story.alertsOn(VIDEO)).toHaveLength(2);
  });

  it('is one message where a second alert joined the first one later', async () => {
    const story = await begin({ [VIDEO]: FAILS, [OTHER]: FAILS });
    await story.type('alerts remind:30m');
    for (const container of [VIDEO, OTHER]) {
      await story.type(`watch ${container}`);
      await story.pass('5s');
    }
    await story.pass('5m');
    expect(withSign(story, '❌')).toHaveLength(1);
    await story.pass('1h');
    const [reminder, ...others] = story.alerts().filter(({ first }) => first.includes('Still open'));
    expect(others).toEqual([]);
    for (const container of [VIDEO, OTHER]) expect(reminder?.first).toContain(container);
  });

  it('is not sent once somebody acknowledged the alert, however late the chat takes it', async () => {
    const story = await begin({ [VIDEO]: FAILS, [OTHER]: FAILS });
    await story.type('alerts remind:30m');
    await story.type(`watch ${VIDEO} ${OTHER}`);
    await story.pass('5m');
    const down = new DeliveryError('passing', 'down', 'the chat is down');
    story.chat.refuses = ({ words }) => (words.includes('Still open') ? down : undefined);
    await story.pass('28m');
    // After a restart, the message's button may name it by either of them.
    await pressUnconfirmed(story, OTHER);
    story.chat.refuses = () => undefined;
    await story.pass('5h');
    expect(story.alerts().filter(({ first }) => first.includes('Still open'))).toEqual([]);
  });

  it('is not sent where somebody acknowledges the alert in the moment in which it is stored', async () => {
    const held: { press?: (() => Promise<void>) | undefined } = {};
    const beforeWrite = async (key: string): Promise<void> => {
      const { press } = held;
      if (!key.startsWith('reminder/') || press === undefined) return;
      held.press = undefined;
      await press();
    };
    const story = await Story.begin({
      scenario: scenarioOf({ [VIDEO]: FAILS }),
      live: () => ({ store: (store) => watchWrites(store, beforeWrite), chat: (chat) => chat }),
    });
    onTestFinished(() => story.end());
    await story.type('alerts remind:30m');
    await story.type(`watch ${VIDEO}`);
    await story.pass('5m');
    held.press = () => pressUnconfirmed(story);
    await story.pass('3h');
    expect(held.press).toBeUndefined();
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
  });

  it('still comes where another time is chosen while it waits', async () => {
    const story = await begin({ [VIDEO]: FAILS });
    await story.type('alerts remind:30m');
    await story.type(`watch ${VIDEO}`);
    await story.pass('20m');
    await story.type('alerts remind:1h');
    await story.pass('30m');
    expect(story.alertsOn(VIDEO)).toHaveLength(1);
    await story.pass('30m');
    expect(story.alertsOn(VIDEO)).toHaveLength(2);
  });

  it('is one message for the several of one alert', async () => {
    const story = await begin({ [VIDEO]: FAILS, [OTHER]: FAILS });
    await story.type('alerts remind:30m');
    await story.type(`watch ${VIDEO} ${OTHER}`);
    await story.pass('2h');
    expect(story.alerts().filter(({ first }) => first.includes('Still open'))).toHaveLength(1);
  });
});
