/** What a NaN may come of, in a query or in what it is written as: without any of these none is there. */
export const MAY_BE_NAN =
  /\/|%|\d[eE]|\b(?:athena_)?(?:nan|infinity|double|real|float|mod|pow|power|exp|sqrt|ln|log|log2|log10|acos|asin)\b/i;
