/** Saves the chart in the same section as a button, as a picture. */
export async function savePictureOf(button: HTMLElement, name: string): Promise<void> {
  const section = button.closest('section');
  const { savePicture } = await import('./chart.tsx');
  if (section !== null) savePicture(section, `${name}.png`);
}
