/** Times as Slack shows them, in the reader's locale. */

const DAY = 86_400_000;

/** Turns a message's ts ("seconds.micros") into a Date. */
export function tsDate(ts) {
  return new Date(Number.parseFloat(ts) * 1000);
}

function startOfDay(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function dayDistance(date) {
  return Math.round((startOfDay(date) - startOfDay(new Date())) / DAY);
}

function relativeDay(date, locale) {
  const distance = dayDistance(date);
  if (Math.abs(distance) > 1) return null;
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(distance, "day");
}

function format(date, locale, options) {
  return new Intl.DateTimeFormat(locale, options).format(date);
}

function capital(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** Hour and minute. */
export function clock(date, locale = "en-US") {
  return format(date, locale, { hour: "numeric", minute: "2-digit" });
}

/** The heading of a day in the message list. */
export function dayHeading(date, locale = "en-US") {
  const near = relativeDay(date, locale);
  return near ? capital(near) : format(date, locale, { weekday: "long", month: "long", day: "numeric" });
}

/** Date and hour for tooltips and thread footers. */
export function fullTime(date, locale = "en-US") {
  const near = relativeDay(date, locale);
  const day = near ?? format(date, locale, { month: "short", day: "numeric", year: "numeric" });
  return `${day} at ${clock(date, locale)}`;
}

function ago(date, locale) {
  const seconds = (date - Date.now()) / 1000;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const steps = [["day", 86_400], ["hour", 3600], ["minute", 60]];
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(Math.round(seconds), "second");
}

const LONG = { weekday: "long", month: "long", day: "numeric", year: "numeric" };
const MEDIUM = { month: "long", day: "numeric", year: "numeric" };
const SHORT = { month: "short", day: "numeric", year: "numeric" };

const TOKENS = {
  date_num: (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-"),
  date_slash: (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("/"),
  date: (date, locale) => format(date, locale, MEDIUM),
  date_short: (date, locale) => format(date, locale, SHORT),
  date_long: (date, locale) => format(date, locale, LONG),
  date_pretty: (date, locale) => relativeDay(date, locale) ?? format(date, locale, MEDIUM),
  date_short_pretty: (date, locale) => relativeDay(date, locale) ?? format(date, locale, SHORT),
  date_long_pretty: (date, locale) => relativeDay(date, locale) ?? format(date, locale, LONG),
  day_divider_pretty: (date, locale) => dayHeading(date, locale),
  time: clock,
  time_secs: (date, locale) => format(date, locale, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** Fills in a `<!date^...>` pattern; unix seconds in, null when the pattern has an unknown token. */
export function dateToken(seconds, pattern, locale = "en-US") {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (whole, name) => {
    if (Object.hasOwn(TOKENS, name)) return TOKENS[name](date, locale);
    known = false;
    return whole;
  });
  return known ? text : null;
}
