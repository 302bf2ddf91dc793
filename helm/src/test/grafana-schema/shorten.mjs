// Leaves out what does not constrain (prose, defaults) and gives the definitions names that can be read.
import fs from 'node:fs';

const schema = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const names = new Map();
for (const long of Object.keys(schema.definitions)) {
  let name = long.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '');
  if (name.length > 60) name = 'T' + names.size;
  while ([...names.values()].includes(name)) name += '_';
  names.set(long, name);
}
const PROSE = ['description', 'default', 'examples', '$comment'];
const PREFIX = '#/definitions/';

function shorten(value, ofNames) {
  if (Array.isArray(value)) return value.map((item) => shorten(item, false));
  if (value === null || typeof value !== 'object') return value;
  const shorter = {};
  for (const key of Object.keys(value).sort()) {
    if (!ofNames && PROSE.includes(key)) continue;
    shorter[key] =
      key === '$ref' && !ofNames
        ? PREFIX + names.get(decodeURIComponent(value[key].slice(PREFIX.length)))
        : shorten(value[key], !ofNames && (key === 'properties' || key === 'definitions'));
  }
  return shorter;
}

const shorter = shorten(schema, false);
shorter.definitions = Object.fromEntries(
  Object.entries(shorter.definitions).map(([long, definition]) => [names.get(long), definition]),
);
shorter.$comment =
  'Made by src/test/grafana-schema/generate of the types of npm @grafana/schema 13.2.3 (Grafana Labs, Apache-2.0).';
console.log(JSON.stringify(shorter, null, 1));
