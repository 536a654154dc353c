export {
  bucketNamed,
  call,
  firstInstance,
  flow,
  objectAccess,
  objectRead,
  request,
  requestFlow,
  user,
} from './build.ts';
export { madeClient, visitor } from './clients.ts';
export type {
  ApiCall,
  Caller,
  Finding,
  Flow,
  HttpRequest,
  ObjectAccess,
  RuleHit,
  SimulatedEvent,
} from './events.ts';
export {
  moment,
  scaled,
  spread,
  type Incident,
  type IncidentWorld,
  type PlannedIncident,
} from './incident.ts';
export type { Bucket, Client, Interface, Organisation, Site } from './organisation.ts';
export { Random } from './random.ts';
export { simulate, type Simulated, type SimulateOptions, type Truth } from './simulate.ts';
export type { LogWriter, WrittenRecord } from './slot-files.ts';
export { dayPath, isoMicros, isoMillis, isoSeconds, minuteStamp } from './stamp.ts';
