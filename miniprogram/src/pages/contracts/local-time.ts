const two = (value: number) => (value < 10 ? `0${value}` : String(value));

/** A time as people here write it; WeChat's logic layer has no Intl on every phone. */
export function localTime(iso: string): string {
  const at = new Date(iso);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
