import { saveFile } from './save-file.ts';

/** Saves the chart or map in the same section as an element, as a picture. */
export async function savePictureOf(within: HTMLElement | null, name: string): Promise<void> {
  const section = within?.closest('section') ?? null;
  const map = section?.querySelector<SVGSVGElement>('svg[data-map]') ?? null;
  if (map !== null) return saveMap(map, `${name}.png`);
  const { savePicture } = await import('./chart.tsx');
  if (section !== null) savePicture(section, `${name}.png`);
}

const SCALE = 2;

/** Draws a map with the colours of the theme, which a picture has no style sheet for. */
async function saveMap(map: SVGSVGElement, name: string): Promise<void> {
  const copy = map.cloneNode(true) as SVGSVGElement;
  const { width, height } = map.viewBox.baseVal;
  copy.setAttribute('width', String(width * SCALE));
  copy.setAttribute('height', String(height * SCALE));
  const style = getComputedStyle(document.body);
  const text = new XMLSerializer()
    .serializeToString(copy)
    .replaceAll(/var\((--[a-z-]+)\)/g, (_all, variable: string) => style.getPropertyValue(variable).trim());
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.fillStyle = style.getPropertyValue('--paper').trim();
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0);
  canvas.toBlob((made) => {
    if (made !== null) saveFile(made, name);
  });
}
