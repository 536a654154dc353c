const MEGABYTE = 2 ** 20;
const TERABYTE = 2 ** 40;
const LEAST_MEGABYTES = 10;

/** US dollars per terabyte in most Regions (https://aws.amazon.com/athena/pricing/). */
export const DEFAULT_PRICE = 5;

/** What a query costs: its bytes, rounded up to megabytes, ten at least. */
export const costOf = (scannedBytes: number, dollarsPerTerabyte: number): number =>
  (Math.max(Math.ceil(scannedBytes / MEGABYTE), LEAST_MEGABYTES) * MEGABYTE * dollarsPerTerabyte) / TERABYTE;
