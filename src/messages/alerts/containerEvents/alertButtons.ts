import { checkAgainButton, publishButton, snoozeButton, stopWatchingButton } from '../../buttons.ts';
import type { Button } from '../../card.ts';
import { isReady } from '../../containerWords.ts';
import type { AlertedContainer } from './containerEventDescriptor.ts';

/** For an alert about a container that is still watched. */
export function watchedButtons({ account, container }: AlertedContainer): Button[] {
  const about = { account, container };
  return [checkAgainButton(about), stopWatchingButton(about), snoozeButton(about)];
}

/** For an alert about a container that is ready, and still watched. */
export function readyButtons(container: AlertedContainer): Button[] {
  const { account, container: id, outcome } = container;
  const canPublish = outcome === undefined || isReady(outcome);
  return [...(canPublish ? [publishButton({ account, container: id })] : []), ...watchedButtons(container)];
}

/** For an alert about a state in which the container stays. */
export function finalButtons(): Button[] {
  return [snoozeButton({})];
}

/** For an alert that ends the watch of a container whose state may change yet. */
export function endedButtons({ account, container }: AlertedContainer): Button[] {
  return [checkAgainButton({ account, container }), snoozeButton({})];
}
