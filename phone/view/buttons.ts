/** The buttons that the user sees on this page and can tap. @param press taps the one of this number, if there is one */
export function buttons(press: number | undefined): number {
  const found = [...document.querySelectorAll<HTMLElement>('wx-button:not([disabled])')];
  const seen = found.filter((button) => button.getClientRects().length > 0);
  if (press !== undefined) seen[press]?.click();
  return seen.length;
}
