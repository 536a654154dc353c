import {
  boolean,
  defineFormat,
  int,
  isoTime,
  list,
  long,
  struct,
  tableDefinition,
  text,
  jsonValues,
} from '#format';

/** Two small formats with all that statements and views are made of. */
const door = defineFormat({
  name: 'door',
  table: 'door_logs',
  title: 'Doors',
  about: "A person's passage.",
  reference: 'https://example.com/doors',
  objects: [],
  content: [],
  framing: jsonValues(),
  growth: 'by-key',
  aliases: ['doors', 'building.door_logs'],
  derived: { street: 'place.street', number: "nullif(split_part(badge, '-', 2), '')" },
  views: {
    passages: {
      time: "date_format(event_time, '%Y-%m-%dT%H:%i:%sZ')",
      who: 'badge',
      code: 'CAST(code AS VARCHAR)',
    },
  },
  time: isoTime('at'),
  roles: { ips: [], principals: [], resources: [] },
  columns: {
    at: text('When.'),
    badge: text("The badge's number.", { aliases: ['card'] }),
    code: int('What the door said.'),
    place: struct('Where.', { street: text('Street.'), floors: list('Floors.', long('Floor.')) }),
    opened: boolean('Whether it opened.'),
  },
});

const gate = defineFormat({
  ...door,
  name: 'gate',
  table: 'gate_logs',
  aliases: [],
  derived: {},
  views: { passages: { time: 'at', who: 'plate', code: "'car'" } },
  columns: { at: text('When.'), plate: text('The car.') },
});

const DOOR_IDS = {
  at: 101,
  badge: 102,
  code: 103,
  place: 104,
  'place.street': 105,
  'place.floors': 106,
  'place.floors.element': 107,
  opened: 108,
};

export const formats = [door, gate];
export const definitions = [tableDefinition(door, DOOR_IDS), tableDefinition(gate, { at: 101, plate: 102 })];
