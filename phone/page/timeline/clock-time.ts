/** `08:05:09.042`, in the local time zone. */
export function clockTime(at: number): string {
  const date = new Date(at);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => padded(part, 2))
    .join(':');
  return `${time}.${padded(date.getMilliseconds(), 3)}`;
}

const padded = (number: number, digits: number) => String(number).padStart(digits, '0');
