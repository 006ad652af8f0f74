// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/midi_bytes.h"

namespace contrafact::test {

namespace {

const std::string kNotMidi = "not a MIDI file";

std::vector<MidiCase> notAtAll() {
    return {
        {"empty", "", kRefused, "empty"},
        {"one byte", "M", kRefused, kNotMidi},
        {"text", "X:1\nT:A tune in ABC\nK:C\nCDEF|", kRefused, kNotMidi},
        {"web page", "<!DOCTYPE html><title>404</title>", kRefused, kNotMidi},
        {"zeros", std::string(4096, '\0'), kRefused, kNotMidi},
        {"header cut", header(0, 1).substr(0, 10), kRefused, "header is cut off"},
        {"header only", header(1, 0), kRefused, "no tracks"},
        {"header too short", "MThd" + big(4, 4) + hex("0000 0001 0060 0000"), kRefused,
         "too short"},
        {"header endless", "MThd" + big(0xFFFFFFFF, 4) + hex("0000 0001 0060") + track(kOneNote),
         kRefused, "outlast"},
        {"no ticks", song(kOneNote, 0), kRefused, "no ticks"},
        {"no ticks a frame", song(kOneNote, 0xE800), kRefused, "no ticks"},
        {"riff without midi", "RIFF" + big(0x20000000, 4) + "RMIDdata" + std::string(40, 'x'),
         kRefused, kNotMidi},
    };
}

std::vector<MidiCase> containers() {
    const auto good = song(kOneNote);
    const auto content = hex(kOneNote) + kEnd;
    return {
        {"good", good, 1},
        {"longer header", "MThd" + big(10, 4) + hex("0000 0001 01E0 DEADBEEF") + track(kOneNote),
         1},
        {"riff", "RIFF" + big(0x40000000, 4) + "RMIDdata" + big(0, 4) + good, 1},
        {"riff with a chunk before",
         "RIFF" + big(0x40000000, 4) + "RMIDinfo" + hex("03000000 616263 00") + "data" + big(0, 4) +
             good,
         1},
        {"macbinary", std::string(128, '\0') + good, 1},
        {"promises 65535 tracks", header(1, 65535) + track(kOneNote), 1, "promises 65535"},
        {"promises none", header(1, 0) + track(kOneNote), 1, "promises 0"},
        {"format 0 with two tracks", header(0, 2) + track(kOneNote) + track(kOneNote), 2},
        {"unknown format", header(7, 1) + track(kOneNote), 1, "format 7"},
        {"alien chunk", header(1, 1) + chunk("hello", 5, "XFIH") + track(kOneNote), 1,
         "unknown chunk"},
        {"garbage after", good + std::string(50, '\xEE'), 1, "no track"},
        {"garbage between", header(1, 2) + track(kOneNote) + "\x01\x02\x03" + track(kOneNote), 2,
         "no track"},
        {"track far too long", header(0, 1) + chunk(content, 0xFFFFFFFF), 1, "outlast"},
        {"track length swallows the next", header(1, 2) + chunk(content, 30) + track(kTwoNotes), 3,
         "not as long"},
        {"track too short", header(0, 1) + chunk(content, 6), 1, "middle of an event"},
        {"empty track", header(1, 2) + rawTrack("") + track(kOneNote), 1, "end-of-track"},
        {"no end of track", header(0, 1) + rawTrack(hex(kOneNote)), 1, "end-of-track"},
        {"events after the end", header(0, 1) + rawTrack(content + hex(kOneNote)), 1},
        {"three patterns", header(2, 3) + track(kOneNote) + track(kTwoNotes) + track(kOneNote), 4,
         "", 3},
    };
}

std::vector<MidiCase> events() {
    return {
        {"running status", song("00 90 3C 40 60 3C 00 00 3E 40 60 3E 00"), 2},
        {"running status after meta", song("00 90 3C 40 00 FF 01 01 41 60 3C 00"), 1},
        {"running status after sysex", song("00 90 3C 40 00 F0 02 7E F7 60 3C 00"), 1},
        {"running status first", song("00 3C 40 60 90 3C 40 60 80 3C 40"), 1, "no event before"},
        {"value over 127", song("00 90 BC 40 60 90 3C 40 60 80 3C 40"), 1, "over 127"},
        {"velocity over 127", song("00 90 3C CC 60 80 3C CC"), 1, "velocity over 127"},
        {"wire-only statuses", song("00 F4 00 F2 01 02 00 FD 00 90 3C 40 60 80 3C 40"), 1,
         "unknown event"},
        {"delta of five bytes", song("81 80 80 80 00 90 3C 40 60 80 3C 40"), kRefused,
         "four bytes"},
        {"delta of five bytes after a note",
         song("00 90 3C 40 60 80 3C 40 81 80 80 80 00 90 3E 40 60 80 3E 40"), 1, "four bytes"},
        {"delta without end", header(0, 1) + rawTrack(std::string(100, '\xFF')), kRefused,
         "four bytes"},
        {"meta outlasts the track", song("00 90 3C 40 60 80 3C 40 00 FF 01 FF FF FF 7F"), 1,
         "longer than the rest"},
        {"sysex outlasts the track", song("00 90 3C 40 60 80 3C 40 00 F0 FF 7F"), 1,
         "longer than the rest"},
        {"sysex in two parts", song("00 F0 02 7E 01 10 F7 02 02 F7 00 90 3C 40 60 80 3C 40"), 1},
        {"cut in a note", header(0, 1) + chunk(hex("00 90 3C 40 60 80 3C"), 11), 1,
         "middle of an event"},
        {"cut in a delta", header(0, 1) + rawTrack(hex("00 90 3C 40 83")), 1, "middle of an event"},
        {"tempo of nothing", song("00 FF 51 03 000000 00 90 3C 40 60 80 3C 40"), 1, "tempo"},
        {"tempo of two bytes", song("00 FF 51 02 07A1 00 90 3C 40 60 80 3C 40"), 1, "tempo"},
        {"meter 0/4", song("00 FF 58 04 00 02 18 08 00 90 3C 40 60 80 3C 40"), 1, "time signature"},
        {"meter 4/2^255", song("00 FF 58 04 04 FF 18 08 00 90 3C 40 60 80 3C 40"), 1,
         "time signature"},
        {"key of 99 sharps", song("00 FF 59 02 63 00 00 90 3C 40 60 80 3C 40"), 1, "key signature"},
        {"hung note", song("00 90 3C 40 60 90 3E 40 60 80 3E 40"), 2, "without an end"},
        {"stray note-off", song("00 80 3C 40 00 90 3C 40 60 80 3C 40"), 1, "note-off"},
        {"zero-length note", song("00 90 3C 40 00 80 3C 40"), 1},
        {"silence", song("8FFF7F FF 01 00"), 0},
        {"other messages",
         song("00 A0 3C 40 00 D0 40 00 E0 00 40 00 B0 01 40 00 90 3C 40 60 80 3C 40"), 1},
    };
}

} // namespace

std::vector<MidiCase> midiCases() {
    std::vector<MidiCase> out;
    for (auto& group : {notAtAll(), containers(), events()})
        out.insert(out.end(), group.begin(), group.end());
    return out;
}

} // namespace contrafact::test
