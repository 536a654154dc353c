import { NUMERIC } from './countries.ts';

/** Names that logs give and that neither the browser (CLDR) nor the atlas gives, as they are compared. */
const OTHERS: Readonly<Record<string, string>> = {
  'bosnia herzegovina': 'BA',
  burma: 'MM',
  'cape verde': 'CV',
  'congo republic': 'CG',
  'czech republic': 'CZ',
  'democratic republic of congo': 'CD',
  'dr congo': 'CD',
  'east timor': 'TL',
  'great britain': 'GB',
  'hashemite kingdom of jordan': 'JO',
  'holy see': 'VA',
  'hong kong': 'HK',
  'islamic republic of iran': 'IR',
  'ivory coast': 'CI',
  korea: 'KR',
  macao: 'MO',
  macau: 'MO',
  macedonia: 'MK',
  'people s republic of china': 'CN',
  'republic of korea': 'KR',
  'republic of lithuania': 'LT',
  'republic of moldova': 'MD',
  'russian federation': 'RU',
  swaziland: 'SZ',
  turkiye: 'TR',
  uk: 'GB',
  usa: 'US',
  'viet nam': 'VN',
};

/** A name as names are compared: without case, accents, signs, articles and "and". */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/[^a-z]+/g, ' ')
    .replaceAll(/\b(?:the|and)\b/g, ' ')
    .trim()
    .replaceAll(/ +/g, ' ');

/** A name by which a country is found. */
export interface NamedCountry {
  readonly code: string;
  readonly name: string;
}

/**
 * Finds the ISO 3166-1 alpha-2 code of what a log calls a country: the code itself (AWS WAF) or an English name (Amazon GuardDuty).
 * Undefined for what is none, such as `-`.
 */
export function countryFinder(known: readonly NamedCountry[]): (value: string) => string | undefined {
  const codes = new Map([
    ...Object.entries(OTHERS),
    ...known.map(({ code, name }) => [plain(name), code] as const),
  ]);
  return (value) => (Object.hasOwn(NUMERIC, value) ? value : codes.get(plain(value)));
}
