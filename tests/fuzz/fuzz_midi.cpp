// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes at all: the reader gives a sound score or an error, and what it gives can be written
// and read again.
#include "core/midi/reader.h"
#include "core/midi/writer.h"
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace contrafact;

void require(bool holds) {
    if (!holds) std::abort();
}

void checkTrack(const score::Track& track) {
    require(std::is_sorted(track.notes().begin(), track.notes().end()));
    for (const auto& note : track.notes())
        require(note.id != 0 && note.onset >= score::Tick{} && note.length >= score::Tick{} &&
                note.pitch >= score::kMinPitch && note.pitch <= score::kMaxPitch &&
                note.velocity >= 1 && note.velocity <= 127);
}

void check(const score::Score& score) {
    for (int i = 0; i < score.trackCount(); ++i) checkTrack(score.track(i));
    require(score.duration() >= score::Seconds{} && score::barCount(score) >= 1);
    const auto again = midi::read(midi::write(score), "again");
    require(again.ok() && again->scores.size() == 1);
    require(again->scores[0].noteCount() == score.noteCount() &&
            again->scores[0].trackCount() == score.trackCount() &&
            again->scores[0].end() == score.end());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto file = midi::read(std::as_bytes(std::span(data, size)), "input");
    if (!file) {
        require(!file.message().empty());
        return 0;
    }
    require(!file->scores.empty() && file->warnings.size() <= 101);
    for (const auto& score : file->scores) check(score);
    return 0;
}
