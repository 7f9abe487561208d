import { expect, it } from 'vitest';
import { createGuide } from '../../src/demo/guide.ts';
import { beginDemo } from './beginDemo.ts';

/** A line of a tour that is to be typed stands alone, behind blanks. */
const LINE = /^ {2}(\S.*)$/m;

it('each line of the tour works, and leads to the next one, to the end', async () => {
  const { demo, shown } = await beginDemo();
  const guide = createGuide(() => undefined);
  let words: string | undefined = guide.opening();
  const typed: string[] = [];
  const type = async (line: string): Promise<void> => {
    typed.push(line);
    expect(await demo.type(line), line).toBe(true);
    words = guide.after(line, demo.lastCommand()) ?? words;
  };
  const press = async (label: string): Promise<void> => {
    const buttons = shown.flatMap((each) => each.buttons);
    await type(String(buttons.findLast((button) => button.label === label)?.number));
  };
  for (let step = 0; step < 20 && !words.includes('That was the tour'); step += 1) {
    const [, line] = LINE.exec(words) ?? [];
    if (line !== undefined && !typed.includes(line)) await type(line);
    else {
      await demo.type('wait 16m');
      await press('Publish');
      await press('Publish');
    }
  }
  expect(words).toContain('That was the tour');
  const texts = shown.map(({ text }) => text);
  expect(texts.some((text) => text.startsWith('🟢 “from a program” is ready, but not published'))).toBe(true);
  expect(texts.some((text) => text.startsWith('✅ “from a program” is published'))).toBe(true);
});
