import type { HookAnswer } from './hookAnswer.ts';
import type { HookContent } from './read/readFields.ts';

/** Where the HTTP server takes the calls of publishing programs to. */
export interface HookDoor {
  /** Looks for the hook of a key, and whether it is called too often. It never rejects. */
  admit(key: string): Admission | Promise<Admission>;
}

/** Whether a call comes in. Its body is not read before. */
export type Admission =
  | {
      readonly kind: 'admitted';
      /** Stores what the call says; never rejects. */
      take(content: HookContent): Promise<HookAnswer>;
      /** The body of the call is larger than one may be. */
      refuseTooLarge(): Promise<HookAnswer>;
    }
  | { readonly kind: 'refused'; readonly answer: HookAnswer };
