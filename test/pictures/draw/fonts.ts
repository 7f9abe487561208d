import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import chars from '@iconify-json/twemoji/chars.json' with { type: 'json' };
import twemoji from '@iconify-json/twemoji/icons.json' with { type: 'json' };
import { create, type Font } from 'fontkit';

const require = createRequire(import.meta.url);

/** The fonts come with packages, and no font of the machine is used: a picture is the same wherever it is drawn. */
const FACES = {
  'inter-400': require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  'inter-500': require.resolve('@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf'),
  'inter-600': require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
  'inter-700': require.resolve('@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf'),
  'lato-400': require.resolve('@expo-google-fonts/lato/400Regular/Lato_400Regular.ttf'),
  'lato-italic': require.resolve('@expo-google-fonts/lato/400Regular_Italic/Lato_400Regular_Italic.ttf'),
  'lato-700': require.resolve('@expo-google-fonts/lato/700Bold/Lato_700Bold.ttf'),
  'lato-900': require.resolve('@expo-google-fonts/lato/900Black/Lato_900Black.ttf'),
  'inter-italic': require.resolve('@expo-google-fonts/inter/400Regular_Italic/Inter_400Regular_Italic.ttf'),
  mono: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
  sans: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  'sans-bold': require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
} as const;

export type Face = keyof typeof FACES;

/** A piece of text that was given its shape: as wide as it is drawn, from the baseline, in pixels. */
export interface Shape {
  readonly width: number;
  /** SVG, with its start at 0 and its baseline at 0. */
  readonly svg: string;
}

/** Pixels of a picture per pixel of its layout. */
export const SCALE = 1.5;

const fonts = new Map<Face, Font>();
const segmenter = new Intl.Segmenter('en');
const EMOJI_CELLS = 36;
/** How far an emoji reaches below the baseline, as a share of its size. */
const EMOJI_DROP = 0.2;

function openFont(face: Face): Font {
  const open = fonts.get(face);
  if (open !== undefined) return open;
  const font = create(readFileSync(FACES[face]));
  if (!('layout' in font)) throw new Error(`${FACES[face]} holds several fonts`);
  fonts.set(face, font);
  return font;
}

/** A grapheme is what a reader takes for one character, an emoji of several code points too. */
export function splitGraphemes(words: string): string[] {
  return [...segmenter.segment(words)].map(({ segment }) => segment);
}

/** The same words stand in many pictures. */
const shaped = new Map<string, Shape>();

/** Shapes a text without line breaks. A character that its font does not have is taken from another one. */
export function shapeText(words: string, face: Face, size: number, colour: string): Shape {
  const key = `${face} ${size} ${colour} ${words}`;
  const known = shaped.get(key) ?? shapeRuns(words, face, size, colour);
  shaped.set(key, known);
  return known;
}

function shapeRuns(words: string, face: Face, size: number, colour: string): Shape {
  let width = 0;
  let svg = '';
  for (const { kind, text } of splitRuns(words, face)) {
    const { width: each, svg: drawn } =
      kind === 'emoji' ? shapeEmoji(text, size) : shapeRun(text, kind, size, colour);
    svg += width === 0 ? drawn : `<g transform="translate(${snap(width)} 0)">${drawn}</g>`;
    width += each;
  }
  return { width, svg };
}

interface Run {
  readonly kind: Face | 'emoji';
  readonly text: string;
}

/** Runs of one font each, and each emoji alone. */
function splitRuns(words: string, face: Face): Run[] {
  const runs: Run[] = [];
  for (const grapheme of splitGraphemes(words)) {
    const kind = chooseFont(grapheme, face);
    const last = runs.at(-1);
    if (last?.kind === kind && kind !== 'emoji') runs[runs.length - 1] = { kind, text: last.text + grapheme };
    else runs.push({ kind, text: grapheme });
  }
  return runs;
}

function chooseFont(grapheme: string, face: Face): Run['kind'] {
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(grapheme) && emojiBody(grapheme) !== undefined) return 'emoji';
  const has = (each: Face): boolean =>
    [...grapheme].every((sign) => openFont(each).hasGlyphForCodePoint(sign.codePointAt(0) ?? 0));
  if (has(face)) return face;
  return face.endsWith('700') || face.endsWith('900') ? 'sans-bold' : 'sans';
}

function shapeRun(text: string, face: Face, size: number, colour: string): Shape {
  const font = openFont(face);
  const scale = size / font.unitsPerEm;
  const { glyphs, positions } = font.layout(text);
  let x = 0;
  let svg = '';
  for (const [index, glyph] of glyphs.entries()) {
    const { xOffset = 0, yOffset = 0, xAdvance = 0 } = positions[index] ?? {};
    const path = glyph.path.toSVG();
    if (path !== '')
      svg += `<path d="${path}" transform="translate(${snap(x + xOffset * scale)} ${round(-yOffset * scale)}) scale(${scale} ${-scale})"/>`;
    x += xAdvance * scale;
  }
  return { width: x, svg: `<g fill="${colour}">${svg}</g>` };
}

function emojiBody(grapheme: string): string | undefined {
  const points = [...grapheme].map((sign) => sign.codePointAt(0)?.toString(16) ?? '');
  const names: Readonly<Record<string, string>> = chars;
  const icons: Readonly<Record<string, { readonly body: string }>> = twemoji.icons;
  const name = names[points.join('-')] ?? names[points.filter((point) => point !== 'fe0f').join('-')];
  return name === undefined ? undefined : icons[name]?.body;
}

function shapeEmoji(grapheme: string, size: number): Shape {
  const cell = size * 1.2;
  const scale = cell / EMOJI_CELLS;
  const up = -cell + size * EMOJI_DROP;
  return {
    width: size * 1.28,
    svg: `<g transform="translate(${round(size * 0.04)} ${round(up)}) scale(${scale})">${emojiBody(grapheme) ?? ''}</g>`,
  };
}

/**
 * Letters stand at half pixels of the picture, and their lines at whole ones: so most that are alike are drawn alike, and
 * the file is a quarter smaller.
 */
export function snap(pixels: number): number {
  return Math.round(pixels * SCALE * 2) / (SCALE * 2);
}

/** Pixels with two digits, which are enough, and keep the drawing short. */
export function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
