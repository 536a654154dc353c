import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { SimulatedEvent } from './events.ts';
import type { Organisation } from './organisation.ts';

/** A record of an event in one format, and the stream of objects that it belongs to. */
export interface WrittenRecord {
  /** What tells objects of one slot apart: account, Region, web ACL, flow log, node, bucket. */
  readonly stream: string;
  readonly text: string;
}

/** How one format writes events: the only place that knows its fields and keys. */
export interface LogWriter {
  readonly format: string;
  readonly table: string;
  /** The record of an event; undefined where the format does not log it. */
  readonly record: (event: SimulatedEvent, organisation: Organisation) => WrittenRecord | undefined;
  /** Key of a stream's object that ends at an instant (milliseconds since the epoch), in AWS's layout. */
  readonly key: (stream: string, end: number) => string;
  /** The object's text around its records. */
  readonly body: (records: readonly string[]) => string;
  readonly isCompressed: boolean;
}

const compress = promisify(gzip);

/** Turns the events of a slot into objects in AWS's key layout, and counts them. */
export class SlotFiles {
  records = 0;
  bytes = 0;
  objects = 0;
  readonly #directory: string;
  readonly #writers: readonly LogWriter[];
  readonly #organisation: Organisation;
  /** Folders that are there: one of a day gets hundreds of objects. */
  readonly #folders = new Set<string>();
  readonly #planted = new Map<string, Map<string, number>>();

  constructor(directory: string, writers: readonly LogWriter[], organisation: Organisation) {
    this.#directory = directory;
    this.#writers = writers;
    this.#organisation = organisation;
  }

  /** Records of an incident by table. */
  planted(incident: string): ReadonlyMap<string, number> {
    return this.#planted.get(incident) ?? new Map();
  }

  /** Writes the objects of a slot that ends at `end`. */
  async write(events: readonly SimulatedEvent[], end: number): Promise<void> {
    const objects = this.#writers.flatMap((writer) =>
      [...this.#streams(writer, events)].map(
        ([stream, records]) => [writer, writer.key(stream, end), records] as const,
      ),
    );
    await Promise.all(objects.map((object) => this.#object(...object)));
  }

  #streams(writer: LogWriter, events: readonly SimulatedEvent[]): Map<string, string[]> {
    const streams = new Map<string, string[]>();
    for (const event of events) {
      const record = writer.record(event, this.#organisation);
      if (record === undefined) continue;
      const texts = streams.get(record.stream);
      if (texts === undefined) streams.set(record.stream, [record.text]);
      else texts.push(record.text);
      this.#count(writer.table, event.incident);
    }
    return streams;
  }

  #count(table: string, incident: string | undefined): void {
    this.records += 1;
    if (incident === undefined) return;
    const tables = this.#planted.get(incident) ?? new Map<string, number>();
    this.#planted.set(incident, tables);
    tables.set(table, (tables.get(table) ?? 0) + 1);
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.#folders.add(folder);
  }

  async #object(writer: LogWriter, key: string, records: readonly string[]): Promise<void> {
    const text = Buffer.from(writer.body(records));
    this.bytes += text.length;
    this.objects += 1;
    const path = join(this.#directory, key);
    await this.#makeFolder(dirname(path));
    await writeFile(path, writer.isCompressed ? await compress(text, { level: 6 }) : text);
  }
}
