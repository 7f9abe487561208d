import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeEnvText,
  UnwritableValueError,
  writeAssignment,
  writeEnvText,
} from '../../src/setup/envText.ts';

const NAMES = ['DISCORD_TOKEN', 'DISCORD_GUILD_IDS', 'STORE_URL', 'SLACK_BOT_TOKEN', 'OTHER'] as const;
const name = fc.constantFrom(...NAMES);

/** What people type for a token: printable, with all that a `.env` file could take for its own. */
const token = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'#$\\\'"`={}! ', '\\n', "'#", '"#'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
});

/** A file as somebody else wrote it. */
const line = fc.oneof(
  fc.constantFrom(
    '',
    '# a comment',
    '#',
    'NOT AN ASSIGNMENT',
    'A="over\nlines"',
    "B='also\nDISCORD_TOKEN=1'",
  ),
  fc
    .tuple(fc.constantFrom('', '  ', 'export ', '# ', '#'), name, fc.constantFrom('=', ' = '), token)
    .map(([before, key, equals, value]) => `${before}${key}${equals}${value}`),
);
const file = fc.tuple(fc.array(line), fc.constantFrom('\n', '\r\n')).map(([lines, end]) => lines.join(end));

/** Whether it is one of the few values that no quoting brings through. */
function isUnwritable(value: string): boolean {
  if (/[\r\n]/.test(value)) return true;
  const needsQuotes = value === '' || value !== value.trim() || /^['"`]|#/.test(value);
  return needsQuotes && value.includes("'") && value.includes('`') && /"|\\n/.test(value);
}

describe('a value', () => {
  it('that is written is read back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(name, token, token, (key, value, next) => {
        let written: string;
        try {
          written = [writeAssignment(key, value), writeAssignment('NEXT', next)].join('\n');
        } catch (error) {
          expect(error).toBeInstanceOf(UnwritableValueError);
          expect(isUnwritable(value) || isUnwritable(next)).toBe(true);
          return;
        }
        expect(isUnwritable(value) || isUnwritable(next)).toBe(false);
        expect({ ...parseEnv(written) }).toEqual({ [key]: value, NEXT: next });
      }),
    );
  });

  it.each([
    ['MTAx.Gabc.d-e_f', 'DISCORD_TOKEN=MTAx.Gabc.d-e_f'],
    ['a#b', "DISCORD_TOKEN='a#b'"],
    [' spaces ', "DISCORD_TOKEN=' spaces '"],
    ["it's#1", 'DISCORD_TOKEN="it\'s#1"'],
    ['$HOME\\path', 'DISCORD_TOKEN=$HOME\\path'],
    ['\'"#', 'DISCORD_TOKEN=`\'"#`'],
  ])('is quoted only where that is needed: %s', (value, written) => {
    expect(writeAssignment('DISCORD_TOKEN', value)).toBe(written);
  });

  it('with a line break is refused in one sentence that does not show it', () => {
    expect(() => writeAssignment('DISCORD_TOKEN', 'one\ntwo')).toThrow(
      /^DISCORD_TOKEN can't be written to \.env: it has a line break/,
    );
  });

  it('reaches a program that Node starts with the file', () => {
    const values = {
      DISCORD_TOKEN: 'a"b#c $d\\e',
      SLACK_BOT_TOKEN: "x'y`z",
      STORE_URL: 'sqlite:./my data.db',
    };
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-env-'));
    try {
      const path = join(folder, '.env');
      writeFileSync(path, writeEnvText(values));
      const print = `process.stdout.write(JSON.stringify(process.env))`;
      const written = execFileSync(process.execPath, [`--env-file=${path}`, '-e', print], { env: {} });
      expect(JSON.parse(written.toString())).toMatchObject(values);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a file that is changed', () => {
  it('has the new values, and all others as they were', () => {
    const changes = fc.dictionary(
      name,
      fc.option(fc.stringMatching(/^[\x21-\x7e]{1,20}$/), { nil: undefined }),
    );
    fc.assert(
      fc.property(file, changes, (text, changed) => {
        const wanted = Object.fromEntries(
          Object.entries({ ...parseEnv(text), ...changed }).filter(([, value]) => value !== undefined),
        );
        try {
          expect({ ...parseEnv(changeEnvText(text, new Map(Object.entries(changed)))) }).toEqual(wanted);
        } catch (error) {
          if (!(error instanceof UnwritableValueError)) throw error;
        }
      }),
    );
  });

  it('keeps its comments and its order, and a new value takes the place that shows it', () => {
    const text = `# Mine
THREADS_ACCESS_TOKEN=old
# DISCORD_TOKEN=
# The servers.
export DISCORD_GUILD_IDS=1 # one
SLACK_BOT_TOKEN=xoxb-1
LOG_LEVEL=debug
`;
    const changes = new Map<string, string | undefined>([
      ['THREADS_ACCESS_TOKEN', 'new'],
      ['DISCORD_TOKEN', 'token'],
      ['DISCORD_GUILD_IDS', '1,2'],
      ['SLACK_BOT_TOKEN', undefined],
      ['STORE_URL', 'sqlite:./x.db'],
    ]);
    expect(changeEnvText(text, changes)).toBe(`# Mine
THREADS_ACCESS_TOKEN=new
DISCORD_TOKEN=token
# The servers.
DISCORD_GUILD_IDS=1,2
LOG_LEVEL=debug
STORE_URL=sqlite:./x.db
`);
  });

  it('leaves no old value behind where a variable is set twice', () => {
    expect(changeEnvText('A=1\nA=secret\nB=2\n', new Map([['A', '3']]))).toBe('A=3\nB=2\n');
  });
});
