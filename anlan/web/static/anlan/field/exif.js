// What a camera wrote beside a picture (EXIF) of when and where it was taken. Drawing a picture anew loses it: so it is read
// from what was chosen, kept beside the smaller picture, and written to it again when that is sent. Nothing else of it is.

// Where cameras write it; in a HEIC picture it may lie a little further behind than in a JPEG.
const WITHIN = 1 << 18;
const [EXIF, GPS] = [0x8769, 0x8825];
// The moment of the shot, and that of its digitising, which cameras write alike; each with its offset from UTC.
const MOMENTS = [[0x9003, 0x9011], [0x9004, 0x9012]];
const MOMENT = /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/;
const OFFSET = /^[+-]\d\d:\d\d$/;
const [ASCII, LONG, RATIONAL] = [2, 4, 5];

// { taken, offset, place }, each as the camera wrote it or null; whatever cannot be read says nothing.
export async function factsOf(file) {
  const none = { taken: null, offset: null, place: null };
  try {
    const bytes = new Uint8Array(await file.slice(0, WITHIN).arrayBuffer());
    const at = beginning(bytes);
    return at < 0 ? none : read(new DataView(bytes.buffer, at), bytes[at] === 0x49);
  } catch {
    return none;
  }
}

// Behind "Exif" and two zeros: "II*" and a zero, or "MM", a zero and "*".
function beginning(bytes) {
  const wanted = [0x45, 0x78, 0x69, 0x66, 0, 0];
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    const order = String.fromCharCode(...bytes.subarray(at + 6, at + 10));
    if (wanted.every((byte, index) => bytes[at + index] === byte) && ["II*\0", "MM\0*"].includes(order)) return at + 6;
  }
  return -1;
}

function read(view, little) {
  const directory = (at) => new Map(Array.from({ length: view.getUint16(at, little) }, (_, index) => {
    const entry = at + 2 + 12 * index;
    return [view.getUint16(entry, little), entry];
  }));
  const value = (entry, size) => (size > 4 ? view.getUint32(entry + 8, little) : entry + 8);
  const text = (entry, allowed) => {
    if (entry === undefined) return null;
    const length = view.getUint32(entry + 4, little);
    const from = value(entry, length);
    const letters = Array.from({ length: Math.min(length, 32) }, (_, index) => view.getUint8(from + index));
    const found = String.fromCharCode(...letters).replace(/[\0 ]+$/, "");
    return allowed.test(found) ? found : null;
  };
  // Degrees, minutes and seconds, each a numerator and a denominator.
  const parts = (entry) => {
    const from = value(entry, 24);
    return Array.from({ length: 6 }, (_, index) => view.getUint32(from + 4 * index, little));
  };
  // One part that is garbled does not take the other away.
  const first = directory(view.getUint32(4, little));
  const below = (tag) => directory(view.getUint32(first.get(tag) + 8, little));
  const tried = (act) => { try { return act(); } catch { return null; } };
  const moment = tried(() => {
    const known = below(EXIF);
    const found = MOMENTS.map(([when, zone]) => (
      { taken: text(known.get(when), MOMENT), offset: text(known.get(zone), OFFSET) }
    ));
    return found.find((one) => one.taken);
  });
  const place = tried(() => {
    const known = below(GPS);
    const [north, east] = [text(known.get(1), /^[NS]$/), text(known.get(3), /^[EW]$/)];
    return north && east ? { north, latitude: parts(known.get(2)), east, longitude: parts(known.get(4)) } : null;
  });
  return { taken: moment?.taken ?? null, offset: moment?.offset ?? null, place };
}

// A JPEG with these facts written to it, and where it was taken only if that may be told.
export function told(blob, { taken, offset, place }, withPlace) {
  const [when, zone] = MOMENTS[0];
  const moment = taken ? [[when, ASCII, `${taken}\0`]] : [];
  if (taken && offset) moment.push([zone, ASCII, `${offset}\0`]);
  const where = place && withPlace ? [
    [1, ASCII, `${place.north}\0`], [2, RATIONAL, place.latitude], [3, ASCII, `${place.east}\0`], [4, RATIONAL, place.longitude],
  ] : [];
  if (!moment.length && !where.length) return blob;
  const exif = written([[EXIF, moment], [GPS, where]].filter(([, entries]) => entries.length));
  const length = exif.length + 8;
  const head = [0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 0xff, 0x45, 0x78, 0x69, 0x66, 0, 0];
  return new Blob([new Uint8Array(head), exif, blob.slice(2)], { type: blob.type });
}

// Directories of entries as a camera writes them: the first leads to the others, and behind each stands what is longer
// than four bytes.
function written(parts) {
  const bytes = [];
  const put = (number, size) => { for (let byte = 0; byte < size; byte += 1) bytes.push((number >>> (8 * byte)) & 0xff); };
  const content = (kind, value) => (kind === ASCII ? [...value].map((one) => one.charCodeAt(0))
    : value.flatMap((number) => [0, 8, 16, 24].map((shift) => (number >>> shift) & 0xff)));
  const directory = (entries) => {
    put(entries.length, 2);
    let behind = bytes.length + 12 * entries.length + 4;
    const later = [];
    for (const [tag, kind, value] of entries) {
      const held = content(kind, value);
      put(tag, 2);
      put(kind, 2);
      put(kind === RATIONAL ? value.length / 2 : value.length, 4);
      if (held.length > 4) {
        put(behind, 4);
        behind += held.length;
        later.push(...held);
      } else {
        bytes.push(...held, ...new Array(4 - held.length).fill(0));
      }
    }
    put(0, 4);
    bytes.push(...later);
  };
  put(0x4949, 2);
  put(42, 2);
  put(8, 4);
  const size = (entries) => 6 + entries.reduce((sum, [, kind, value]) => {
    const held = content(kind, value).length;
    return sum + 12 + (held > 4 ? held : 0);
  }, 0);
  let at = 8 + 2 + 12 * parts.length + 4;
  directory(parts.map(([tag, entries]) => {
    const pointer = [tag, LONG, [at]];
    at += size(entries);
    return pointer;
  }));
  parts.forEach(([, entries]) => directory(entries));
  return new Uint8Array(bytes);
}
