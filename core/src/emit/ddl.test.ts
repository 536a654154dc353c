import { expect, test } from 'vitest';
import { ddlStatements, type DdlOptions } from './index.ts';
import { definitions, formats } from './ddl.fixture.ts';

const made = (options: Partial<DdlOptions>, name: string): string => {
  const all = {
    engine: 'athena',
    catalog: 'levee',
    namespace: 'security',
    location: undefined,
    ...options,
  } as const;
  return ddlStatements(formats, definitions, all).find((statement) => statement.name === name)?.sql ?? '';
};

/** Without the common columns, whose text is in every table. */
const short = (sql: string): string =>
  sql
    .split('\n')
    .filter(
      (line) =>
        !/ COMMENT /.test(line) ||
        /badge|opened|`code`|"code"|`place`|"place"|`event_time`|"event_time"/.test(line),
    )
    .join('\n');

// The form is that of AWS's page "Create Iceberg tables": no IF NOT EXISTS, partition transforms, a LOCATION with a closing slash.
test('a table for Athena', () => {
  expect(short(made({ location: 's3://amzn-s3-demo-bucket/lake' }, 'door_logs')))
    .toBe(`CREATE TABLE \`security\`.\`door_logs\` (
  \`badge\` string COMMENT 'The badge\\'s number.',
  \`code\` int COMMENT 'What the door said.',
  \`place\` struct<street:string,floors:array<bigint>> COMMENT 'Where.',
  \`opened\` boolean COMMENT 'Whether it opened.',
  \`event_time\` timestamp COMMENT 'When the event happened, UTC, microseconds. The table is partitioned by its day.',
)
PARTITIONED BY (day(\`event_time\`))
LOCATION 's3://amzn-s3-demo-bucket/lake/door_logs/'
TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet', 'write_compression'='zstd')`);
});

test('a table for Trino', () => {
  expect(short(made({ engine: 'trino' }, 'door_logs')))
    .toBe(`CREATE TABLE IF NOT EXISTS "levee"."security"."door_logs" (
  "badge" varchar COMMENT 'The badge''s number.',
  "code" integer COMMENT 'What the door said.',
  "place" row("street" varchar, "floors" array(bigint)) COMMENT 'Where.',
  "opened" boolean COMMENT 'Whether it opened.',
  "event_time" timestamp(6) with time zone COMMENT 'When the event happened, UTC, microseconds. The table is partitioned by its day.',
)
COMMENT 'A person''s passage.'
WITH (
  format = 'PARQUET',
  format_version = 2,
  partitioning = ARRAY['day(event_time)']
)`);
  expect(made({ engine: 'trino', location: 's3://b/x' }, 'gate_logs')).toContain(
    "  location = 's3://b/x/gate_logs'\n",
  );
});

test('a table for Spark', () => {
  expect(short(made({ engine: 'spark', location: 's3://b/x' }, 'door_logs')))
    .toBe(`CREATE TABLE IF NOT EXISTS \`levee\`.\`security\`.\`door_logs\` (
  \`badge\` string COMMENT 'The badge\\'s number.',
  \`code\` int COMMENT 'What the door said.',
  \`place\` struct<\`street\`: string, \`floors\`: array<bigint>> COMMENT 'Where.',
  \`opened\` boolean COMMENT 'Whether it opened.',
  \`event_time\` timestamp COMMENT 'When the event happened, UTC, microseconds. The table is partitioned by its day.',
)
USING iceberg
PARTITIONED BY (days(\`event_time\`))
LOCATION 's3://b/x/door_logs'
COMMENT 'A person\\'s passage.'
TBLPROPERTIES ('format-version'='2', 'write.parquet.compression-codec'='zstd')`);
});

const head = (sql: string, lines: number): string => sql.split('\n').slice(0, lines).join('\n');

test('a union view in three dialects; Athena cannot keep a time with a zone in a view', () => {
  const athena = made({}, 'passages');
  expect(head(athena, 6)).toBe(`CREATE OR REPLACE VIEW "security"."passages" AS
SELECT
  date_format(event_time, '%Y-%m-%dT%H:%i:%sZ') AS "time",
  badge AS "who",
  CAST(code AS VARCHAR) AS "code",
  CAST("event_time" AS timestamp(6)) AS "event_time",`);
  expect(athena).toContain(
    `CAST('door_logs' AS VARCHAR) AS "table_name"\nFROM "security"."door_logs"\nUNION ALL\nSELECT\n  at AS "time",\n  plate AS "who",`,
  );
  expect(head(made({ engine: 'trino' }, 'passages'), 6))
    .toBe(`CREATE OR REPLACE VIEW "levee"."security"."passages" AS
SELECT
  date_format(event_time, '%Y-%m-%dT%H:%i:%sZ') AS "time",
  badge AS "who",
  CAST(code AS VARCHAR) AS "code",
  "event_time",`);
  expect(head(made({ engine: 'spark' }, 'passages'), 6))
    .toBe(`CREATE OR REPLACE VIEW \`levee\`.\`security\`.\`passages\` AS
SELECT
  date_format(to_utc_timestamp(event_time, current_timezone()), 'yyyy-MM-dd\\'T\\'HH:mm:ss\\'Z\\'') AS \`time\`,
  badge AS \`who\`,
  CAST(code AS STRING) AS \`code\`,
  \`event_time\`,`);
});

test('an alias has the columns that published queries read under other names, and its own namespace', () => {
  const sql = ddlStatements(formats, definitions, {
    engine: 'trino',
    catalog: 'c',
    namespace: 'n',
    location: undefined,
  });
  expect(sql.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'namespace n',
    'namespace building',
    'table door_logs',
    'table gate_logs',
    'view passages',
    'view doors',
    'view door_logs',
  ]);
  const alias = sql.at(-1)?.sql ?? '';
  expect(alias).toContain('CREATE OR REPLACE VIEW "c"."building"."door_logs" AS\n');
  expect(alias).toContain(
    `  "badge" AS "card",\n  place.street AS "street",\n  nullif(split_part(badge, '-', 2), '') AS "number"\nFROM "c"."n"."door_logs"`,
  );
});

test('tables that are there are attached by their newest metadata file', () => {
  const register = (table: string) => `file:///lake/${table}/metadata/v7.metadata.json`;
  const options = { location: 'file:///lake', register };
  expect(made({ engine: 'trino', ...options }, 'gate_logs')).toBe(
    `CALL "levee".system.register_table(schema_name => 'security', table_name => 'gate_logs', table_location => 'file:///lake/gate_logs', metadata_file_name => 'v7.metadata.json')`,
  );
  expect(made({ engine: 'spark', ...options }, 'gate_logs')).toBe(
    "CALL `levee`.system.register_table(table => 'security.gate_logs', metadata_file => 'file:///lake/gate_logs/metadata/v7.metadata.json')",
  );
});

test('only what the tables at hand allow: a union of the one part that is there', () => {
  const statements = ddlStatements(formats, definitions.slice(1), {
    engine: 'trino',
    catalog: 'c',
    namespace: 'n',
    location: undefined,
  });
  expect(statements.map(({ name }) => name)).toEqual(['n', 'gate_logs', 'passages']);
  expect(statements.at(-1)?.sql).not.toContain('UNION');
});
