import { describe, expect, it } from 'vitest';
import { NOW } from '../messages/cards.ts';
import { drawDiscord } from './discord/drawDiscord.ts';
import { drawSlack } from './slack/drawSlack.ts';

const READER = { now: NOW, names: { '12': 'Ann', U0ANN: 'Ann' } };
const LOOK = { width: 660, margin: 16, isPrivate: true };

function drawRows(...components: object[]): string {
  const rows = components.map((component) => ({ type: 1, components: [component] }));
  return drawDiscord({ components: rows }, READER, LOOK).draw(0, 0);
}

function drawAccessory(accessory: object): string {
  const text = { type: 'mrkdwn', text: 'Who' };
  return drawSlack({ text: '', blocks: [{ type: 'section', text, accessory }] }, READER, LOOK).draw(0, 0);
}

const option = (words: string) => ({ text: { type: 'plain_text', text: words }, value: words });

describe('a select shows', () => {
  it('its placeholder, or what is chosen, in Discord', () => {
    const select = (isChosen: boolean) => ({
      type: 3,
      custom_id: 'a',
      placeholder: 'Pick',
      options: [{ label: 'Pick', value: 'a', default: isChosen }],
    });
    const role = { type: 6, custom_id: 'b', default_values: [{ id: '12', type: 'role' }] };
    expect(drawRows(select(true))).not.toBe(drawRows(select(false)));
    expect(drawRows(role)).not.toBe(drawRows({ ...role, default_values: [{ id: '13', type: 'role' }] }));
  });

  it('its placeholder, or what is chosen, in Slack', () => {
    const one = { type: 'static_select', action_id: 'a', options: [option('Pick')] };
    const people = {
      type: 'multi_users_select',
      action_id: 'b',
      placeholder: { type: 'plain_text', text: 'Nobody' },
    };
    expect(drawAccessory({ ...one, initial_option: option('Pick') })).not.toBe(drawAccessory(one));
    expect(drawAccessory({ ...people, initial_users: ['U0ANN'] })).not.toBe(drawAccessory(people));
  });
});

it('what is not known is no picture without it, but an error', () => {
  expect(() => drawRows({ type: 99 })).toThrow('component 99');
  expect(() => drawDiscord({ components: [{ type: 17 }] }, READER, LOOK)).toThrow('component 17');
  expect(() => drawSlack({ text: '', blocks: [{ type: 'video' }] }, READER, LOOK)).toThrow('block video');
  expect(() => drawAccessory({ type: 'checkboxes', action_id: 'c', options: [] })).toThrow(
    'element checkboxes',
  );
});
