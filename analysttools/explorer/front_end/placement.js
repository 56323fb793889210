// Free places for labels in a panel: beside what they name, or else off it at the end of a line.

const ROOM_CELL = 2;
// What takes a cell: a mark or words, a line, the surroundings of a mark.
export const TAKEN_BY_MARKS = 1;
export const TAKEN_BY_LINES = 2;
export const AROUND_MARKS = 4;
// Where a label may stand, as parts of the way from its mark: right, left, above, below, then aslant.
const LABEL_SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]];
const LABEL_CLOSE = [1, 1.7];
const LABEL_RAYS = Array.from({ length: 16 }, (_, place) => ((place + 0.5) * Math.PI) / 8).map((angle) => [Math.cos(angle), Math.sin(angle)]);
const LABEL_OFF = [22, 36, 52, 70, 90, 112];

// A panel as a grid of cells, of which some are taken.
export class LabelRoom {
  constructor(left, top, right, bottom) {
    Object.assign(this, { left, top, right, bottom });
    this.columns = Math.ceil((right - left) / ROOM_CELL) + 1;
    this.lines = Math.ceil((bottom - top) / ROOM_CELL) + 1;
    this.cells = new Uint8Array(this.columns * this.lines);
  }

  // Takes a box.
  take([left, top, right, bottom], what = TAKEN_BY_MARKS) {
    const [from, to] = [this.column(left), this.column(right)];
    for (let line = this.line(top); line <= this.line(bottom); line += 1) {
      for (let column = from; column <= to; column += 1) this.cells[line * this.columns + column] |= what;
    }
  }

  // Returns whether a box lies in the panel and nothing of it is taken by what would be hidden.
  isFree([left, top, right, bottom], what) {
    if (left < this.left || top < this.top || right > this.right || bottom > this.bottom) return false;
    const [from, to] = [this.column(left), this.column(right)];
    for (let line = this.line(top); line <= this.line(bottom); line += 1) {
      for (let column = from; column <= to; column += 1) if (this.cells[line * this.columns + column] & what) return false;
    }
    return true;
  }

  // Returns the cells of a line, without what is nearer to its start than a gap; null where marks or words are.
  cross([x, y], [end, along], gap) {
    const length = Math.hypot(end - x, along - y);
    const crossed = [];
    for (let far = gap; far < length; far += ROOM_CELL) {
      const cell = this.line(y + ((along - y) * far) / length) * this.columns + this.column(x + ((end - x) * far) / length);
      if (this.cells[cell] & TAKEN_BY_MARKS) return null;
      crossed.push(cell);
    }
    return crossed;
  }

  column(x) {
    return Math.min(Math.max(Math.floor((x - this.left) / ROOM_CELL), 0), this.columns - 1);
  }

  line(y) {
    return Math.min(Math.max(Math.floor((y - this.top) / ROOM_CELL), 0), this.lines - 1);
  }
}

// Finds a place for a label of a size around a point, and takes it: { box, end }, `end` where a line leads to it.
// `others` are the points of other marks, none of which may be nearer to a label beside its mark.
export function findLabelPlace(room, point, [wide, high], gap, others) {
  for (const far of LABEL_CLOSE) {
    for (const [right, down] of LABEL_SIDES) {
      const box = boxAround(point[0] + right * (gap * far + wide / 2), point[1] + down * (gap * far + high / 2), wide, high);
      if (!room.isFree(box, TAKEN_BY_MARKS | TAKEN_BY_LINES) || !isNearestMark(box, point, others)) continue;
      room.take(box);
      return { box, end: null };
    }
  }
  for (const far of LABEL_OFF) {
    for (const [right, down] of LABEL_RAYS) {
      const box = boxAround(point[0] + right * (far + wide / 2), point[1] + down * (far + high / 2), wide, high);
      if (!room.isFree(box, TAKEN_BY_MARKS | TAKEN_BY_LINES | AROUND_MARKS)) continue;
      const end = nearestInBox(box, point);
      const crossed = room.cross(point, end, gap + 2);
      if (!crossed) continue;
      room.take(box);
      for (const cell of crossed) room.cells[cell] |= TAKEN_BY_MARKS;
      return { box, end };
    }
  }
  return null;
}

function boxAround(x, y, wide, high) {
  return [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2];
}

function nearestInBox([left, top, right, bottom], [x, y]) {
  return [Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom)];
}

function distanceToBox(box, point) {
  const [x, y] = nearestInBox(box, point);
  return Math.hypot(x - point[0], y - point[1]);
}

function isNearestMark(box, point, others) {
  const own = distanceToBox(box, point) - 0.5;
  return others.every((other) => other === point || distanceToBox(box, other) >= own);
}
