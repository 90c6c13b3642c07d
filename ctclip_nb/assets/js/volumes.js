// A volume on the page: its geometry, and the voxels as they arrive in slabs.
import {composeAffines, invertAffine} from './geometry.js';

export function makeVolume(facts) {
  const size = facts.shape[0]*facts.shape[1]*facts.shape[2];
  return {
    ...facts, inverse: invertAffine(facts.affine), data: new Int16Array(size), arrived: 0,
    labels: facts.hasLabels ? new Uint8Array(size) : null,
    contours: facts.hasContours ? new Uint8Array(size) : null,
    numbers: new Uint8Array(256),     // 1 where a label has this number
  };
}

export function makeMap(facts, volume) {
  const size = facts.shape[0]*facts.shape[1]*facts.shape[2];
  const inverse = invertAffine(facts.affine);
  return {...facts, data: new Int16Array(size), arrived: 0,
    toMap: composeAffines(inverse, volume.affine)};
}

function bytesOf(view) {   // a DataView of the message, or an ArrayBuffer
  const buffer = view.buffer ?? view, start = view.byteOffset ?? 0;
  return [buffer, start, view.byteLength];
}

function put(target, view, offset) {
  let [buffer, start, length] = bytesOf(view);
  if (start % target.BYTES_PER_ELEMENT) [buffer, start] = [buffer.slice(start, start + length), 0];
  target.set(new target.constructor(buffer, start, length/target.BYTES_PER_ELEMENT), offset);
}

// A slab message: {start, count, parts: ['data', 'labels', ...]} and one buffer for each part.
export function putSlab(volume, message, buffers) {
  const offset = message.start*volume.shape[1]*volume.shape[2];
  message.parts.forEach((part, i) => put(volume[part], buffers[i], offset));
  volume.arrived += message.count;
  if (!volume.labels) return;
  const end = offset + message.count*volume.shape[1]*volume.shape[2];
  for (let p = offset; p < end; p++) volume.numbers[volume.labels[p]] = 1;
}
