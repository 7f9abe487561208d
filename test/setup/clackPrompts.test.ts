import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createClackPrompts } from '../../src/setup/clackPrompts.ts';
import { type Prompts, SetupCancelled } from '../../src/setup/prompts.ts';

const [DOWN, ENTER, SPACE, CTRL_C, CTRL_D] = ['\x1b[B', '\r', ' ', '\x03', '\x04'];

/** A terminal of 60 columns, and its prompts. */
function openTerminal(): {
  prompts: Prompts;
  press: (...keys: string[]) => void;
  screen: () => string;
  written: () => string;
} {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const written: string[] = [];
  const output = Object.assign(new PassThrough(), { columns: 60, isTTY: true });
  output.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  return {
    prompts: createClackPrompts({ input, output }),
    press: (...keys) => {
      for (const key of keys) input.write(key);
    },
    written: () => written.join(''),
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

  it.each([
    ['Ctrl+C', CTRL_C],
    ['Ctrl+D', CTRL_D],
  ])('end the setup at %s, whatever is asked', async (_, key) => {
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
      press(key);
      await expect(answer).rejects.toBeInstanceOf(SetupCancelled);
    }
  });

  it('show a name from elsewhere as text, whatever stands in it', async () => {
    const { prompts, press, written } = openTerminal();
    const name = 'Te\x1b]0;owned\x07am\u009b31m \u202etxt\nnext';
    prompts.tell('info', name);
    prompts.note(name, [name]);
    const choices = [{ value: 'a', label: name, hint: name }] as const;
    const questions = [
      () => prompts.choose(name, choices),
      () => prompts.chooseSome(name, choices, ['a']),
      () => prompts.confirm(name),
      () => prompts.type(name, { check: takesAll }),
      () => prompts.typeSecret(name, takesAll),
      () => prompts.during(name, Promise.resolve()),
    ];
    for (const ask of questions) {
      const answer = ask();
      press(ENTER);
      await answer;
    }
    prompts.end(name);
    expect(written()).toContain('Te ]0;owned am 31m  txt next');
    for (const unsafe of ['\x1b]', '\x07', '\u009b', '\u202e']) expect(written()).not.toContain(unsafe);
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
