/** A stored object: what a listing says of it. */
export interface StoredObject {
  /** Key relative to the store's root, `/`-separated, decoded. */
  readonly key: string;
  readonly sizeBytes: number;
  /** What changes when the content does: S3's ETag or version; a folder's `size-mtime`. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** Where objects are: a folder, later an S3 bucket. All keys are relative to the root given at opening. */
export interface ObjectStore {
  /** The root as other engines name it, without a final slash: `file:///lake`, `s3://bucket/prefix`. */
  readonly uri: string;
  /** Everything below a prefix, in key order per folder, streamed: memory does not grow with the count. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** The keys of `list` alone, which a folder tells faster. */
  keys(prefix: string): AsyncIterable<string>;
  /** What a listing says of one object; undefined where it is absent. */
  find(key: string): Promise<StoredObject | undefined>;
  /** The whole object. @throws LeveeError when it is absent. */
  read(key: string): Promise<Uint8Array>;
  /** `length` bytes of an object from `offset` on, fewer where it ends before. @throws LeveeError when it is absent. */
  readRange(key: string, offset: number, length: number): Promise<Uint8Array>;
  /** Writes an object whole: a reader sees all of it or nothing. Durable when the promise resolves. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  /** As `write`, but only where no object has the key. `false`: somebody was first. Atomic. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Moves a finished local file into the store under `key`, durable when the promise resolves. */
  adopt(localPath: string, key: string): Promise<void>;
  /** A path on this machine where the object can be read, for the embedded engine. */
  localPath(key: string): Promise<string>;
  /** Removes an object; absent is fine. */
  remove(key: string): Promise<void>;
}
