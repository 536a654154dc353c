import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LeveeError } from '#kernel';
import { background } from './background.ts';
import type { SimulatedEvent } from './events.ts';
import type { Incident, IncidentWorld, PlannedIncident } from './incident.ts';
import { organisation } from './organisation.ts';
import { SlotFiles, type LogWriter } from './slot-files.ts';

/** What to simulate. */
export interface SimulateOptions {
  readonly directory: string;
  readonly days: number;
  readonly seed: number;
  /** 1 is about 500,000 records in seven days. */
  readonly scale: number;
  /** First instant, milliseconds since the epoch; a midnight in UTC. */
  readonly start: number;
  readonly writers: readonly LogWriter[];
  readonly incidents: readonly Incident[];
  readonly onProgress?: (done: { slots: number; of: number; records: number; bytes: number }) => void;
}

/** A planted incident as truth.json names it, one line per table. */
export interface Truth {
  readonly type: string;
  readonly malicious: boolean;
  readonly table: string;
  readonly entities: readonly string[];
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
  /** Records of the incident in the table. */
  readonly records: number;
}

/** What was written. */
export interface Simulated {
  readonly records: number;
  readonly bytes: number;
  readonly objects: number;
  readonly truth: readonly Truth[];
}

/** AWS delivers most logs every five minutes. */
const SLOT_MS = 300_000;

/** Scale of what is made at once. */
const PART_SCALE = 1;

/** Writes the logs of an organisation slot by slot, a slot of a large scale in parts: memory holds one, whatever length and scale. */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const world = {
    organisation: organisation(options.seed),
    seed: options.seed,
    start: options.start,
    days: options.days,
    scale: options.scale,
  };
  const planned = options.incidents.map((incident) => ({ incident, plan: incident.plan(world) }));
  const files = new SlotFiles(options.directory, options.writers, world.organisation);
  const slots = Math.ceil((options.days * 86_400_000) / SLOT_MS);
  await makeFolder(options.directory);
  for (let slot = 0; slot < slots; slot += 1) {
    const start = options.start + slot * SLOT_MS;
    await files.write(slotParts(world, planned, start), start + SLOT_MS);
    options.onProgress?.({ slots: slot + 1, of: slots, records: files.records, bytes: files.bytes });
  }
  const truth = planned.flatMap(({ incident, plan }) => truthOf(incident, plan, files));
  await writeFile(join(options.directory, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
  return { records: files.records, bytes: files.bytes, objects: files.objects, truth };
}

interface Planned {
  readonly incident: Incident;
  readonly plan: PlannedIncident;
}

/**
 * The events of a slot, of each part in order: some of its everyday traffic, and what is unusual in some of its time. At a large scale a
 * slot has more than memory should hold.
 */
export function* slotParts(
  world: IncidentWorld,
  planned: readonly Planned[],
  start: number,
): Generator<SimulatedEvent[]> {
  const parts = Math.max(1, Math.ceil(world.scale / PART_SCALE));
  for (let part = 0; part < parts; part += 1) {
    const everyday = background({ ...world, start, length: SLOT_MS, part, parts });
    const [from, to] = [part, part + 1].map((at) => start + Math.floor((at * SLOT_MS) / parts)) as [
      number,
      number,
    ];
    const unusual = planned.flatMap(({ incident, plan }) => eventsOf(incident, plan, { from, to }));
    yield [...everyday, ...unusual].sort((left, right) => left.at - right.at);
  }
}

async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
  } catch (error) {
    throw new LeveeError(`cannot write to ${directory}`, {
      hint: 'name a folder that can be made',
      cause: error,
    });
  }
}

function eventsOf(
  incident: Incident,
  plan: PlannedIncident,
  { from, to }: { from: number; to: number },
): SimulatedEvent[] {
  if (plan.end < from || plan.start >= to) return [];
  return plan.events(from, to).map((event) => ({ ...event, incident: incident.type }));
}

function truthOf(incident: Incident, plan: PlannedIncident, files: SlotFiles): Truth[] {
  return [...files.planted(incident.type)].map(([table, records]) => ({
    type: incident.type,
    malicious: incident.isMalicious,
    table,
    entities: plan.entities,
    start: new Date(plan.start).toISOString(),
    end: new Date(plan.end).toISOString(),
    records,
  }));
}
