#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tunes with a band to learn from: melodies over their own chords, played by grooves of Debian's `mma`.

usage: tunes.py TUNES FOLDER [SEED]

TUNES holds MIDI files of two tracks, a melody and its chords, such as the Nottingham dataset's. Each tune
in 4/4 or 3/4 becomes a song: four bars of the band alone over the tune's first chords, the tune
as written, its other half in another groove of the same library, and a bar to end on. The melody goes to a piano,
a guitar, a violin, a flute or a saxophone, the whole to a key of its own. The same seed writes the same songs. Tunes
that have no chords or that mma cannot render are left out and counted.
"""
import pathlib
import random
import re
import subprocess
import sys

sys.path.insert(0, "/usr/lib/python3/dist-packages")
import mido

from grooves import LIBRARIES, variant

NAMES = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
QUALITIES = {(0, 4, 7): "", (0, 3, 7): "m", (0, 4, 7, 10): "7", (0, 3, 7, 10): "m7", (0, 3, 6): "dim",
             (0, 4, 7, 9): "6", (0, 3, 7, 9): "m6", (0, 4, 8): "aug"}
# Quarters of a bar, and the meter that a groove's library must say. (A library in 6/8 counts eighths as quarters.)
BARS = {(4, 4): (4, "4"), (2, 2): (4, "4"), (3, 4): (3, "3")}
LEADS = [0, 0, 4, 24, 25, 26, 27, 40, 40, 73, 73, 65, 66]
INTRODUCTION = 4
TRIES = 6


def notes_of(track, quarter):
    """(onset, length, pitch) of a track's notes, in quarters."""
    now, sounding, notes = 0, {}, []
    for message in track:
        now += message.time
        if message.type == "note_on" and message.velocity:
            sounding[message.note] = now
        elif message.type in ("note_on", "note_off") and message.note in sounding:
            start = sounding.pop(message.note)
            notes.append((start / quarter, (now - start) / quarter, message.note))
    return sorted(notes)


def chords_of(notes):
    """(onset, name) of block chords; those of no known quality are left to the one before."""
    blocks = {}
    for onset, _, pitch in notes:
        blocks.setdefault(onset, []).append(pitch)
    chords = []
    for onset, pitches in sorted(blocks.items()):
        root = min(pitches)
        quality = QUALITIES.get(tuple(sorted({(p - root) % 12 for p in pitches})))
        if quality is not None:
            chords.append((onset, NAMES[root % 12] + quality))
    return chords


