const LETTER_OR_DIGIT = /^[\dA-Za-z]$/;

/** Whether a text names a workspace: a longer id that only begins or ends like its own is another one's. */
export function namesWorkspace(text: string, id: string): boolean {
  const isPart = (at: number): boolean => LETTER_OR_DIGIT.test(text.charAt(at));
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1))
    if (!isPart(at - 1) && !isPart(at + id.length)) return true;
  return false;
}
