/** The id of the reminder of an alert. @param first the id of the first notification that the alert's message shows */
export function reminderId(first: string): string {
  return `reminder/${first}`;
}
