import { expect, it } from 'vitest';
import { containerEventSchema } from '../../src/watches/containerEvent.ts';
import { CONTAINER_EVENTS } from './cards.ts';

it('every kind of container event is among the messages that all platforms render', () => {
  const kinds = containerEventSchema.options.map(({ shape }) => shape.kind.value);
  expect(new Set(CONTAINER_EVENTS.map(({ kind }) => kind))).toEqual(new Set(kinds));
});
