import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SimulatedEvent } from './events.ts';
import type { Organisation } from './organisation.ts';
import { SlotObject, type Around } from './slot-object.ts';

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
  readonly around: Around;
  readonly isCompressed: boolean;
}

/** Folders that are remembered: an object's is looked for once more behind that. */
const MOST_FOLDERS = 10_000;

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

  /**
   * Writes the objects of a slot that ends at `end`, from its events part by part.
   * @throws what the disk says
   */
  async write(parts: Iterable<readonly SimulatedEvent[]>, end: number): Promise<void> {
    const open = new Map<string, SlotObject>();
    for (const events of parts) {
      const lines = this.#writers.flatMap((writer) => [...this.#streams(writer, events)]);
      await Promise.all(lines.map((line) => this.#add(open, line, end)));
    }
    await Promise.all(Array.from(open.values(), (object) => object.close()));
    for (const { bytes } of open.values()) this.bytes += bytes;
    this.objects += open.size;
  }

  async #add(open: Map<string, SlotObject>, { writer, stream, records }: Lines, end: number): Promise<void> {
    const key = writer.key(stream, end);
    const path = join(this.#directory, key);
    if (!open.has(key)) await this.#makeFolder(dirname(path));
    const object = open.get(key) ?? new SlotObject(path, writer.around, writer.isCompressed);
    open.set(key, object);
    await object.add(records);
  }

  #streams(writer: LogWriter, events: readonly SimulatedEvent[]): Iterable<Lines> {
    const streams = new Map<string, Lines & { readonly records: string[] }>();
    for (const event of events) {
      const record = writer.record(event, this.#organisation);
      if (record === undefined) continue;
      const { stream, text } = record;
      const lines = streams.get(stream);
      if (lines === undefined) streams.set(stream, { writer, stream, records: [text] });
      else lines.records.push(text);
      this.#count(writer.table, event.incident);
    }
    return streams.values();
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
    if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
    this.#folders.add(folder);
  }
}

/** Records of a part of a slot that go into one object. */
interface Lines {
  readonly writer: LogWriter;
  readonly stream: string;
  readonly records: readonly string[];
}