class Tune:
    """A melody and its chords, in quarters from the first full bar; none of the fields are changed later."""

    def __init__(self, path):
        midi = mido.MidiFile(path)
        meters = [m for m in midi.tracks[0] if m.type == "time_signature"]
        meter = (meters[0].numerator, meters[0].denominator) if meters else (4, 4)
        if len(meters) > 1 or meter not in BARS or len(midi.tracks) < 2:
            raise ValueError("not a tune in one meter")
        self.meter = meter
        self.bar, self.library_meter = BARS[meter]
        parts = [notes for notes in (notes_of(t, midi.ticks_per_beat) for t in midi.tracks) if notes]
        if len(parts) < 2:
            raise ValueError("no chords")
        chords = chords_of(parts[-1])
        if not chords:
            raise ValueError("no chords")
        # The first chord stands on the first full bar; what comes earlier is the pick-up.
        start = chords[0][0]
        self.melody = [(onset - start, length, pitch) for onset, length, pitch in parts[0]]
        self.chords = [(onset - start, name) for onset, name in chords]
        end = max(onset + length for onset, length, _ in self.melody)
        self.bars = max(1, -(-int(end * 12 - 1) // (self.bar * 12)))

    def chords_in(self, bar):
        """A bar's chords as mma writes them, one a beat, held ones as a slash."""
        words, before = [], None
        for beat in range(self.bar):
            at = bar * self.bar + beat + 0.5
            name = [n for onset, n in self.chords if onset <= at][-1]
            words.append("/" if name == before and beat else name)
            before = name
        return " ".join(words)


def libraries():
    """(name, grooves) of mma's libraries by the meter that they say."""
    found = {}
    for library in sorted(LIBRARIES.glob("*/*.mma")):
        text = library.read_text(errors="replace")
        meters = set(re.findall(r"(?im)^\s*time\s+(\d+)", text)) or {"4"}
        grooves = re.findall(r"(?im)^\s*defgroove\s+(\w+)", text)
        if len(meters) == 1 and grooves and "metronome" not in library.stem:
            found.setdefault(meters.pop(), []).append((library.stem, grooves))
    return found


def arrangement(tune, grooves, shift, tempo, draw):
    main = grooves[0]
    other = variant(grooves, main, ["plus", "1", "sus", "b"])
    lines = [f"RndSeed {draw.randrange(1, 10**6)}", f"Tempo {tempo}", f"Transpose {shift}",
             f"Groove {variant(grooves, main, ['intro'])}"]
    half = tune.bars // 2
    sounding = list(range(INTRODUCTION)) + list(range(tune.bars))
    for number, bar in enumerate(sounding):
        if number == INTRODUCTION:
            lines.append(f"Groove {main}")
        if number == INTRODUCTION + half:
            lines.append(f"Groove {other}")
        lines.append(f"{number + 1} {tune.chords_in(min(bar, tune.bars - 1))}")
    lines.append(f"Groove {variant(grooves, main, ['end'])}")
    lines.append(f"{len(sounding) + 1} {tune.chords[0][1]}")
    return "\n".join(lines) + "\n"


def add_melody(path, tune, shift, draw):
    """The melody as a track of its own on a channel that the band leaves free."""
    midi = mido.MidiFile(path)
    used = {m.channel for t in midi.tracks for m in t if m.type == "note_on"} | {9}
    channel = min(set(range(16)) - used)
    program = draw.choice(LEADS)
    octave = -12 if program in (24, 25, 26, 27) else 0
    events = []
    for onset, length, pitch in tune.melody:
        at = onset + INTRODUCTION * tune.bar
        accent = 8 if onset % tune.bar == 0 else 3 if onset % 1 == 0 else 0
        velocity = min(127, 88 + accent + draw.randrange(-5, 6))
        start = round(at * midi.ticks_per_beat)
        stop = max(start + 1, round((at + length * 0.95) * midi.ticks_per_beat))
        key = pitch + shift + octave
        events += [(start, 1, mido.Message("note_on", channel=channel, note=key, velocity=velocity)),
                   (stop, 0, mido.Message("note_off", channel=channel, note=key))]
    track = mido.MidiTrack([mido.MetaMessage("track_name", name="Tune"),
                            mido.Message("program_change", channel=channel, program=program)])
    now = 0
    for at, _, message in sorted(events, key=lambda e: e[:2]):
        track.append(message.copy(time=at - now))
        now = at
    midi.tracks.append(track)
    midi.save(path)


def is_band(path, bar):
    """True with at least two pitched parts that play on and no note left hanging: some grooves are drums alone."""
    midi = mido.MidiFile(path)
    parts = {}
    for track in midi.tracks:
        channels = {m.channel for m in track if m.type == "note_on"}
        if channels and 9 not in channels:
            parts.setdefault(min(channels), []).extend(notes_of(track, midi.ticks_per_beat))
    longest = max((length for notes in parts.values() for _, length, _ in notes), default=0)
    return sum(len(notes) >= 16 for notes in parts.values()) >= 2 and longest <= 2 * bar


def song(path, folder, by_meter, draw):
    tune = Tune(path)
    source = folder / f"{path.stem}.mma"
    output = source.with_suffix(".mid")
    for _ in range(TRIES):
        _, grooves = draw.choice(by_meter[tune.library_meter])
        shift = draw.randrange(-5, 7)
        source.write_text(arrangement(tune, grooves, shift, draw.randrange(88, 145, 4), draw))
        subprocess.run(["mma", "-f", str(output), str(source)], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
        source.unlink()
        if output.exists() and is_band(output, tune.bar):
            add_melody(output, tune, shift, draw)
            return True
        output.unlink(missing_ok=True)
    return False


def main():
    tunes, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder.mkdir(parents=True, exist_ok=True)
    by_meter = libraries()
    written = left_out = 0
    for path in sorted(tunes.glob("*.mid")):
        try:
            done = song(path, folder, by_meter, random.Random(f"{seed} {path.stem}"))
        except (ValueError, OSError, IndexError):
            done = False
        written, left_out = written + done, left_out + (not done)
    print(f"{written} songs, {left_out} tunes left out")


if __name__ == "__main__":
    main()
