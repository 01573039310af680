// Pictures: made small before they are kept, and a pad to sign on.
import { button, el, say } from "./dom.js";

// The longest side in pixels, and the quality: enough to read a meter on a wall, small enough for a village's network.
const LONGEST = 1600;
const QUALITY = 0.8;
const PAD = { width: 640, height: 240 };

const blobOf = (canvas, type) => new Promise((resolve) => { canvas.toBlob(resolve, type, QUALITY); });

// A picture as JPEG, turned the right way up, without what the camera wrote beside it (exif.js reads of that what counts);
// null where it is no picture.
export async function compressed(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = el("canvas", {
    width: Math.max(1, Math.round(bitmap.width * scale)), height: Math.max(1, Math.round(bitmap.height * scale)),
  });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await blobOf(canvas, "image/jpeg");
  return blob && { blob, name: `${file.name.replace(/\.[^.]*$/, "")}.jpg`, type: "image/jpeg" };
}

export function shown(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

// A pad for a finger; `signed` is given a promise of the picture after each stroke, and null when it was wiped.
export function signaturePad(label, signed) {
  const canvas = el("canvas.signature", { ...PAD, role: "img", "aria-label": label });
  const pen = canvas.getContext("2d");
  let drawing = false;
  const wipe = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  wipe();
  Object.assign(pen, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#1c2733" });
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  const lift = () => {
    if (!drawing) return;
    drawing = false;
    signed(blobOf(canvas, "image/png").then((blob) => ({ blob, name: "signature.png", type: "image/png" })));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  return el("div", {}, canvas, button(say("wipe"), () => { wipe(); signed(null); }, "btn btn-sm"));
}
