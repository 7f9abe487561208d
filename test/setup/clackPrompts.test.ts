import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createClackPrompts } from '../../src/setup/clackPrompts.ts';
import { type Prompts, SetupCancelled } from '../../src/setup/prompts.ts';

const [DOWN, ENTER, SPACE, CTRL_C] = ['\x1b[B', '\r', ' ', '\x03'];

/** A terminal of 60 columns, and its prompts. */
function openTerminal(): { prompts: Prompts; press: (...keys: string[]) => void; screen: () => string } {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const written: string[] = [];
  const output = Object.assign(new PassThrough(), { columns: 60, isTTY: true });
  output.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  return {
    prompts: createClackPrompts({ input, output }),
    press: (...keys) => {
      for (const key of keys) input.write(key);
    },
    screen: () => stripVTControlCharacters(written.join('')),
  };
}

const takesAll = (): undefined => undefined;

describe('the prompts of a terminal', () => {
  it('never show what is typed into a secret, nor what is pasted', async () => {
    const { prompts, press, screen } = openTerminal();
    const answer = prompts.typeSecret('The token', takesAll);
    press('MTAx', '.secret', ENTER);
    expect(await answer).toBe('MTAx.secret');
    expect(screen()).toContain('The token');
    expect(screen()).not.toMatch(/MTA|secret/);
  });

  it('say what is wrong with a secret, and take the next one', async () => {
    const { prompts, press, screen } = openTerminal();
    const answer = prompts.typeSecret('The token', (text) =>
      text === 'no' ? 'Expected another' : undefined,
    );
    press('no', ENTER, '\x15', 'yes', ENTER);
    expect(await answer).toBe('yes');
    expect(screen()).toContain('Expected another');
  });

  it('let people choose one, some, yes or no, and type', async () => {
    const { prompts, press } = openTerminal();
    const choices = [
      { value: 'a', label: 'One' },
      { value: 'b', label: 'Two' },
    ] as const;
    const one = prompts.choose('Which?', choices);
    press(DOWN, ENTER);
    expect(await one).toBe('b');
    const some = prompts.chooseSome('Which ones?', choices, ['a']);
    press(DOWN, SPACE, ENTER);
    expect(await some).toEqual(['a', 'b']);
    const yes = prompts.confirm('Really?');
    press(ENTER);
    expect(await yes).toBe(true);
    const text = prompts.type('Name', { placeholder: 'x', check: takesAll });
    press('ann', ENTER);
    expect(await text).toBe('ann');
    const nothing = prompts.type('Name', { check: takesAll });
    press(ENTER);
    expect(await nothing).toBe('');
  });

  it('end the setup at Ctrl+C, whatever is asked', async () => {
    const { prompts, press } = openTerminal();
    const choices = [{ value: 'a', label: 'One' }] as const;
    const questions = [
      () => prompts.choose('?', choices),
      () => prompts.chooseSome('?', choices, []),
      () => prompts.confirm('?'),
      () => prompts.type('?', { check: takesAll }),
      () => prompts.typeSecret('?', takesAll),
    ];
    for (const ask of questions) {
      const answer = ask();
      press(CTRL_C);
      await expect(answer).rejects.toBeInstanceOf(SetupCancelled);
    }
  });

  it('break lines between words, and never a link', () => {
    const { prompts, screen } = openTerminal();
    const words = Array.from({ length: 30 }, (_, index) => `word${index}`);
    const url = `https://example.com/${'x'.repeat(200)}`;
    prompts.tell('warning', words.join(' '));
    prompts.showLink(url);
    const lines = screen().split('\n');
    expect(lines).toContain(url);
    const shown = lines.filter((line) => line !== url);
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(shown.flatMap((line) => line.split(' ')).filter((word) => word.startsWith('word'))).toEqual(words);
  });
});
