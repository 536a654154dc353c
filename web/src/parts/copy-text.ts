import { say } from './said.tsx';

/** Puts text on the clipboard and says so; pages that are not served from this machine or by TLS have an older way only. */
export async function copyText(text: string): Promise<void> {
  const isCopied = await written(text).catch(() => selectedAndCopied(text));
  say(isCopied ? 'Copied' : 'The browser does not let this page copy');
}

async function written(text: string): Promise<boolean> {
  await navigator.clipboard.writeText(text);
  return true;
}

function selectedAndCopied(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  // eslint-disable-next-line typescript/no-deprecated
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}
