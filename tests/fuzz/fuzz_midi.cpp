// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midi/reader.h"
#include "core/midi/writer.h"
#include "tests/fuzz/sound_score.h"
#include "tests/support/midi_says.h"
#include "tests/support/random_score.h"

namespace contrafact::fuzz {

namespace {

void requireWritable(const score::Score& score) {
    const auto again = midi::read(midi::write(score), "again");
    require(again.ok() && again->scores.size() == 1);
    require(again->scores[0].noteCount() == score.noteCount() &&
            again->scores[0].trackCount() == score.trackCount() &&
            again->scores[0].end() == score.end());
}

} // namespace

void readMidi(Bytes bytes) {
    const auto file = midi::read(bytes, "input");
    if (!file) return require(!file.message().empty());
    require(!file->scores.empty() && file->warnings.size() <= 101);
    for (const auto& score : file->scores) {
        requireSound(score);
        requireWritable(score);
    }
}

void writeMidi(Bytes bytes) {
    const auto score = test::randomWritableScore(test::Random(bytes));
    const auto written = midi::write(score);
    const auto file = midi::read(written, "written");
    require(file.ok() && file->warnings.empty() && file->scores.size() == 1);
    require(test::withoutSaid(file->scores[0]).sounds(test::withoutSaid(score)));
    require(midi::write(file->scores[0]) == written);
}

} // namespace contrafact::fuzz
