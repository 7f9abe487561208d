import { checkAgainButton, snoozeButton, stopWatchingButton } from '../../buttons.ts';
import type { Button } from '../../card.ts';
import type { AlertedContainer } from './containerEventDescriptor.ts';

/** For an alert about a container that is still watched. */
export function watchedButtons({ account, container }: AlertedContainer): Button[] {
  const about = { account, container };
  return [checkAgainButton(about), stopWatchingButton(about), snoozeButton(about)];
}

/** For an alert about a state in which the container stays. */
export function finalButtons(): Button[] {
  return [snoozeButton({})];
}

/** For an alert that ends the watch of a container whose state may change yet. */
export function endedButtons({ account, container }: AlertedContainer): Button[] {
  return [checkAgainButton({ account, container }), snoozeButton({})];
}
