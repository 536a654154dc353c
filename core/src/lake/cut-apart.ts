import { AskedThread, FEW_YOUNG } from '#kernel';
import { cutFile, type CutFile } from '#parquet';

/** A file to write anew with small pages, and where to. */
export interface CutAsked {
  readonly from: string;
  readonly to: string;
}

/** Bytes of a file that is worth a thread, which takes some 100 ms to come up: as long as this much takes to be cut. */
const WORTH_A_THREAD = 8_000_000;

/**
 * `cutFile`, of a large file in a thread of its own, whose memory goes with it: done here, the pages that come and go have Node hold 130 MB
 * for young objects from then on (5 million WAF rows, Node 24), beside the engine that sorts the next file.
 * @throws what the disk says
 */
export async function cutApart(asked: CutAsked, sizeBytes: number): Promise<CutFile | undefined> {
  if (sizeBytes < WORTH_A_THREAD) return cutFile(asked.from, asked.to);
  const module = new URL('./cut.worker.ts', import.meta.url);
  const thread = new AskedThread<CutAsked, CutFile | undefined>(module, FEW_YOUNG);
  try {
    return await thread.ask(asked);
  } finally {
    await thread.close();
  }
}
