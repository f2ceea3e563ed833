// Makes an answer of an engine the same at each recording: times, ids, directories and addresses are replaced by ones that never change.

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** The first time that an answer names, as recorded; each other one is a minute earlier, since answers begin with what is newest. */
const NEWEST = Date.parse('2026-11-22T14:00:00Z');

/** `dir` is where the machines had their homes. */
export function stable(answer, dir) {
  let text = JSON.stringify(answer);
  text = text.replaceAll(new RegExp(`${dir}/[a-z]+`, 'g'), '/home/ada');
  text = text
    .replace(/127\.0\.0\.1:\d+/g, '192.168.1.20:22082')
    .replace(/127\.0\.0\.1/g, '192.168.1.20')
    .replace(/(TCP port) \d+/g, '$1 22082');
  // A conflict copy has the time of its file in its name, which is also longer in another zone of time.
  text = text.replace(/\(conflict, (\w+), \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\)/g, '(conflict, $1, 2026-11-22 14.03.05)');
  text = numbered(text, TIME, (at) => new Date(NEWEST - at * 60_000).toISOString());
  text = text.replace(/"([0-9a-f]+)-[0-9a-f]{16}-[0-9a-f]{8}"/g, '"$1-0123456789abcdef-01234567"');
  text = numbered(text, /SHA256:[A-Za-z0-9+/]{43}/g, (at) => `SHA256:${String(at).padStart(43, 'A')}`);
  // What this computer has.
  text = text
    .replace(/\d+(?:\.\d+)? [KMGT]iB (is|are) free/g, '90 GiB $1 free')
    .replace(/(at most) \d+ directories/g, '$1 524288 directories');
  return JSON.parse(text, (key, value) => {
    if (key === 'free' && typeof value === 'number') return 96_636_764_160;
    const isChecks = Array.isArray(value) && value[0]?.check !== undefined;
    return isChecks ? value.sort((one, other) => one.check.localeCompare(other.check)) : value;
  });
}

/** Replaces each text that is found by one that says only which it is of all that are found. */
function numbered(text, pattern, name) {
  const found = [...new Set(text.match(pattern) ?? [])];
  return text.replace(pattern, (one) => name(found.indexOf(one)));
}
