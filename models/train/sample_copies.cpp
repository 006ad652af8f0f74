// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/train/sample_copies.h"

#include "core/score/excerpt.h"

#include <algorithm>

namespace contrafact::models::train {

namespace {

constexpr std::size_t kMostIndexed = 2'000'000; // notes
constexpr std::size_t kMostHeld = 16;           // songs
constexpr int kSampleBars = 8;                  // of sampleOf()

/// From its first note on.
score::Score beginningOf(const score::Score& song) {
    constexpr int kQuarters = 4 * kSampleBars;
    auto first = song.end();
    for (int i = 0; i < song.trackCount(); ++i)
        for (const auto& note : song.track(i).notes()) first = std::min(first, note.onset);
    return score::excerpt(song, {first, first + score::Tick(kQuarters * song.ppq())});
}

} // namespace

void SampleCopies::index() {
    m_indexed = true;
    std::vector<const corpus::Song*> held;
    for (const auto& song : m_corpus->songs)
        if (song.validation) held.push_back(&song);
    if (held.empty() || m_corpus->noteCount() > kMostIndexed) return;
    m_check.emplace(*m_corpus);
    const auto count = std::min(kMostHeld, held.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& song = *held[i * held.size() / count];
        m_held += m_check->check(beginningOf(song.score)).longestRun / static_cast<double>(count);
    }
}

Values SampleCopies::of(const score::Score& sample) {
    if (!m_indexed) index();
    if (!m_check) return {};
    return {{"copied_generated", static_cast<double>(m_check->check(sample).longestRun)},
            {"copied_real", m_held}};
}

} // namespace contrafact::models::train
