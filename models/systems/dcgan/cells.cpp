// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/dcgan/cells.h"

#include "models/nn/random.h"

#include <algorithm>
#include <cmath>

namespace contrafact::models::dcgan {

namespace {

constexpr int kDrums = static_cast<int>(encoding::Family::Drums);
constexpr int kStrings = static_cast<int>(encoding::Family::Strings);
constexpr float kVelocity = 0.8F;         // of 127, as Tham publishes it
constexpr float kStringsVelocity = 0.75F; // on top of that

std::vector<std::size_t> familyCells(int family) {
    std::vector<std::size_t> cells;
    cells.reserve(std::size_t{encoding::kSteps} * encoding::kPitches);
    for (int step = 0; step < encoding::kSteps; ++step)
        for (int pitch = 0; pitch < encoding::kPitches; ++pitch)
            cells.push_back(cellIndex(step, family, pitch));
    return cells;
}

/// As many of the likeliest as the probabilities add up to.
void soundExpected(std::span<const float> outputs, double density, std::vector<std::size_t> cells,
                   std::vector<bool>& sounding) {
    double expected = 0;
    for (const auto cell : cells) expected += static_cast<double>(outputs[cell]);
    const auto count = std::min<std::size_t>(
        cells.size(), static_cast<std::size_t>(std::llround(expected * density)));
    const auto louder = [&](std::size_t a, std::size_t b) {
        return outputs[a] != outputs[b] ? outputs[a] > outputs[b] : a < b;
    };
    std::ranges::nth_element(cells, cells.begin() + static_cast<std::ptrdiff_t>(count), louder);
    for (std::size_t i = 0; i < count; ++i) sounding[cells[i]] = true;
}

std::uint8_t velocity(float output, int family, bool binarise) {
    float loudness = binarise ? kVelocity : 0.45F + 0.5F * output;
    if (family == kStrings) loudness *= kStringsVelocity;
    return static_cast<std::uint8_t>(std::clamp(std::lround(loudness * 127), 1L, 127L));
}

} // namespace

void fillWindow(const encoding::GridSong& song, int step, int transpose, std::span<float> out) {
    std::ranges::fill(out, 0.0F);
    for (int family = 0; family < encoding::kFamilies; ++family) {
        const bool drums = family == kDrums;
        const int shift = drums ? 0 : transpose;
        encoding::forEachNote(
            song, family, step, step + encoding::kSteps, [&](const encoding::GridNote& note) {
                const int pitch = note.pitch + shift;
                if (pitch < 0 || pitch >= encoding::kPitches || (drums && note.step < step)) return;
                const int begin = std::max(note.step - step, 0);
                const int end = drums ? begin + 1 : std::min(note.end() - step, encoding::kSteps);
                for (int i = begin; i < end; ++i) out[cellIndex(i, family, pitch)] = 1.0F;
            });
    }
}

Statistics statisticsOf(const corpus::Stretches& stretches) {
    Statistics statistics{.strikes = compose::strikeTable(stretches)};
    std::ranges::copy(stretches.playedInTraining(), statistics.heard.begin());
    return statistics;
}

NoteControls NoteControls::from(const Params& generation) {
    return {.byExpectation = generation.choice("selection") == "expected",
            .density = generation.real("density"),
            .threshold = generation.real("threshold"),
            .binarise = generation.flag("binarise"),
            .repeats = generation.flag("repeats")};
}

std::vector<bool> soundingCells(std::span<const float> outputs, const NoteControls& controls,
                                const Statistics& statistics) {
    std::vector<bool> sounding(outputs.size());
    for (int family = 0; family < encoding::kFamilies; ++family) {
        if (statistics.heard[static_cast<std::size_t>(family)] == 0) continue;
        auto cells = familyCells(family);
        if (controls.byExpectation) {
            soundExpected(outputs, controls.density, std::move(cells), sounding);
        } else {
            for (const auto cell : cells)
                sounding[cell] = static_cast<double>(outputs[cell]) >= controls.threshold;
        }
    }
    return sounding;
}

encoding::Segment chooseNotes(std::span<const float> outputs, const NoteControls& controls,
                              const Statistics& statistics, std::uint64_t seed) {
    const auto sounding = soundingCells(outputs, controls, statistics);
    encoding::Segment segment;
    for (int family = 0; family < encoding::kFamilies; ++family)
        for (int step = 0; step < encoding::kSteps; ++step) {
            const auto& strikes = statistics.strikes[static_cast<std::size_t>(family)];
            // One draw for all pitches of a step: chords are struck together.
            nn::Random random(nn::mix(seed, static_cast<std::uint64_t>(family),
                                      static_cast<std::uint64_t>(step)));
            const bool strike =
                controls.repeats &&
                random.uniform() < strikes[static_cast<std::size_t>(step) % strikes.size()];
            for (int pitch = 0; pitch < encoding::kPitches; ++pitch) {
                const auto index = cellIndex(step, family, pitch);
                if (!sounding[index]) continue;
                const bool held = step > 0 && sounding[cellIndex(step - 1, family, pitch)];
                const bool onset = !held || strike || family == kDrums;
                segment.cells[static_cast<std::size_t>(family)]
                             [static_cast<std::size_t>(step * encoding::kPitches + pitch)] =
                    static_cast<std::uint8_t>(velocity(outputs[index], family, controls.binarise) |
                                              (onset ? encoding::kOnsetBit : 0));
            }
        }
    return segment;
}

} // namespace contrafact::models::dcgan
