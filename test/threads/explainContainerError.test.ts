import { describe, expect, it } from 'vitest';
import { explainContainerError } from '../../src/threads/explainContainerError.ts';
import type { TryAgain } from '../../src/threads/explanation.ts';
import { expectPlainWords } from './expectPlainWords.ts';

type Row = [message: string, cause: RegExp, fix: RegExp, tryAgain: TryAgain | undefined];

const DOWNLOADING = /direct, public HTTPS file/;
const CHECKLIST = /300 seconds.*1 GB.*tunnels.*MP4.*new container/;

/** The documented reasons: a phrase of the cause, one of the fix, and whether to try again. */
const DOCUMENTED: Row[] = [
  ['FAILED_DOWNLOADING_VIDEO', /^Meta couldn't download the video$/, DOWNLOADING, 'yes'],
  ['FAILED_PROCESSING_AUDIO', /process the video's audio$/, /AAC-LC, at most 48 kHz.*128 kbps/, 'once'],
  ['FAILED_PROCESSING_VIDEO', /process the video$/, /H\.264.*4:2:0.*progressive.*moov atom/, 'once'],
  ['INVALID_ASPEC_RATIO', /aspect ratio/, /0\.01:1 and 10:1/, 'no'],
  ['INVALID_BIT_RATE', /bit rate/, /100 Mbps.*128 kbps/, 'no'],
  ['INVALID_DURATION', /length/, /at most 300 seconds/, 'no'],
  ['INVALID_FRAME_RATE', /frame rate/, /23–60 frames/, 'no'],
  ['INVALID_AUDIO_CHANNELS', /number of channels/, /1 or 2 channels/, 'no'],
  ['INVALID_AUDIO_CHANNEL_LAYOUT', /channel layout/, /mono or stereo.*5\.1/, 'no'],
  ['UNKNOWN', /did not say why/, CHECKLIST, 'once'],
];

/** The same in other spellings, and reasons that are not documented but have a subject. */
const OTHERWISE: Row[] = [
  ['INVALID_ASPECT_RATIO', /aspect ratio/, /0\.01:1 and 10:1/, 'no'],
  ['FAILED_FRAME_RATE', /frame rate/, /23–60 frames/, 'no'],
  ['FRAMERATE_TOO_HIGH', /frame rate/, /23–60 frames/, 'no'],
  ['Frame-Rate', /frame rate/, /23–60 frames/, 'no'],
  ['FAILED_BIT_RATE', /bit rate/, /100 Mbps/, 'no'],
  ['ERROR: INVALID_BIT_RATE', /bit rate/, /100 Mbps/, 'no'],
  ['BITRATE', /bit rate/, /100 Mbps/, 'no'],
  ['VIDEO_DURATION_EXCEEDED', /length/, /300/, 'no'],
  ['Error: invalid_duration', /length/, /300/, 'no'],
  ['INVALID_AUDIO_CHANNEL', /number of channels/, /1 or 2 channels/, 'no'],
  ['FAILED_AUDIO_CHANNELS_LAYOUT', /channel layout/, /mono or stereo/, 'no'],
  ['FAILED_DOWNLOADING_IMAGE', /^Meta couldn't download the image$/, /^The image URL.*direct/, 'yes'],
  ['VIDEO_DOWNLOAD_FAILED', /^Meta couldn't download the video$/, DOWNLOADING, 'yes'],
  ['DOWNLOAD_ERROR', /^Meta couldn't download the media$/, DOWNLOADING, 'yes'],
  ['ERROR_PROCESSING_VIDEO', /process the video$/, /moov atom/, 'once'],
  ['VIDEO_PROCESSING_FAILED', /process the video$/, /moov atom/, 'once'],
  ['AUDIO_PROCESSING_FAILED', /video's audio/, /AAC-LC/, 'once'],
  ['FAILED_PROCESSING_IMAGE', /process the image$/, /JPEG or PNG/, 'once'],
  ['UNSUPPORTED_FORMAT', /format/, /MP4 or MOV.*JPEG or PNG/, 'no'],
  ['THREADS_API__LINK_LIMIT_EXCEEDED', /more links/, /5 links/, 'no'],
  ['Unknown', /did not say why/, CHECKLIST, 'once'],
  ['UNKNOWN_ERROR', /did not say why/, CHECKLIST, 'once'],
  ['ERROR: UNKNOWN', /did not say why/, CHECKLIST, 'once'],
  ['An unknown error occurred', /did not say why/, CHECKLIST, 'once'],
  ['(#-1) Fatal', /did not say why/, CHECKLIST, 'once'],
];

describe('a named reason', () => {
  it.each([...DOCUMENTED, ...OTHERWISE])(
    '%s is explained by its subject',
    (message, cause, fix, tryAgain) => {
      const explanation = explainContainerError(message);
      expect(explanation.cause).toMatch(cause);
      expect(explanation.fix).toMatch(fix);
      expect(explanation.tryAgain).toBe(tryAgain);
      expectPlainWords(explanation);
    },
  );

  it.each(DOCUMENTED)('%s is the same in lower case, and with a prefix', (message) => {
    const explanation = explainContainerError(message);
    expect(explainContainerError(`THREADS_API__${message}`)).toBe(explanation);
    expect(explainContainerError(` ${message.toLowerCase()}\n`)).toBe(explanation);
    expect(explainContainerError(message.replaceAll('_', ' ')).fix).toBe(explanation.fix);
  });

  it.each(['TOO_MANY_CATS', 'constructor', 'THREADS_API__NEW', '2207082'])(
    '%s, which nobody knows, is shown as it is with general advice',
    (message) => {
      const { cause, fix, tryAgain } = explainContainerError(message);
      expect(cause).toBe(`Threads says “${message}”`);
      expect(fix).toMatch(CHECKLIST);
      expect(tryAgain).toBe('once');
    },
  );
});

describe('no reason', () => {
  it.each([undefined, '', '  '])('%j is said to be none', (message) => {
    const explanation = explainContainerError(message);
    expect(explanation.cause).toBe('Threads gave no reason');
    expect(explanation.fix).toMatch(CHECKLIST);
    expectPlainWords(explanation);
  });
});

describe('a sentence', () => {
  it.each<[sentence: string, fix: RegExp]>([
    ['The video could not be downloaded by our servers', DOWNLOADING],
    ['Failed to process: unsupported frame rate', /23–60 frames/],
    ['2207026: Unsupported video format. Please check spec for supported codec format', /MP4 or MOV/],
    // Figures of its own, two subjects, or none that we know: nothing of ours may contradict it.
    ['The frame rate (120 fps) is too high. Please upload 24 to 50 fps.', /^Go by these words/],
    ['The video duration and its bit rate are too high', /^Go by these words/],
    ['Your post goes against our Community Standards', /^Go by these words/],
    ['Không thể tải video xuống', /^Go by these words/],
    ['동영상을 처리할 수 없습니다', /^Go by these words/],
    ['動画の長さが無効です', /^Go by these words/],
  ])('%s stands first, and no advice contradicts it', (sentence, fix) => {
    const explanation = explainContainerError(sentence);
    expect(explanation.cause).toBe(`Threads says “${sentence}”`);
    expect(explanation.fix).toMatch(fix);
    expect(explanation.fix).not.toMatch(/Check four things/);
    expect(explanation.fix).toMatch(/new container\.$/);
    expect(explanation.tryAgain).toBeUndefined();
  });

  it('is quoted on one line, and not without end', () => {
    expect(explainContainerError('a\n\tb\u0000c').cause).toBe('Threads says “a b c”');
    const { cause } = explainContainerError('😀'.repeat(300));
    expect([...cause]).toHaveLength('Threads says “”'.length + 200);
    expect(cause).toMatch(/😀…”$/u);
  });

  it('as long as an answer can be is explained in an instant', () => {
    const start = performance.now();
    for (const part of ['_', ' ', 'UNSUPPORTED ', 'VIDEO ', 'DOWNLOAD', '9'])
      explainContainerError(part.repeat(1_000_000 / part.length));
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
