import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainJson } from '../../src/store/plainJson.ts';
import { IndexedRecord, type IndexFields, parseIndex } from '../../src/store/recordIndex.ts';
import { anySign } from '../support/anySign.ts';

/** Texts that look like the end of an index. */
const text = fc.oneof(
  fc.string({ unit: anySign }),
  fc.constantFrom('],"value":', '"],"value":{', '\\', '}}'),
);

const { list } = fc.letrec<{ list: IndexFields; field: IndexFields[number] }>((tie) => ({
  list: fc.array(tie('field'), { maxLength: 4 }),
  field: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.boolean(), fc.constant(null), text, tie('list')),
}));

it('finds the index of any stored text, and the record behind it, whatever they hold', () => {
  fc.assert(
    fc.property(list, fc.jsonValue(), text, (fields, json, note) => {
      const record = { value: json, note };
      const stored = plainJson.stringify({ value: new IndexedRecord(fields, record), expires: undefined });
      expect(parseIndex(stored)).toEqual(fields);
      expect(plainJson.parse(stored)).toEqual({ index: fields, value: JSON.parse(JSON.stringify(record)) });
    }),
  );
});

it('finds none in a text without one, in any that is cut short, and in none that holds something else', () => {
  const stored = plainJson.stringify({ value: new IndexedRecord([1, ['a']], { name: 'a' }) });
  for (let length = 0; length < stored.length; length += 1)
    expect(parseIndex(stored.slice(0, length))).toBeUndefined();
  for (const other of [
    '{"value":{"name":"a"}}',
    '{"index":[1,],"value":{}}',
    '{"index":{},"value":{}}',
    '[]',
  ])
    expect(parseIndex(other)).toBeUndefined();
});
