/** Where everything that floats belongs: the page area, so that it covers neither navigation nor alarms. */
export function stage(): HTMLElement {
  return document.getElementById('stage') ?? document.body
}
