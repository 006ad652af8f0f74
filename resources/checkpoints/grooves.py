#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Band accompaniments to learn from: a song for each library of grooves of Debian's `mma` package.

usage: grooves.py FOLDER [SEED]

Each song is an introduction, two verses, a chorus in another groove of the library, a verse and an
ending, over chords drawn from common progressions: 34 to 38 bars in 4/4, the bands and the playing
are mma's. The same seed writes the same songs. Libraries that are not in 4/4 or that mma cannot
render are left out and counted.
"""
import pathlib
import random
import re
import subprocess
import sys

LIBRARIES = pathlib.Path("/usr/share/mma/lib")
# Four bars each, a chord or two a bar, in C major or C minor.
MAJOR = ["C|G|Am|F", "C|Am|F|G", "C|F|G|C", "Am|F|C|G", "C|Em|F|G", "F|G|Em|Am", "C|C7|F|Fm",
         "Dm7|G7|CM7|Am7", "C / G|Am / Em|F / C|Dm / G", "C|Bb|F|C", "C|Am|Dm7|G7", "Em|A7|Dm|G7"]
MINOR = ["Cm|Ab|Eb|Bb", "Cm|Fm|G7|Cm", "Cm|Bb|Ab|G", "Cm|Eb|Fm|Gm", "Fm|Bb|Eb|Ab", "Cm|Gm|Ab|Eb",
         "Cm|Dm7b5|G7|Cm", "Ab|Bb|Cm|Cm", "Cm / Bb|Ab / Gm|Fm / Eb|G7"]


def grooves_of(library):
    """Names of the grooves, or none where a library has another meter than 4/4."""
    text = library.read_text(errors="replace")
    meters = re.findall(r"(?im)^\s*time\s+(\d+)", text)
    if any(meter != "4" for meter in meters):
        return []
    return re.findall(r"(?im)^\s*defgroove\s+(\w+)", text)


def variant(grooves, main, words):
    """A groove of the library whose name goes on after the main one's with one of the words."""
    fitting = [g for g in grooves if g.lower().startswith(main.lower())
               and any(word in g[len(main):].lower() for word in words)]
    return fitting[0] if fitting else main


def song(grooves, draw):
    main = grooves[0]
    chorus = variant(grooves, main, ["plus", "1", "sus", "b"])
    progressions = draw.choice([MAJOR, MINOR])
    verse, other = draw.sample(progressions, 2)
    key = draw.randrange(12)
    lines = [f"RndSeed {draw.randrange(1, 10**6)}", f"Tempo {draw.randrange(76, 145, 4)}",
             f"Transpose {key - 12 if key > 6 else key}"]
    number = 1

    def part(groove, chords, times):
        nonlocal number
        lines.append(f"Groove {groove}")
        for bar in chords.split("|") * times:
            lines.append(f"{number} {bar}")
            number += 1

    part(variant(grooves, main, ["intro"]), verse, 1)
    part(main, verse, draw.choice([2, 3]))
    part(chorus, other, 2)
    part(main, verse, 2)
    part(variant(grooves, main, ["end"]), verse.split("|")[0], 2)
    return "\n".join(lines) + "\n"


def main():
    folder = pathlib.Path(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder.mkdir(parents=True, exist_ok=True)
    written = left_out = 0
    for library in sorted(LIBRARIES.glob("*/*.mma")):
        grooves = grooves_of(library)
        name = f"{library.parent.name}-{library.stem}"
        source = folder / f"{name}.mma"
        if grooves:
            source.write_text(song(grooves, random.Random(f"{seed} {name}")))
            subprocess.run(["mma", "-f", str(folder / f"{name}.mid"), str(source)],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            source.unlink()
        if (folder / f"{name}.mid").exists():
            written += 1
        else:
            left_out += 1
    print(f"{written} songs, {left_out} libraries left out")


if __name__ == "__main__":
    main()
