// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/multi_rnn/roll.h"

#include <algorithm>
#include <array>

namespace contrafact::models::multi_rnn {

namespace {

constexpr float kMostCounted = 10;
constexpr std::uint8_t kRollVelocity = 100;

/// Shortens notes that touch the next of their pitch.
void setApart(std::vector<encoding::GridNote>& notes) {
    std::array<encoding::GridNote*, encoding::kPitches> last{};
    for (auto& note : notes) {
        auto*& before = last[note.pitch];
        if (before && before->length > 1 && before->end() == note.step) --before->length;
        before = &note;
    }
}

/// Undoes setApart(): a note that ends a step before the next of its pitch reaches it.
void join(std::vector<encoding::GridNote>& notes) {
    std::array<encoding::GridNote*, encoding::kPitches> last{};
    for (auto& note : notes) {
        auto*& before = last[note.pitch];
        if (before && before->end() + 1 == note.step) ++before->length;
        before = &note;
    }
}

} // namespace

RollOptions RollOptions::from(const Params& training) {
    return {.stepsPerBeat = std::stoi(training.choice("steps_per_beat")),
            .counts = training.flag("counts"),
            .apart = training.flag("apart")};
}

encoding::GridSong gridOf(const score::Score& score, const RollOptions& options) {
    auto song = encoding::toGrid(score, options.stepsPerBeat);
    if (!options.apart) return song;
    for (auto& notes : song.notes) setApart(notes);
    for (auto& hit : song.notes[encoding::kDrums]) hit.length = 1;
    return song;
}

void fillRows(const encoding::GridSong& song, int begin, int steps, int transpose,
              const RollOptions& options, std::span<float> out) {
    std::ranges::fill(out, 0.0F);
    const auto width = static_cast<std::size_t>(options.features());
    for (int family = 0; family < encoding::kFamilies; ++family) {
        const int shift = family == encoding::kDrums ? 0 : transpose;
        encoding::forEachNote(song, family, begin, begin + steps, [&](const auto& note) {
            const int pitch = note.pitch + shift;
            if (pitch < 0 || pitch >= encoding::kPitches) return;
            const int last = std::min(note.end(), begin + steps);
            for (int step = std::max(note.step, begin); step < last; ++step)
                out[static_cast<std::size_t>(step - begin) * width + options.cell(family, pitch)] =
                    1;
        });
    }
    for (std::size_t at = 0; at < out.size(); at += width)
        fillCounts(out.subspan(at, width), options);
}

void fillCounts(std::span<float> row, const RollOptions& options) {
    if (!options.counts) return;
    for (int family = 0; family < encoding::kFamilies; ++family) {
        const auto cells = row.subspan(options.cell(family, 0), encoding::kPitches);
        const auto sounding = static_cast<float>(std::ranges::count(cells, 1.0F));
        row[options.cell(family, encoding::kPitches)] = std::min(sounding, kMostCounted) / 2;
    }
}

encoding::GridSong songOf(std::span<const float> rows, const RollOptions& options) {
    const auto width = static_cast<std::size_t>(options.features());
    encoding::GridSong song;
    song.steps = static_cast<std::int32_t>(rows.size() / width);
    for (int family = 0; family < encoding::kFamilies; ++family) {
        auto& notes = song.notes[static_cast<std::size_t>(family)];
        const bool hits = options.apart && family == encoding::kDrums;
        std::array<std::ptrdiff_t, encoding::kPitches> open;
        open.fill(-1);
        for (std::int32_t step = 0; step < song.steps; ++step)
            for (int pitch = 0; pitch < encoding::kPitches; ++pitch) {
                auto& note = open[static_cast<std::size_t>(pitch)];
                if (rows[static_cast<std::size_t>(step) * width + options.cell(family, pitch)] ==
                    0) {
                    note = -1;
                } else if (note >= 0 && !hits) {
                    ++notes[static_cast<std::size_t>(note)].length;
                } else {
                    note = std::ssize(notes);
                    notes.push_back({step, 1, static_cast<std::uint8_t>(pitch), kRollVelocity});
                }
            }
        if (options.apart && !hits) join(notes);
    }
    return song;
}

} // namespace contrafact::models::multi_rnn
