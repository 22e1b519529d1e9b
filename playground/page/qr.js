/** QR codes out of pictures: the browser's own detector where it has one, else jsQR (vendor/, Apache-2.0). */

const LONGEST_SIDE = 1400;
const QUIET_MARGIN = 24;

/** The text of a QR code in an image, or null where there is none or it is no image. */
export async function readQr(blob) {
  let picture;
  try {
    picture = await createImageBitmap(blob);
  } catch (error) {
    console.warn("not an image", error);
    return null;
  }
  return (await native(picture)) ?? (await vendored(picture));
}

async function native(picture) {
  if (!("BarcodeDetector" in window)) return null;
  try {
    const formats = await window.BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return null;
    const found = await new window.BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
    return found[0]?.rawValue || null;
  } catch (error) {
    console.warn("the browser's detector", error);
    return null;
  }
}

async function vendored(picture) {
  await import("./vendor/jsQR.js");
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  // Tiny codes (one pixel a module) are enlarged, and a white margin is added for those that have none.
  const grow = Math.max(scale, Math.min(4, Math.floor(240 / Math.max(picture.width, picture.height)) || 1) * scale);
  const width = Math.round(picture.width * grow);
  const height = Math.round(picture.height * grow);
  const canvas = document.createElement("canvas");
  canvas.width = width + 2 * QUIET_MARGIN;
  canvas.height = height + 2 * QUIET_MARGIN;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingEnabled = grow < 1;
  pen.drawImage(picture, QUIET_MARGIN, QUIET_MARGIN, width, height);
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
  return window.jsQR(pixels.data, pixels.width, pixels.height, { inversionAttempts: "attemptBoth" })?.data || null;
}
