import type { Explanation } from './explanation.ts';

/** What a reason is about, by the part of it that stays the same in all spellings. */
interface Reason {
  /** Matched in capitals, with an underscore for all between the words. */
  readonly subject: RegExp;
  readonly explanation: Explanation;
}

const NEW_CONTAINER = 'Then create a new container.';
const DIRECT_FILE = `must be a direct, public HTTPS file: no login, no expired signature, no bot protection. ${NEW_CONTAINER}`;

/** Why Meta could not download a file. */
export function explainDownload(media: 'video' | 'image' | 'media'): Explanation {
  return {
    topic: `download-${media}`,
    cause: `Meta couldn't download the ${media}`,
    fix: `The ${media} URL ${DIRECT_FILE}`,
    tryAgain: 'yes',
  };
}

/** For a reason that says nothing, or that we do not know. */
export const CHECKLIST =
  'Check four things. Length: a video of at most 300 seconds. Size: a video of at most 1 GB, an image of at most 8 MB. ' +
  'Address: Meta must reach the file; tunnels and preview hosts often fail. Format: an MP4 file with H.264 and AAC, or an ' +
  `image in JPEG or PNG. ${NEW_CONTAINER}`;

/**
 * The reasons why a container ends in ERROR, by their subject. The first that fits counts. Meta's own page has
 * `INVALID_FRAME_RATE` and `FAILED_FRAME_RATE` for the same, and reasons have come as sentences too.
 *
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 * @see https://developers.facebook.com/docs/threads/overview
 */
export const CONTAINER_REASONS: readonly Reason[] = [
  {
    subject: /AUDIO_CHANNELS?_LAYOUT/,
    explanation: {
      topic: 'audio-channel-layout',
      cause: "the video's audio has a channel layout that Threads does not accept",
      fix: `Make the audio mono or stereo; downmix 5.1 and other surround sound. ${NEW_CONTAINER}`,
      tryAgain: 'no',
    },
  },
  {
    subject: /AUDIO_CHANNEL(?!S?_LAYOUT)/,
    explanation: {
      topic: 'audio-channels',
      cause: "the video's audio has a number of channels that Threads does not accept",
      fix: `Re-encode the audio with 1 or 2 channels. ${NEW_CONTAINER}`,
      tryAgain: 'no',
    },
  },
  {
    subject: /FRAME_?RATE/,
    explanation: {
      topic: 'frame-rate',
      cause: "the video's frame rate is outside what Threads accepts",
      fix: `Re-encode it at 23–60 frames per second. ${NEW_CONTAINER}`,
      tryAgain: 'no',
    },
  },
  {
    subject: /BIT_?RATE/,
    explanation: {
      topic: 'bit-rate',
      cause: "the video's bit rate is outside what Threads accepts",
      fix: `Re-encode with at most 100 Mbps for the video and 128 kbps for its audio. ${NEW_CONTAINER}`,
      tryAgain: 'no',
    },
  },
  {
    subject: /DURATION/,
    explanation: {
      topic: 'video-length',
      cause: "the video's length is outside what Threads accepts",
      fix: `Cut it to at most 300 seconds (5 minutes); it must be longer than 0 seconds. ${NEW_CONTAINER}`,
      tryAgain: 'no',
    },
  },
  {
    // ASPEC is Meta's own spelling.
    subject: /ASPEC/,
    explanation: {
      topic: 'aspect-ratio',
      cause: "the media's aspect ratio is outside what Threads accepts",
      fix: `Crop or pad it to between 0.01:1 and 10:1; 9:16 is best for video. ${NEW_CONTAINER}`,
      tryAgain: 'no',
    },
  },
  {
    subject: /PROCESSING_AUDIO|AUDIO_PROCESSING/,
    explanation: {
      topic: 'processing-audio',
      cause: "Meta couldn't process the video's audio",
      fix: `Re-encode the audio: AAC-LC, at most 48 kHz, mono or stereo, 128 kbps. ${NEW_CONTAINER}`,
      tryAgain: 'once',
    },
  },
  {
    subject: /PROCESSING_VIDEO|VIDEO_PROCESSING/,
    explanation: {
      topic: 'processing-video',
      cause: "Meta couldn't process the video",
      fix: `Re-encode it: H.264, 4:2:0 colour, progressive, in an MP4 file with the moov atom first. ${NEW_CONTAINER}`,
      tryAgain: 'once',
    },
  },
  {
    subject: /PROCESSING_IMAGE|IMAGE_PROCESSING/,
    explanation: {
      topic: 'processing-image',
      cause: "Meta couldn't process the image",
      fix: `Save it as JPEG or PNG in sRGB colours, at most 8 MB. ${NEW_CONTAINER}`,
      tryAgain: 'once',
    },
  },
  { subject: /DOWNLOAD.*VIDEO|VIDEO.*DOWNLOAD/, explanation: explainDownload('video') },
  { subject: /DOWNLOAD.*IMAGE|IMAGE.*DOWNLOAD/, explanation: explainDownload('image') },
  { subject: /^(?!.*(?:VIDEO|IMAGE)).*DOWNLOAD/, explanation: explainDownload('media') },
  {
    subject: /UNSUPPORTED.*FORMAT|CODEC/,
    explanation: {
      topic: 'media-format',
      cause: 'Threads does not accept the format of the media',
      fix: `A video must be MP4 or MOV with H.264 or HEVC and AAC audio; an image JPEG or PNG. ${NEW_CONTAINER}`,
      tryAgain: 'no',
    },
  },
  {
    // https://developers.facebook.com/docs/threads/posts
    subject: /LINK_LIMIT/,
    explanation: {
      topic: 'links',
      cause: 'the post has more links than Threads accepts',
      fix: `Keep it to 5 links. ${NEW_CONTAINER}`,
      tryAgain: 'no',
    },
  },
];
