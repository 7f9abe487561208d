/**
 * Names that the code had before it took the field's own. No identifier and no file is called so again. The glossary in
 * docs/architecture.md has what the things are called now.
 */
export const REPLACED_NAMES: ReadonlySet<string> = new Set(
  `
  Look Looks LookMaker takeLook lookNow decideLook nextLookAt
  Sight blind Blindness blindness isBlinding loseSight seesAgain accountBlind mayBeAsked probeSoon
  Seer seer findSeer mayBeAnothers
  Happening Happenings happening happenings Trouble trouble parked parkedTold unseen
  Posting Postings postings postingId groupPostings orderPostings vanished watchers
  Teller reliantOn Deliverer
  Gate Passage findOvertaken overtaken Waits Hold Lane
  alikeKey SAME_MOMENT ShownStates shownStates RoundPlaces roundPlaces onNews
  PacedLooks Allowance earnLooks isPrecious neededBy
  noteAnswers noteFaults createAsk Question createPauses
  Place endPlace LostPlaces lostPlaces Losses losses
  TokenBook TokenKeeper WatchBook Watching Snoozing
  Door siftFrames sqliteTurn PersonError personError roomAgain Invitations
  `
    .trim()
    .split(/\s+/),
);

/** Replaced names that are plain English words as well: no type, function or export is called so. */
export const REPLACED_WORDS: ReadonlySet<string> = new Set(
  'look looks sight place hold gate waits lane door posting tell announce settle claim current question watching'.split(
    ' ',
  ),
);
